// The two charts of calls, of this consumer and of the plain client, in the same scale.

import { Chart, Legend } from './chart.js';
import { fillOf, OTHERS } from './colours.js';
import { axis } from './scale.js';
import { words } from './words.js';

const HEIGHT = 190;
const FAILED = 'url(#pattern-failed)';

const highest = (values) => values.reduce((most, each) => Math.max(most, each), 0);

export class CallCharts {
  #calls;
  #callsLegend;
  #plain;
  #plainLegend;

  constructor({ fields }) {
    this.#calls = new Chart(fields.callsChart, HEIGHT);
    this.#callsLegend = new Legend(fields.callsLegend);
    this.#plain = new Chart(fields.plainChart, HEIGHT);
    this.#plainLegend = new Legend(fields.plainLegend);
  }

  show({ history, slots, short, ordered }) {
    const all = history.rates(history.attempts);
    const plainCalls = history.rates(history.plainCalls.steps);
    const plainFailed = history.rates(history.plainFailed.steps);
    const failed = history.rates(history.failed.steps);
    const scale = axis(1.05 * Math.max(highest(all), highest(failed), highest(plainCalls)), 10);
    const bands = this.#bands(history, slots, ordered, all, short);
    const lines = highest(failed) > 0 ? [{ id: 'failed', kind: 'failed', values: failed, text: words.failedCalls }] : [];
    const now = (values) => words.perSecond(values.at(-1));
    this.#calls.draw({
      at: history.at,
      axis: scale,
      bands,
      lines,
      label: words.callsChartSays(now(all), bands.map(({ text, values }) => `${text} ${now(values)}`)),
    });
    this.#callsLegend.show([...bands, ...lines]);
    const answered = plainCalls.map((each, i) => Math.max(0, each - plainFailed[i]));
    const plain = [
      { id: 'answered', fill: OTHERS, values: answered, text: words.answered },
      { id: 'failed', fill: FAILED, values: plainFailed, text: words.failedCalls },
    ];
    this.#plain.draw({
      at: history.at,
      axis: scale,
      bands: plain,
      label: words.plainChartSays(now(plainCalls), now(plainFailed)),
    });
    this.#plainLegend.show(plain);
  }

  #bands(history, slots, ordered, all, short) {
    const rest = [...all];
    const bands = [];
    for (const { id, address, counter } of ordered) {
      const slot = slots.of(id);
      if (slot !== undefined) {
        const values = history.rates(counter.steps);
        values.forEach((value, i) => (rest[i] = Math.max(0, rest[i] - value)));
        bands.push({ id, fill: fillOf(slot), values, text: short(address) });
      }
    }
    const others = ordered.length - bands.length;
    if (others) {
      bands.push({ id: 'others', fill: OTHERS, values: rest, text: words.others(others) });
    }
    return bands;
  }
}
