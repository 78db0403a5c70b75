// Shows what the consumer sees, at each of its events. Everything from outside becomes text, never markup.

import { History } from './history.js';
import { translate, words } from './words.js';
import './traffic.js';

const STALE_MILLIS = 3000;
const AGAIN_MILLIS = 2000;
const SYMBOLS = { 'in-rotation': '●', ejected: '✕', 'on-trial': '◐', leaving: '→' };
// part: faults
const FAULTS = {
  fail: { status: 503 },
  slow: { delay: 'PT0.3S' },
};
// end of part

const link = document.getElementById('link');
const news = document.getElementById('news');
const services = new Map();
let consumer;
let heardAt = performance.now();

function element(template) {
  const made = document.getElementById(template).content.firstElementChild.cloneNode(true);
  translate(made);
  return made;
}

function field(root, name) {
  return root.querySelector(`:scope [data-field="${name}"]`);
}

function set(root, texts) {
  for (const [name, text] of Object.entries(texts)) {
    const place = field(root, name);
    if (place.textContent !== String(text)) {
      place.textContent = text;
    }
  }
}

const millis = (value) => `${value < 10 ? value.toFixed(1) : Math.round(value)} ms`;
const perSecond = (value) => (value > 0 && value < 10 ? value.toFixed(1) : Math.round(value));
const secondsSince = (then, now) => Math.max(0, Math.round((now - Date.parse(then)) / 1000));
const secondsUntil = (then, now) => Math.max(0, Math.ceil((Date.parse(then) - now) / 1000));

class Instance {
  #root = element('instance');
  #state;
  history = new History();

