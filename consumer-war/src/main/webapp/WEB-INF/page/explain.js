// Explains each figure on hover, focus and tap. Escape ends it.

import { words } from './words.js';

const WAIT_MILLIS = 200;
const GAP = 6;

const tip = document.getElementById('tip');
let shown;
let timer;

/** The button of what the pointer is on: itself, or that of the figure around. */
function explained(target) {
  const button = target.closest('[data-explain]');
  return button ?? target.closest('.figure')?.querySelector('[data-explain]');
}

function textOf(button) {
  const hint = words.hints[button.dataset.explain];
  return typeof hint === 'function' ? hint(button.dataset.about) : hint;
}

function show(button) {
  clearTimeout(timer);
  const text = textOf(button);
  if (!text) {
    return;
  }
  hide();
  shown = button;
  tip.textContent = text;
  tip.hidden = false;
  button.setAttribute('aria-describedby', tip.id);
  // The figure itself stays visible.
  place((button.closest('.figure:not(.box)') ?? button).getBoundingClientRect());
}

/** Below the figure, or above if there is no room; never beyond the window's sides. */
function place({ left, top, bottom }) {
  const { width, height } = tip.getBoundingClientRect();
  const furthest = document.documentElement.clientWidth - width - GAP;
  const above = bottom + GAP + height > innerHeight && top - GAP - height > 0;
  tip.style.left = `${Math.max(GAP, Math.min(left, furthest)) + scrollX}px`;
  tip.style.top = `${(above ? top - GAP - height : bottom + GAP) + scrollY}px`;
}

function hide() {
  clearTimeout(timer);
  shown?.removeAttribute('aria-describedby');
  shown = undefined;
  tip.hidden = true;
}

const later = (action) => {
  clearTimeout(timer);
  timer = setTimeout(action, WAIT_MILLIS);
};

export function explainFigures() {
  document.addEventListener('mouseover', ({ target }) => {
    if (tip.contains(target)) {
      clearTimeout(timer);
      return;
    }
    const button = explained(target);
    if (button && button === shown) {
      clearTimeout(timer);
    } else if (button) {
      later(() => show(button));
    } else if (shown) {
      later(hide);
    } else {
      clearTimeout(timer);
    }
  });
  document.addEventListener('focusin', ({ target }) => (target.dataset.explain ? show(target) : hide()));
  document.addEventListener('click', ({ target }) => {
    const button = target.closest('[data-explain]');
    if (button) {
      show(button);
    } else if (!tip.contains(target)) {
      hide();
    }
  });
  document.addEventListener('keydown', ({ key }) => {
    if (key === 'Escape') {
      hide();
    }
  });
  // The figure of an explanation may go while it is explained.
  setInterval(() => shown && !shown.isConnected && hide(), 1000);
}
