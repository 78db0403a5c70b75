// The chart of the latency: of the whole service, and of the instance that is chosen.

import { Chart, Legend } from './chart.js';
import { axis } from './scale.js';
import { words } from './words.js';

const HEIGHT = 190;
const KEPT_MILLIS = 121_000;
const KINDS = { p50Millis: 'p50', p99Millis: 'p99' };

export class Latency {
  #view;
  #chart;
  #legend;
  #name;
  #chosen;
  #moments = [];

  constructor(view, name) {
    this.#view = view;
    this.#name = name;
    this.#chart = new Chart(view.fields.latencyChart, HEIGHT);
    this.#legend = new Legend(view.fields.latencyLegend);
  }

  /** The id of the chosen instance, if any. */
  get chosen() {
    return this.#chosen;
  }

  /** Chooses this instance, or none if it is the chosen one. */
  async choose(id, address) {
    this.#chosen = this.#chosen === id ? undefined : id;
    this.#moments = [];
    if (this.#chosen === undefined) {
      return;
    }
    const where = new URLSearchParams({ service: this.#name, instance: address });
    const past = await fetch(`latency?${where}`)
      .then((answer) => (answer.ok ? answer.json() : undefined))
      .catch(() => undefined);
    if (past && this.#chosen === id) {
      const before = past.at.map((at, i) => ({ at, p50Millis: past.p50Millis[i], p99Millis: past.p99Millis[i] }));
      const first = this.#moments[0]?.at ?? Infinity;
      this.#moments = [...before.filter(({ at }) => at < first), ...this.#moments];
    }
  }

  show({ now, history, service, short }) {
    const instance = service.instances[this.#chosen];
    if (!instance) {
      this.#chosen = undefined;
    } else if (now > (this.#moments.at(-1)?.at ?? 0)) {
      this.#moments.push({ at: now, p50Millis: instance.p50Millis, p99Millis: instance.p99Millis });
      this.#moments = this.#moments.filter(({ at }) => now - at < KEPT_MILLIS);
    }
    const lines = Object.entries(KINDS).flatMap(([figure, kind]) => [
      { id: kind, kind, values: history[figure], text: `${kind} ${instance ? words.all : ''}`.trim() },
      ...(instance
        ? [{ id: `chosen ${kind}`, kind: `chosen ${kind}`, values: this.#ofChosen(figure, history.at), text: `${kind} ${short(instance.address)}` }]
        : []),
    ]);
    const all = lines.flatMap(({ values }) => values).map((each) => each ?? 0);
    const last = (values) => (values.at(-1) === undefined || values.at(-1) === null ? words.none : words.millis(values.at(-1)));
    this.#chart.draw({
      at: history.at,
      axis: axis(1.05 * all.reduce((most, each) => Math.max(most, each), 0), 4),
      lines,
      label: words.latencyChartSays(lines.map(({ text, values }) => `${text} ${last(values)}`)),
    });
    this.#legend.show(lines);
    this.#view.set({ chosen: instance ? words.chosen(short(instance.address)) : words.notChosen });
  }

  /** The chosen instance's values at the moments of the service, which may differ by a part of a second. */
  #ofChosen(figure, moments) {
    const bySecond = new Map(this.#moments.map((moment) => [Math.round(moment.at / 1000), moment[figure]]));
    return moments.map((at) => bySecond.get(Math.round(at / 1000)) ?? bySecond.get(Math.floor(at / 1000)));
  }
}
