// What the callers noticed, in large type: with discovery, and beside it with the plain client.

import { mark } from './view.js';
import { words } from './words.js';

export class Headlines {
  #view;

  constructor(view) {
    this.#view = view;
  }

  show({ service, short }) {
    this.#showOurs(service);
    this.#showPlain(service.traffic?.plain, short);
  }

  #showOurs({ summary, traffic }) {
    const { calls, failed, rescued } = summary;
    mark(this.#view.fields.headline, 'failed', String(failed > 0));
    this.#view.set(
      calls
        ? { calls: words.calls(calls) + words.comma, failed: words.failed(failed), rescued: words.rescued(rescued) }
        : { calls: traffic ? words.noCalls : words.noCallsElsewhere, failed: '', rescued: '' },
    );
    this.#view.set({ since: words.since(words.time(new Date(summary.since))) });
  }

  #showPlain(plain, short) {
    mark(this.#view.fields.plainHeadline, 'failed', String(plain?.failed > 0));
    this.#view.set(
      plain
        ? { plainCalls: words.calls(plain.calls) + words.comma, plainFailed: words.failed(plain.failed) }
        : { plainCalls: words.noPlain, plainFailed: '' },
    );
    this.#view.set({ pinned: plain ? this.#pinned(plain, short) : words.plainHint });
  }

  #pinned({ answeredBy = {}, instance, skipped }, short) {
    const sources = Object.entries(answeredBy).sort(([, one], [, other]) => other - one);
    const all = sources.reduce((sum, [, count]) => sum + count, 0);
    if (!all) {
      return words.noAnswer;
    }
    const [name, most] = sources[0];
    const more = `${instance ? words.leadsTo(short(instance)) : ''}${skipped ? words.skipped(skipped) : ''}`;
    return sources.length === 1
      ? words.pinned(1, name, more)
      : words.spread(most / all, name, sources.length) + more;
  }
}
