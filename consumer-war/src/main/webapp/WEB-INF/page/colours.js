// A colour and a pattern for each instance of a chart, so that colours alone need not be told apart.

import { svg } from './view.js';

/** The marks of each pattern, in a square of eight. */
const PATTERNS = [
  'M-2 2L2 -2M0 8L8 0M6 10L10 6',
  'M2 2h1v1h-1zM6 6h1v1h-1z',
  'M0 2H8M0 6H8',
  'M-2 6L2 10M0 0L8 8M6 -2L10 2',
  'M2 0V8M6 0V8',
  'M0 0L8 8M0 8L8 0',
  'M0 4H8M4 0V8',
  'M1 1h3v3h-3zM5 5h3v3h-3z',
  'M0 6L4 2L8 6',
  'M0 1H8',
  'M1 0V8',
];

/** How many instances have a band of their own in a chart. */
export const SLOTS = PATTERNS.length;

export const fillOf = (slot) => `url(#pattern-${slot})`;
export const OTHERS = 'var(--others)';

/** Makes the patterns that the charts refer to. */
export function addPatterns() {
  const patterns = PATTERNS.map((marks, slot) =>
    svg(
      'pattern',
      { id: `pattern-${slot}`, width: 8, height: 8, patternUnits: 'userSpaceOnUse' },
      svg('rect', { width: 8, height: 8, class: `slot-${slot}` }),
      svg('path', { d: marks, class: 'marks' }),
    ),
  );
  const failed = svg(
    'pattern',
    { id: 'pattern-failed', width: 6, height: 6, patternUnits: 'userSpaceOnUse' },
    svg('rect', { width: 6, height: 6, class: 'failed' }),
    svg('path', { d: 'M0 0L6 6M0 6L6 0', class: 'marks' }),
  );
  document.body.append(svg('svg', { class: 'unseen', 'aria-hidden': 'true' }, svg('defs', {}, ...patterns, failed)));
}

/** Gives each of the largest instances a slot, and leaves it to them for as long as they are among the largest. */
export class Slots {
  #slots = new Map();

  /** Takes {id, address, counter} of all instances, in the order of the charts. */
  choose(instances) {
    const totals = new Map(instances.map(({ id, counter }) => [id, counter.total]));
    for (const id of this.#slots.keys()) {
      if (!totals.has(id)) {
        this.#slots.delete(id);
      }
    }
    if (instances.length <= SLOTS) {
      instances.filter(({ id }) => !this.#slots.has(id)).forEach(({ id }) => this.#give(id));
      return;
    }
    const largest = [...totals.keys()].sort((one, other) => totals.get(other) - totals.get(one));
    for (const id of largest.slice(0, SLOTS).filter((each) => !this.#slots.has(each))) {
      const least = [...this.#slots.keys()].sort((one, other) => totals.get(one) - totals.get(other))[0];
      // A little more is no reason to change: colours would jump.
      if (this.#slots.size === SLOTS && totals.get(id) > 1.3 * totals.get(least) + 10) {
        this.#slots.delete(least);
      }
      this.#give(id);
    }
  }

  #give(id) {
    const used = new Set(this.#slots.values());
    const free = PATTERNS.findIndex((_, slot) => !used.has(slot));
    if (free >= 0) {
      this.#slots.set(id, free);
    }
  }

  /** The slot of an instance, or undefined for one of the others. */
  of(id) {
    return this.#slots.get(id);
  }
}
