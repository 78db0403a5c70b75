// Keeps the figures of the last three minutes: the consumer itself only counts since its start.

const LONGEST = 180;
const RATE_SECONDS = 10;

export class History {
  #moments = [];

  add(at, calls, p50, p99) {
    this.#moments.push({ at, calls, p50, p99 });
    if (this.#moments.length > LONGEST) {
      this.#moments.shift();
    }
  }

  /** Counts the calls of the last seconds, and the seconds. */
  recent() {
    const now = this.#moments.at(-1);
    const then = this.#moments.find((moment) => now.at - moment.at <= RATE_SECONDS * 1000);
    return { calls: now.calls - then.calls, seconds: (now.at - then.at) / 1000 };
  }

  get rate() {
    const { calls, seconds } = this.recent();
    return seconds > 0 ? calls / seconds : 0;
  }

  get highest() {
    return Math.max(...this.#moments.map((moment) => moment.p99));
  }

  /** The points of a polyline in a box of 180 by 40. Its right end is now; its width is one minute, later three. */
  points(name) {
    const top = Math.max(this.highest, 1);
    const wide = 180 / (Math.max(this.#moments.length, 60) - 1);
    return this.#moments
      .map((moment, index) => {
        const x = 180 - wide * (this.#moments.length - 1 - index);
        return `${x.toFixed(1)},${(38 - (36 * moment[name]) / top).toFixed(1)}`;
      })
      .join(' ');
  }
}
