// Calls /fetch from this browser, at a rate that a person chooses. The calls end by themselves.

import { words } from './words.js';

const LONGEST_SECONDS = 300;
const MOST_IN_FLIGHT = 50;
const TICK_MILLIS = 50;

const form = document.getElementById('traffic');
const rate = document.getElementById('rate');
const button = document.getElementById('send');
const output = document.getElementById('sent');

let timer;
let begin;
let due;
let last;
let sent;
let failed;
let inFlight = 0;

async function call() {
  inFlight += 1;
  sent += 1;
  try {
    const answer = await fetch('../fetch', { cache: 'no-store' });
    await answer.arrayBuffer();
    if (!answer.ok) {
      failed += 1;
    }
  } catch {
    failed += 1;
  } finally {
    inFlight -= 1;
  }
}

function tick() {
  const now = performance.now();
  const left = LONGEST_SECONDS - (now - begin) / 1000;
  if (left <= 0) {
    stop();
    return;
  }
  // Limits the calls due after a pause of a busy browser, or with a slow consumer.
  due = Math.min(due + ((now - last) / 1000) * rate.valueAsNumber, MOST_IN_FLIGHT);
  last = now;
  while (due >= 1 && inFlight < MOST_IN_FLIGHT) {
    due -= 1;
    call();
  }
  output.textContent = words.traffic(sent, failed, Math.ceil(left));
}

function start() {
  begin = performance.now();
  last = begin;
  due = 0;
  sent = 0;
  failed = 0;
  timer = setInterval(tick, TICK_MILLIS);
  button.textContent = words.stop;
  button.setAttribute('aria-pressed', 'true');
}

function stop() {
  clearInterval(timer);
  timer = undefined;
  button.textContent = words.start;
  button.setAttribute('aria-pressed', 'false');
  output.textContent = words.sent(sent, failed);
}

form.addEventListener('submit', (event) => {
  event.preventDefault();
  if (timer) {
    stop();
  } else {
    start();
  }
});

// An invalid or half-typed rate sends nothing. The form itself tells what is allowed.
rate.addEventListener('input', () => {
  if (timer && !rate.checkValidity()) {
    stop();
  }
});
