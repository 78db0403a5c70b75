// Makes an instance sick or well, and tells which fault is in force, whoever set it.

import { words } from './words.js';

const FAULTS = {
  fail: { status: 503 },
  slow: { delay: 'PT0.3S' },
};

/** Asks the instance; tells why not, if it did not take that. */
export async function ask(address, fault) {
  const where = `faults?instance=${encodeURIComponent(address)}`;
  const request =
    fault === 'heal'
      ? { method: 'DELETE' }
      : { method: 'PUT', headers: { 'Content-Type': 'application/json' }, body: JSON.stringify(FAULTS[fault]) };
  try {
    const answer = await fetch(where, request);
    return answer.ok ? '' : words.notAccepted(answer.status);
  } catch {
    return words.notReached;
  }
}

/** The milliseconds of a duration such as PT0.3S or PT1M30S. */
function millisOf(duration) {
  const [, minutes = 0, seconds = 0] = /^PT(?:(\d+)M)?(?:([\d.]+)S)?$/.exec(duration ?? '') ?? [];
  return Math.round(60_000 * minutes + 1000 * seconds);
}

/** Whether a fault was removed since the instance's last ejection: then only its trial is missing. */
export function isHealed(address, events) {
  let healed = false;
  for (const event of events.values()) {
    if (event.address === address && ['ejected', 'fault-set', 'fault-removed'].includes(event.type)) {
      healed = event.type === 'fault-removed';
    }
  }
  return healed;
}

/** A fault as the page's words need it. */
export const figures = (fault) => ({ ...fault, delayMillis: millisOf(fault.delay) });

export class FaultButtons {
  #view;

  constructor(view, address) {
    this.#view = view;
    view.fields.faultGroup.addEventListener('click', async ({ target }) => {
      if (target.dataset.fault) {
        view.set({ asked: '' });
        view.set({ asked: await ask(address, target.dataset.fault) });
      }
    });
  }

  show(fault, allowed, address) {
    this.#view.show('faults', allowed);
    this.#view.forget('asked', words.notReached);
    this.#view.fields.faultGroup.setAttribute('aria-label', words.faultsOf(address));
    const isCard = this.#view.root.localName === 'li';
    this.#view.set({ fault: fault ? words.fault(figures(fault)) : isCard ? words.noFault : '' });
    this.#view.root.classList.toggle('faulty', Boolean(fault));
  }
}

const isWell = ({ fault, state }) => !fault && state === 'in-rotation';

/** The two steps of the story that make an instance sick and all well again. */
export class FaultSteps {
  #view;
  #victim;
  #sick = [];

  constructor(view) {
    this.#view = view;
  }

  /** Does a step; tells why not, if an instance did not take it. */
  async step(name) {
    const asked = name === 'fail' ? [this.#victim].filter(Boolean) : this.#sick;
    const said = await Promise.all(asked.map((address) => ask(address, name)));
    return said.find(Boolean) ?? '';
  }

  /** Shows what the steps would do. Tells which is the next, fail or heal; none while a healed instance is not yet back. */
  show({ service, ordered, short, faults, events }) {
    this.#view.show('failStep', faults);
    this.#view.show('healStep', faults);
    const instances = ordered.map(({ id }) => service.instances[id]).filter(Boolean);
    const pinned = service.traffic?.plain?.instance;
    const well = instances.filter(isWell);
    this.#victim = (well.find(({ address }) => address === pinned) ?? well[0])?.address;
    this.#sick = instances.filter(({ fault }) => fault).map(({ address }) => address);
    const sick = this.#sick.length;
    const waits = instances.some(({ ejection, address }) => ejection && isHealed(address, events));
    this.#view.set({
      failThen: this.#victim ? words.failThen(short(this.#victim)) : words.failNone,
      healThen: !sick ? (waits ? words.healWaits : words.healNone) : sick === 1 ? words.healThen(short(this.#sick[0])) : words.healMany(sick),
    });
    this.#able('fail', Boolean(this.#victim));
    this.#able('heal', sick > 0);
    const isCalm = instances.every(({ state }) => state === 'in-rotation');
    return faults && (sick || isCalm) ? (sick ? 'heal' : 'fail') : undefined;
  }

  /** The button keeps the keyboard's focus, even when it would do nothing. */
  #able(step, able) {
    this.#view.fields.steps.querySelector(`[data-step=${step}]`).setAttribute('aria-disabled', String(!able));
  }
}
