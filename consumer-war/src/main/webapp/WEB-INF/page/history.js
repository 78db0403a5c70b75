// The last two minutes of a service, a moment a second. The consumer tells the past once; then each state adds a moment.

const LONGEST = 121;
const RECENT_MILLIS = 10_000;

/** The steps of a figure that only grows, as long as it is there. */
class Counter {
  #last;
  total = 0;

  constructor(moments) {
    this.steps = new Array(moments).fill(0);
  }

  /** The first moment has no step. A figure that is smaller than before began anew. */
  add(value, first) {
    let step = 0;
    if (value !== undefined && value !== null && !first) {
      step = value >= (this.#last ?? 0) ? value - (this.#last ?? 0) : value;
    }
    this.#last = value ?? undefined;
    this.steps.push(step);
    this.total += step;
  }

  trim() {
    this.total -= this.steps.shift();
  }

  get isOver() {
    return this.#last === undefined && this.total === 0;
  }
}

export class History {
  at = [];
  p50Millis = [];
  p99Millis = [];
  calls = new Counter(0);
  failed = new Counter(0);
  plainCalls = new Counter(0);
  plainFailed = new Counter(0);
  attempts = [];
  instances = new Map();
  #elapsed = [];

  /** Takes the past as the consumer tells it. */
  static of(past) {
    const history = new History();
    past.at.forEach((at, i) => {
      const instances = Object.entries(past.instances ?? {}).map(([id, { address, calls }]) => [
        id,
        { address, calls: calls[i] },
      ]);
      history.add(at, {
        calls: past.calls[i],
        failed: past.failed[i],
        p50Millis: past.p50Millis[i],
        p99Millis: past.p99Millis[i],
        traffic: { plain: { calls: past.plain?.calls[i], failed: past.plain?.failed[i] } },
        instances: Object.fromEntries(instances),
      });
    });
    return history;
  }

  add(at, service) {
    const first = this.at.length === 0;
    const last = this.at.at(-1);
    if (at <= last) {
      return;
    }
    this.#addInstances(service.instances, first);
    this.at.push(at);
    this.#elapsed.push(first ? 1 : (at - last) / 1000);
    this.p50Millis.push(service.p50Millis);
    this.p99Millis.push(service.p99Millis);
    this.calls.add(service.calls, first);
    this.failed.add(service.failed, first);
    this.plainCalls.add(service.traffic?.plain?.calls, first);
    this.plainFailed.add(service.traffic?.plain?.failed, first);
    if (this.at.length > LONGEST) {
      this.#trim();
    }
  }

  #addInstances(now, first) {
    for (const [id, { address }] of Object.entries(now)) {
      if (!this.instances.has(id)) {
        this.instances.set(id, { id, address, counter: new Counter(this.at.length) });
      }
    }
    let sum = 0;
    for (const { id, counter } of this.instances.values()) {
      counter.add(now[id]?.calls, first);
      sum += counter.steps.at(-1);
    }
    this.attempts.push(sum);
  }

  #trim() {
    for (const list of [this.at, this.#elapsed, this.p50Millis, this.p99Millis, this.attempts]) {
      list.shift();
    }
    for (const counter of [this.calls, this.failed, this.plainCalls, this.plainFailed]) {
      counter.trim();
    }
    for (const [id, { counter }] of this.instances) {
      counter.trim();
      if (counter.isOver) {
        this.instances.delete(id);
      }
    }
  }

  /** Makes calls per second of steps. */
  rates(steps) {
    return steps.map((step, i) => step / this.#elapsed[i]);
  }

  /** The sum of the last ten seconds' steps. */
  recent(steps) {
    return this.#recent(steps);
  }

  /** The mean rate of the last ten seconds. */
  rate(steps) {
    const seconds = this.#recent(this.#elapsed);
    return seconds ? this.#recent(steps) / seconds : 0;
  }

  #recent(list) {
    let sum = 0;
    // The first moment has no step.
    for (let i = this.at.length - 1; i > 0 && this.at.at(-1) - this.at[i] < RECENT_MILLIS; i -= 1) {
      sum += list[i];
    }
    return sum;
  }
}
