// The three steps of the story. The consumer sends the traffic, so every browser sees the same.

// part: faults
import { FaultSteps } from './faults.js';
// end of part
import { secondsUntil } from './state.js';
import { words } from './words.js';

export class Traffic {
  #view;
  #form;
  #where;
  #running = false;
  // part: faults
  #faults;
  // end of part

  constructor(view, name) {
    this.#view = view;
    this.#form = view.fields.story;
    this.#where = `traffic?service=${encodeURIComponent(name)}`;
    // part: faults
    this.#faults = new FaultSteps(view);
    // end of part
    this.#form.addEventListener('submit', (event) => {
      event.preventDefault();
      this.#step('send');
    });
    this.#form.addEventListener('click', ({ target }) => {
      const step = target.closest('[data-step]');
      if (step && step.getAttribute('aria-disabled') !== 'true') {
        this.#step(step.dataset.step);
      }
    });
    this.#form.addEventListener('change', () => {
      if (this.#running && this.#form.reportValidity()) {
        this.#do(this.#send());
      }
    });
  }

  async #step(name) {
    if (name === 'send') {
      if (this.#running) {
        await this.#do(this.#ask({ method: 'DELETE' }));
      } else if (this.#form.reportValidity()) {
        await this.#do(this.#send());
      }
    }
    // part: faults
    if (name !== 'send') {
      await this.#do(this.#faults.step(name));
    }
    // end of part
  }

  async #do(asked) {
    this.#view.set({ said: '' });
    this.#view.set({ said: await asked });
  }

  #send() {
    const { rate, plain } = this.#form.elements;
    return this.#ask({
      method: 'PUT',
      headers: { 'Content-Type': 'application/json' },
      body: JSON.stringify({ rate: rate.valueAsNumber, plain: plain.checked }),
    });
  }

  async #ask(request) {
    try {
      const answer = await fetch(this.#where, request);
      return answer.ok ? '' : words.notAccepted(answer.status);
    } catch {
      return words.notReached;
    }
  }

  show(what) {
    const { service, now } = what;
    const traffic = service.traffic;
    this.#running = Boolean(traffic?.running);
    this.#view.forget('said', words.notReached);
    const send = this.#form.querySelector('[data-step=send]');
    send.setAttribute('aria-disabled', String(!traffic));
    this.#view.show('settings', Boolean(traffic));
    this.#view.set({
      sendWord: this.#running ? words.stop : words.send,
      sendThen: !traffic
        ? words.noTrafficPath
        : this.#running
          ? words.stopsIn(traffic.rate, secondsUntil(traffic.until, now))
          : words.sendThen(traffic.path),
    });
    this.#showSettings(traffic);
    let next = traffic && !this.#running ? 'send' : undefined;
    // part: faults
    const nextFault = this.#faults.show(what);
    next ??= nextFault;
    // end of part
    for (const step of this.#form.querySelectorAll('[data-step]')) {
      step.setAttribute('aria-current', step.dataset.step === next ? 'step' : 'false');
    }
  }

  /** Another person may have chosen other settings. What is being typed stays. */
  #showSettings(traffic) {
    const { rate, plain } = this.#form.elements;
    if (this.#running && document.activeElement !== rate && rate.valueAsNumber !== traffic.rate) {
      rate.value = traffic.rate;
    }
    if (this.#running && document.activeElement !== plain) {
      plain.checked = traffic.withPlain;
    }
  }
}