  constructor(address, list) {
    set(this.#root, { address });
    list.append(this.#root);
    // part: faults
    const faults = field(this.#root, 'faults');
    faults.setAttribute('aria-label', words.faultsOf(address));
    faults.addEventListener('click', (event) => this.#ask(address, event.target.dataset.fault));
    // end of part
  }

  // part: faults
  async #ask(address, fault) {
    if (!fault) {
      return;
    }
    const where = `faults?instance=${encodeURIComponent(address)}`;
    let said;
    try {
      const answer =
        fault === 'heal'
          ? await fetch(where, { method: 'DELETE' })
          : await fetch(where, {
              method: 'PUT',
              headers: { 'Content-Type': 'application/json' },
              body: JSON.stringify(FAULTS[fault]),
            });
      said = answer.ok ? words.asked[fault] : words.notAsked(answer.status);
    } catch (failure) {
      said = words.notAsked(failure.message);
    }
    set(this.#root, { asked: said });
  }
  // end of part

  show(instance, share, now, faults) {
    const state = words.states[instance.state];
    if (this.#state && this.#state !== instance.state) {
      news.textContent = words.news(instance.address, state);
    }
    this.#state = instance.state;
    this.#root.dataset.state = instance.state;
    const p50 = millis(instance.p50Millis);
    const p99 = millis(instance.p99Millis);
    set(this.#root, {
      symbol: SYMBOLS[instance.state],
      state: instance.restsUntil ? words.resting(state, secondsUntil(instance.restsUntil, now)) : state,
      share: `${Math.round(100 * share)} %`,
      rate: perSecond(this.history.rate),
      inFlight: instance.inFlight,
      failures: words.failuresOf(instance.failures, instance.calls),
      p50,
      p99,
      error: instance.lastError
        ? words.errorAt(instance.lastError.error, secondsSince(instance.lastError.at, now))
        : words.noError,
    });
    // Through the DOM: the page's Content-Security-Policy allows no style attribute.
    field(this.#root, 'bar').style.width = `${100 * share}%`;
    // part: faults
    field(this.#root, 'faults').hidden = !faults;
    // end of part
    this.#showEjection(instance.ejection, now);
    this.#showLine(p50, p99);
  }

  #showEjection(ejection, now) {
    field(this.#root, 'ejection').hidden = !ejection;
    if (ejection) {
      const seconds = secondsUntil(ejection.until, now);
      set(this.#root, {
        return: seconds > 0 ? words.backIn(seconds) : words.backNext,
        reason: ejection.reason,
      });
    }
  }

  #showLine(p50, p99) {
    const line = field(this.#root, 'line');
    for (const name of ['p50', 'p99']) {
      line.querySelector(`.${name}`).setAttribute('points', this.history.points(name));
    }
    line.setAttribute('aria-label', words.line(p50, p99, millis(this.history.highest)));
  }

  remove() {
    this.#root.remove();
  }
}

class Service {
  #root = element('service');
  #instances = new Map();
  #calls = new History();
  #retries = new History();

  constructor(name) {
    set(this.#root, { name, panic: words.panic });
    document.getElementById('services').append(this.#root);
  }

  show(service, snapshot, now) {
    this.#calls.add(now, service.calls, 0, 0);
    this.#retries.add(now, service.retries, 0, 0);
    field(this.#root, 'panic').hidden = !service.panic;
    const inRotation = service.instances.filter((each) => each.state === 'in-rotation').length;
    const breakers = snapshot.breakers[service.service] ?? [];
    field(this.#root, 'breaker').parentElement.hidden = !breakers.length;
    set(this.#root, {
      inRotation: words.count(inRotation, service.instances.length),
      rate: perSecond(this.#calls.rate),
      retries: words.retriesOf(service.retries, perSecond(this.#retries.rate)),
      budget: service.retryBudgetLeft,
      breaker: breakers.map((state) => words.breakers[state]).join(', '),
      strategy: service.strategy,
      resolution: this.#resolution(service.resolution, now),
    });
    this.#showInstances(service, now, snapshot.faults);
  }

  #resolution(resolution, now) {
    if (!resolution) {
      return words.noResolution;
    }
    const seconds = secondsSince(resolution.at, now);
    return resolution.error
      ? words.unresolved(seconds, resolution.error)
      : words.resolved(seconds, resolution.tookMillis);
  }

  #showInstances(service, now, faults) {
    const list = this.#root.querySelector('.instances');
    const gone = new Set(this.#instances.keys());
    // An address may be listed twice, if its name has changed. The leaving instance comes last.
    const first = (each, at, all) => all.findIndex((other) => other.address === each.address) === at;
    const instances = service.instances.filter(first);
    for (const each of instances) {
      gone.delete(each.address);
      if (!this.#instances.has(each.address)) {
        this.#instances.set(each.address, new Instance(each.address, list));
      }
      this.#instances.get(each.address).history.add(now, each.calls, each.p50Millis, each.p99Millis);
    }
    for (const address of gone) {
      this.#instances.get(address).remove();
      this.#instances.delete(address);
    }
    const recent = (address) => this.#instances.get(address).history.recent().calls;
    const all = instances.reduce((sum, each) => sum + recent(each.address), 0);
    for (const each of instances) {
      const share = all ? recent(each.address) / all : 0;
      this.#instances.get(each.address).show(each, share, now, faults);
    }
  }

  remove() {
    this.#root.remove();
  }
}

function forgetAll() {
  services.forEach((service) => service.remove());
  services.clear();
}

function show(snapshot) {
  const now = Date.parse(snapshot.at);
  if (consumer !== snapshot.consumer) {
    // Behind a load balancer, another consumer may answer the next connection.
    forgetAll();
    consumer = snapshot.consumer;
  }
  document.getElementById('consumer').textContent = snapshot.consumer;
  document.getElementById('release').textContent = `${snapshot.version}, ${snapshot.environment}`;
  for (const each of snapshot.services) {
    if (!services.has(each.service)) {
      services.set(each.service, new Service(each.service));
    }
    services.get(each.service).show(each, snapshot, now);
  }
}

function say(state, text) {
  link.dataset.state = state;
  if (link.textContent !== text) {
    link.textContent = text;
  }
  document.body.classList.toggle('stale', state === 'stale');
}

let events;

function connect() {
  events = new EventSource('events');
  events.addEventListener('message', (event) => {
    heardAt = performance.now();
    say('live', words.live);
    show(JSON.parse(event.data));
  });
  events.addEventListener('error', () => {
    // The browser reconnects after a lost connection, but not after an answer like 503.
    if (events.readyState === EventSource.CLOSED) {
      setTimeout(() => document.hidden || connect(), AGAIN_MILLIS);
    }
  });
}

setInterval(() => {
  const silence = performance.now() - heardAt;
  if (!document.hidden && silence > STALE_MILLIS) {
    say('stale', words.stale(Math.round(silence / 1000)));
  }
}, 1000);

document.addEventListener('visibilitychange', () => {
  events.close();
  if (document.hidden) {
    say('waiting', words.paused);
  } else {
    heardAt = performance.now();
    connect();
  }
});

translate(document);
connect();
