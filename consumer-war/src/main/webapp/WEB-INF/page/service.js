// The section of one service.

import { CallCharts } from './charts.js';
import { showCluster } from './cluster.js';
import { Slots } from './colours.js';
import { Events } from './events.js';
import { Headlines } from './headlines.js';
import { Instances } from './instances.js';
import { Latency } from './latency.js';
import { Addresses, secondsSince } from './state.js';
import { Traffic } from './traffic.js';
import { mark, View } from './view.js';
import { words } from './words.js';

const byAddress = new Intl.Collator('en', { numeric: true });

export class Service {
  #view = new View('service');
  #headlines;
  #traffic;
  #charts;
  #instances;
  #events;
  #latency;
  #slots = new Slots();
  #addresses = new Addresses();
  #known;
  #history;
  #ordered = [];
  #last;

  constructor(name, place) {
    this.#view.set({ name });
    this.#headlines = new Headlines(this.#view);
    this.#traffic = new Traffic(this.#view, name);
    this.#charts = new CallCharts(this.#view);
    this.#latency = new Latency(this.#view, name);
    this.#events = new Events(this.#view);
    this.#instances = new Instances(
      this.#view,
      (id, address) => this.#latency.choose(id, address).then(() => this.#again()),
      () => this.#again(),
    );
    place.append(this.#view.root);
  }

  /** Shows all again, for example after a choice. */
  #again() {
    if (this.#last) {
      this.show(this.#last);
    }
  }

  /** Shows the last again, in the language that is spoken now. */
  speak() {
    this.#instances.forget();
    this.show({ ...this.#last, anew: true });
  }

  /** Shows a service with its history and events at this moment; `anew` if the words have changed. */
  show(what) {
    this.#last = { ...what, anew: false };
    const { service, history, events } = what;
    const changed = this.#order(history, events);
    this.#slots.choose(this.#ordered);
    const all = {
      ...what,
      ordered: this.#ordered,
      slots: this.#slots,
      short: (address) => this.#addresses.short(address),
      chosen: this.#latency.chosen,
    };
    this.#headlines.show(all);
    this.#traffic.show(all);
    this.#charts.show(all);
    this.#showFacts(all);
    showCluster(this.#view, all);
    this.#showEmpty(service);
    this.#instances.show(all);
    this.#latency.show(all);
    this.#events.show(events, all.short, what.anew || changed);
  }

  /** Sorts the instances by address, whenever others are known; two browsers have the same order. */
  #order(history, events) {
    const known = [...history.instances.keys()].join();
    if (this.#known === known && this.#history === history) {
      return false;
    }
    this.#known = known;
    this.#history = history;
    this.#ordered = [...history.instances.values()].sort((one, other) => byAddress.compare(one.address, other.address));
    const addresses = new Set(this.#ordered.map(({ address }) => address));
    events.forEach(({ address }) => address && addresses.add(address));
    this.#addresses.learn([...addresses]);
    return true;
  }

  #showFacts({ service, history, now }) {
    const instances = Object.values(service.instances);
    const inRotation = instances.filter(({ state }) => state === 'in-rotation').length;
    const { breakers, resolution } = service;
    this.#view.show('panic', service.panic);
    this.#view.show('breakerFact', breakers !== undefined);
    const explained = this.#view.fields.breakerFact.querySelector('[data-explain]');
    mark(explained, 'explain', breakers?.length ? 'breaker' : 'noBreaker');
    this.#view.set({
      inRotation: words.of(inRotation, instances.length),
      rate: words.perSecond(history.rate(history.attempts)),
      retries: words.number(service.retries),
      budget: words.number(service.retryBudgetLeft),
      breaker: breakers?.length ? breakers.map((each) => words.breakers[each] ?? each).join(', ') : words.none,
      strategy: service.strategy,
      resolution: !resolution
        ? words.noResolution
        : resolution.error
          ? words.unresolved(secondsSince(resolution.at, now))
          : words.resolved(secondsSince(resolution.at, now), resolution.tookMillis),
    });
  }

  #showEmpty({ instances, resolution }) {
    const isEmpty = Object.keys(instances).length === 0;
    this.#view.show('empty', isEmpty);
    if (isEmpty) {
      const text = !resolution ? words.noInstanceYet : resolution.error ? words.noInstanceError : words.noInstance;
      this.#view.set({ empty: text });
    }
  }

  remove() {
    this.#view.root.remove();
  }
}
