// Shows what the consumer sees, at each of its events.

import { addPatterns } from './colours.js';
import { sentence } from './events.js';
import { explainFigures } from './explain.js';
import { History } from './history.js';
import { Service } from './service.js';
import { merge } from './state.js';
import { speak, translatePage, words } from './words.js';

const STALE_MILLIS = 3000;
const AGAIN_MILLIS = 2000;
const SPOKEN = new Set(['ejected', 'readmitted', 'rests', 'panicked', 'left', 'resolution-failed', 'resolution-works']);

const link = document.getElementById('link');
const news = document.getElementById('news');
const notice = document.getElementById('notice');
const place = document.getElementById('services');

const sections = new Map();
const histories = new Map();
let state;
let consumers;
let newest;
let heardAt = performance.now();
let stream;

function forgetAll() {
  sections.forEach((section) => section.remove());
  sections.clear();
  histories.clear();
  newest = undefined;
}

function remember() {
  const now = Date.parse(state.at);
  for (const [name, service] of Object.entries(state.services)) {
    if (!histories.has(name)) {
      histories.set(name, new History());
    }
    histories.get(name).add(now, service);
  }
}

function show() {
  showConsumer();
  const now = Date.parse(state.at);
  document.getElementById('none').hidden = Object.keys(state.services).length > 0;
  for (const [name, section] of sections) {
    if (!state.services[name]) {
      section.remove();
      sections.delete(name);
      histories.delete(name);
    }
  }
  for (const [name, service] of Object.entries(state.services)) {
    if (!sections.has(name)) {
      sections.set(name, new Service(name, place));
    }
    const events = new Map(Object.entries(state.events ?? {}).filter(([, event]) => event.service === name));
    sections.get(name).show({
      service,
      history: histories.get(name),
      events,
      now,
      // part: faults
      faults: Boolean(state.faults),
      // end of part
    });
  }
  tellNews();
}

function showConsumer() {
  if (consumers?.now !== state.consumer) {
    consumers = { now: state.consumer, before: consumers?.now };
    document.getElementById('consumer').textContent = state.consumer;
    document.getElementById('release').textContent = `${state.version}, ${state.environment}`;
  }
  notice.hidden = consumers.before === undefined;
  const text = notice.hidden ? '' : words.changed(consumers.now, consumers.before);
  if (notice.textContent !== text) {
    notice.textContent = text;
  }
}

/** Tells a screen reader what matters, but not what was before the page came. */
function tellNews() {
  const ids = Object.keys(state.events ?? {}).map(Number);
  const last = Math.max(0, ...ids);
  const fresh = ids.filter((id) => newest !== undefined && id > newest && SPOKEN.has(state.events[id].type));
  if (fresh.length) {
    news.textContent = fresh.map((id) => words.said(state.events[id].address, sentence(state.events[id]))).join(' ');
  }
  newest = last;
}

function say(name, text) {
  link.dataset.state = name;
  if (link.textContent !== text) {
    link.textContent = text;
  }
  document.body.classList.toggle('stale', name === 'stale');
}

function heard(event) {
  heardAt = performance.now();
  if (link.dataset.state === 'stale') {
    news.textContent = '';
  }
  say('live', words.live);
  return JSON.parse(event.data);
}

function connect() {
  stream = new EventSource('stream');
  stream.addEventListener('snapshot', (event) => {
    const snapshot = heard(event);
    // Behind a load balancer, another consumer may answer the next connection.
    if (state && state.consumer !== snapshot.consumer) {
      forgetAll();
    }
    state = snapshot;
    remember();
    show();
  });
  stream.addEventListener('history', (event) => {
    for (const [name, past] of Object.entries(heard(event).services)) {
      histories.set(name, History.of(past));
    }
    if (state) {
      remember();
      show();
    }
  });
  stream.addEventListener('patch', (event) => {
    const patch = heard(event);
    if (state) {
      merge(state, patch);
      remember();
      show();
    }
  });
  stream.addEventListener('error', () => {
    // The browser reconnects after a lost connection, but not after an answer like 503.
    if (stream.readyState === EventSource.CLOSED) {
      setTimeout(() => document.hidden || connect(), AGAIN_MILLIS);
    }
  });
}

setInterval(() => {
  const silence = performance.now() - heardAt;
  if (!document.hidden && silence > STALE_MILLIS) {
    if (link.dataset.state === 'live') {
      news.textContent = words.staleNews;
    }
    say('stale', words.stale(Math.round(silence / 1000)));
  }
}, 1000);

document.addEventListener('visibilitychange', () => {
  stream.close();
  if (document.hidden) {
    say('waiting', words.paused);
  } else {
    heardAt = performance.now();
    connect();
  }
});

document.querySelector('.languages').addEventListener('click', ({ target }) => {
  if (target.dataset.language) {
    speak(target.dataset.language);
    say(link.dataset.state, link.dataset.state === 'live' ? words.live : words.waiting);
    sections.forEach((section) => section.speak());
    if (state) {
      showConsumer();
    }
  }
});

translatePage();
say('waiting', words.waiting);
addPatterns();
explainFigures();
connect();
