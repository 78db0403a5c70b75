// What a cluster knows: zones, where the addresses come from, and who is not ready. Without a cluster, nothing is shown.

import { words } from './words.js';

/** This many endpoints that get no calls are named. */
const NAMED = 3;

/** Where an instance is, and what is said of it, in one line; nothing if nothing is known. */
export function placeOf({ zone, node, ready = true, serving = true, terminating = false } = {}, evacuated = []) {
  const parts = [];
  if (zone) {
    parts.push(words.inZone(zone));
  }
  if (node) {
    parts.push(words.onNode(node));
  }
  if (zone && evacuated.includes(zone)) {
    parts.push(words.evacuatedZone);
  }
  if (terminating) {
    parts.push(words.terminating);
  } else if (!ready || !serving) {
    parts.push(words.notReady);
  }
  return parts.join(words.dot);
}

function zonesOf({ zone, spread, outside, inZone = 0, outsideZone = 0, evacuated, overruled }) {
  const parts = [];
  if (zone) {
    parts.push(words.ownZone(zone), (words.spreads[spread] ?? (() => spread))(outside));
    if (inZone + outsideZone > 0) {
      parts.push(words.stayed(inZone / (inZone + outsideZone)));
    }
  } else if (!evacuated) {
    parts.push(words.ownZoneUnknown);
  }
  if (evacuated) {
    parts.push(words.evacuated(evacuated.join(words.comma), overruled));
  }
  return parts.join(words.dot);
}

/** The only source that there is needs no words. */
function sourceOf({ name, since, whyNoBetter } = {}) {
  if (name !== 'endpoint-slices' && !since && !whyNoBetter) {
    return '';
  }
  return words.source(words.sources[name] ?? name, since && words.time(new Date(since)), whyNoBetter);
}

function othersOf(others, short) {
  const named = Object.entries(others).sort(([one], [other]) => (one < other ? -1 : 1));
  const shown = named.slice(0, NAMED).map(([address, { terminating }]) => words.otherEndpoint(short(address), terminating));
  return words.otherEndpoints(shown, named.length - shown.length);
}

/** Shows it below the figures of the service. */
export function showCluster(view, { service, short }) {
  const { zones, source, others = {} } = service;
  const texts = {
    zones: zones ? zonesOf(zones) : '',
    source: sourceOf(source),
    others: Object.keys(others).length ? othersOf(others, short) : source?.name === 'endpoint-slices' ? words.none : '',
  };
  view.set(texts);
  for (const [name, text] of Object.entries(texts)) {
    view.show(`${name}Fact`, text !== '');
  }
  view.show('cluster', Object.values(texts).some((text) => text !== ''));
}
