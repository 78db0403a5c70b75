// One instance: a card, or a row of the table.

// part: faults
import { FaultButtons, isHealed } from './faults.js';
// end of part
import { placeOf } from './cluster.js';
import { fillOf, OTHERS } from './colours.js';
import { secondsSince, secondsUntil } from './state.js';
import { mark, View } from './view.js';
import { words } from './words.js';

const SYMBOLS = { 'in-rotation': '●', ejected: '✕', 'on-trial': '◐', leaving: '→', rests: '◔' };

/** The state in one word. An instance that rests is in rotation otherwise. */
export function stateOf({ state, restsUntil }) {
  return restsUntil && state === 'in-rotation' ? 'rests' : state;
}

function message(instance, now, events) {
  const { state, ejection, restsUntil, lastError } = instance;
  if (ejection) {
    const seconds = secondsUntil(ejection.until, now);
    // part: faults
    if (!instance.fault && isHealed(instance.address, events)) {
      return words.healedBackIn(seconds);
    }
    // end of part
    return seconds > 0 ? words.backIn(seconds, ejection.reason) : words.backNext(ejection.reason);
  }
  if (state === 'on-trial') {
    return words.onTrial;
  }
  if (restsUntil) {
    return words.resting(secondsUntil(restsUntil, now));
  }
  if (state === 'leaving') {
    return words.leaving;
  }
  return lastError ? words.lastError(secondsSince(lastError.at, now), lastError.error) : '';
}

const latency = (value) => (value === undefined ? words.none : words.millis(value));

export class InstanceView extends View {
  #width;

  constructor(template, address, choose) {
    super(template);
    // part: faults
    this.faults = new FaultButtons(this, address);
    // end of part
    const button = this.fields.address;
    button.dataset.about = address;
    button.dataset.explain = 'choose';
    this.root.addEventListener('click', (event) => {
      const onOther = event.target.closest('button, summary, a') ?? button;
      if (onOther === button && !getSelection().toString()) {
        choose();
      }
    });
  }

  showInstance(instance, what) {
    const { id, now, history, short, slots, allRecent, chosen } = what;
    const state = stateOf(instance);
    const steps = history.instances.get(id)?.counter.steps ?? [];
    const share = allRecent ? history.recent(steps) / allRecent : undefined;
    mark(this.root, 'state', state);
    this.fields.stateButton.dataset.explain = state;
    for (const figure of ['p50', 'p99']) {
      if (this.fields[`${figure}Button`]) {
        this.fields[`${figure}Button`].dataset.explain = figure;
      }
    }
    this.set({
      symbol: SYMBOLS[state],
      state: words.states[state],
      address: short(instance.address),
      message: message(instance, now, what.events) || (this.fields.messageBox ? words.noError : ''),
      share: share === undefined ? words.none : words.percentOf(share),
      rate: words.perSecond(history.rate(steps)),
      inFlight: words.number(instance.inFlight),
      failures: words.of(instance.failures, instance.calls),
      p50: latency(instance.p50Millis),
      p99: latency(instance.p99Millis),
    });
    this.#showPlace(placeOf(instance.endpoint, what.service.zones?.evacuated), what.placed);
    this.#showColour(slots.of(id));
    this.#showBar(share ?? 0);
    mark(this.root, 'chosen', String(chosen === id));
    this.fields.address.setAttribute('aria-pressed', String(chosen === id));
    // part: faults
    this.faults.show(instance.fault, what.faults, short(instance.address));
    // end of part
  }

  /** All cards of a service have this line, or none, so that they stay equally high. */
  #showPlace(place, placed) {
    this.show('placeLine', placed);
    this.set({ place: place || words.none });
    if (this.fields.place.dataset.about !== place) {
      this.fields.place.dataset.about = place;
    }
  }

  #showColour(slot) {
    const fill = slot === undefined ? OTHERS : fillOf(slot);
    if (this.fields.swatch.getAttribute('fill') !== fill) {
      this.fields.swatch.setAttribute('fill', fill);
    }
  }

  /** Through the DOM: the page's Content-Security-Policy allows no style attribute. */
  #showBar(share) {
    const width = `${(100 * share).toFixed(1)}%`;
    if (this.fields.bar && this.#width !== width) {
      this.#width = width;
      this.fields.bar.style.width = width;
    }
  }
}
