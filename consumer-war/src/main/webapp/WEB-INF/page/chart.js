// A chart of the last two minutes: bands that lie on each other, and lines. Its right end is now.

import { mark, svg } from './view.js';
import { words } from './words.js';

const SECONDS = 120;
const LEFT = 44;
const RIGHT = 14;
const TOP = 8;
const BOTTOM = 20;

export class Chart {
  #svg = svg('svg', { role: 'img' });
  #grid = svg('g', { class: 'grid' });
  #bands = svg('g', { class: 'bands' });
  #lines = svg('g', { class: 'lines' });
  #paths = new Map();
  #drawn = '';
  #width = 0;
  #height;
  #last;

  constructor(place, height) {
    this.#height = height;
    this.#svg.append(this.#bands, this.#grid, this.#lines);
    place.append(this.#svg);
    new ResizeObserver(([{ contentRect }]) => {
      this.#width = Math.round(contentRect.width);
      this.#svg.setAttribute('viewBox', `0 0 ${this.#width} ${this.#height}`);
      this.#svg.setAttribute('height', this.#height);
      if (this.#last) {
        this.draw(this.#last);
      }
    }).observe(place);
  }

  /**
   * Draws bands ({id, fill, values}) from the bottom up, and lines ({id, kind, values}; a value that is not there is a gap).
   * The axis is of scale.js, `at` has the moments of the values, and `label` says in words what the chart shows.
   */
  draw(what) {
    this.#last = what;
    if (!this.#width) {
      return;
    }
    this.#svg.setAttribute('aria-label', what.label);
    this.#drawGrid(what.axis);
    const x = this.#positions(what.at);
    const gone = new Set(this.#paths.keys());
    let below = what.at.map(() => 0);
    for (const { id, fill, values } of what.bands ?? []) {
      const above = below.map((value, i) => value + values[i]);
      this.#path(id, this.#bands, gone, { fill }, this.#band(x, below, above, what.axis.top));
      below = above;
    }
    for (const { id, kind, values } of what.lines ?? []) {
      this.#path(id, this.#lines, gone, { class: kind }, this.#line(x, values, what.axis.top));
    }
    for (const id of gone) {
      this.#paths.get(id).remove();
      this.#paths.delete(id);
    }
  }

  #path(id, group, gone, attributes, d) {
    let path = this.#paths.get(id);
    if (!path) {
      path = svg('path');
      this.#paths.set(id, path);
    }
    if (path.parentNode !== group) {
      group.append(path);
    }
    for (const [name, value] of Object.entries({ ...attributes, d })) {
      if (path.getAttribute(name) !== value) {
        path.setAttribute(name, value);
      }
    }
    gone.delete(id);
  }

  #positions(at) {
    const wide = this.#width - LEFT - RIGHT;
    const now = at.at(-1);
    return at.map((moment) => LEFT + wide * Math.max(0, 1 - (now - moment) / 1000 / SECONDS));
  }

  #y(value, top) {
    const high = this.#height - TOP - BOTTOM;
    return (TOP + high * (1 - Math.min(value, top) / top)).toFixed(1);
  }

  #band(x, below, above, top) {
    const up = x.map((each, i) => `${each.toFixed(1)} ${this.#y(above[i], top)}`);
    const back = x.map((each, i) => `${each.toFixed(1)} ${this.#y(below[i], top)}`).reverse();
    return x.length > 1 ? `M${up.join('L')}L${back.join('L')}Z` : '';
  }

  #line(x, values, top) {
    let d = '';
    let pen = 'M';
    values.forEach((value, i) => {
      if (value === undefined || value === null) {
        pen = 'M';
      } else {
        d += `${pen}${x[i].toFixed(1)} ${this.#y(value, top)}`;
        pen = 'L';
      }
    });
    return d;
  }

  #drawGrid({ top, ticks }) {
    const seconds = this.#width < 420 ? [120, 60, 0] : [120, 90, 60, 30, 0];
    const drawn = [this.#width, ...ticks, ...seconds.map(words.secondsAgo)].join();
    if (this.#drawn === drawn) {
      return;
    }
    this.#drawn = drawn;
    const right = this.#width - RIGHT;
    const bottom = this.#height - BOTTOM;
    const rows = ticks.flatMap((tick) => {
      const y = this.#y(tick, top);
      return [
        svg('line', { x1: LEFT, x2: right, y1: y, y2: y }),
        svg('text', { x: LEFT - 6, y, dy: '.32em', 'text-anchor': 'end' }, words.number(tick)),
      ];
    });
    const columns = seconds.flatMap((each) => {
      const x = LEFT + (right - LEFT) * (1 - each / SECONDS);
      const anchor = each === 0 ? 'end' : each === SECONDS ? 'start' : 'middle';
      return [
        svg('line', { x1: x, x2: x, y1: bottom, y2: bottom + 4 }),
        svg('text', { x: each ? x : right + RIGHT - 1, y: this.#height - 4, 'text-anchor': anchor }, words.secondsAgo(each)),
      ];
    });
    this.#grid.replaceChildren(...rows, ...columns);
  }
}

/** Shows the keys of a chart: {id, fill or kind, text}. */
export class Legend {
  #keys = new Map();

  constructor(place) {
    this.place = place;
  }

  show(keys) {
    const wanted = keys.map(({ id, fill, kind, text }) => {
      const key = this.#keys.get(id) ?? this.#make(id);
      if (fill) {
        key.shape.setAttribute('fill', fill);
      }
      mark(key.item, 'kind', kind ?? 'band');
      if (key.label.textContent !== text) {
        key.label.textContent = text;
      }
      return key.item;
    });
    const same = wanted.length === this.place.children.length && wanted.every((each, i) => this.place.children[i] === each);
    if (!same) {
      this.place.replaceChildren(...wanted);
    }
  }

  #make(id) {
    const item = document.createElement('li');
    const shape = svg('path', { d: 'M0 0H18V12H0Z' });
    const line = svg('path', { d: 'M0 6H18', class: 'stroke' });
    const label = document.createElement('span');
    item.append(svg('svg', { viewBox: '0 0 18 12', width: 18, height: 12, 'aria-hidden': 'true' }, shape, line), label);
    this.#keys.set(id, { item, shape, label });
    return this.#keys.get(id);
  }
}
