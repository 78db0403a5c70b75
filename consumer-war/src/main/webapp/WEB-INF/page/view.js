// A piece of the page, made from a template. Everything from outside becomes text, never markup.

import { translate } from './words.js';

export class View {
  #texts = {};

  constructor(template) {
    this.root = document.getElementById(template).content.firstElementChild.cloneNode(true);
    translate(this.root);
    this.fields = {};
    for (const element of this.root.querySelectorAll('[data-field]')) {
      this.fields[element.dataset.field] = element;
    }
  }

  /** Writes only what has changed. A field that this template does not have is left out. */
  set(texts) {
    for (const [name, text] of Object.entries(texts)) {
      if (this.#texts[name] !== text && this.fields[name]) {
        this.#texts[name] = text;
        this.fields[name].textContent = text;
      }
    }
  }

  /** Empties a field that still says this. */
  forget(name, text) {
    if (this.#texts[name] === text) {
      this.set({ [name]: '' });
    }
  }

  show(name, shown) {
    if (this.fields[name] && this.fields[name].hidden === shown) {
      this.fields[name].hidden = !shown;
    }
  }
}

/** Sets a data attribute, only if it has changed. */
export function mark(element, name, value) {
  if (element.dataset[name] !== value) {
    element.dataset[name] = value;
  }
}

/** Puts the elements into this order, and moves none that is already right. */
export function arrange(place, elements) {
  const focused = document.activeElement;
  let next = place.firstElementChild;
  for (const element of elements) {
    if (element === next) {
      next = next.nextElementSibling;
    } else {
      place.insertBefore(element, next);
    }
  }
  while (next) {
    const gone = next;
    next = next.nextElementSibling;
    gone.remove();
  }
  if (focused !== document.activeElement && place.contains(focused)) {
    focused.focus();
  }
}

const SVG = 'http://www.w3.org/2000/svg';

export function svg(name, attributes = {}, ...children) {
  const element = document.createElementNS(SVG, name);
  for (const [attribute, value] of Object.entries(attributes)) {
    element.setAttribute(attribute, value);
  }
  element.append(...children);
  return element;
}
