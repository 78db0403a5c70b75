// What each figure means, in English: shown on hover, focus and tap.

export const englishHints = {
  headline:
    'The calls to this service since the time below, as their callers saw them. Rescued: one instance failed, and another one answered the same call, so the caller noticed nothing.',
  plain:
    'The same number of calls at the same time, by a plain MicroProfile Rest Client: one address, no discovery, no retry. It keeps its connection, so one instance gets all its calls, well or not.',
  callsChart:
    'How many calls each instance got in each second of the last two minutes. When one is ejected, its colour vanishes and the others fill in. A retry counts as a call. Both charts have the same scale.',
  plainChart: 'The calls of the plain Rest Client in each second, answered and failed. Both charts have the same scale.',
  latencyChart:
    'The time from a call to its whole answer. p50: half of the answers were faster. p99: 99 of 100 were faster. Only good answers count. A gap: too few answers to tell.',
  inRotation: 'The instances that get calls now, of all that the name of the service leads to.',
  callRate: 'Calls per second, as the mean of the last ten seconds. A retry counts as a call.',
  retries: 'Calls that were repeated on another instance, since the consumer’s start.',
  budget:
    'The retries that are allowed now. Each call adds a part of one, and each retry takes one. So when everything fails, retries do not multiply the load.',
  breaker:
    'Closed: calls pass. Open: too many have failed, so none is made for a moment. Half open: a few calls try whether the service is well again.',
  noBreaker: 'The breaker has had no call so far, so it has no state.',
  strategy: 'How the instance for the next call is chosen, as it is named in the configuration.',
  resolution: 'When the name of the service was last resolved to addresses, and how long that took.',
  zones:
    'Calls stay in this consumer’s own zone while its instances are loaded like the others. They spill over to single instances outside while too many calls are under way in the zone or it has too few instances, and to all others while none of the zone is well. A retry may go anywhere.',
  source: 'Where the addresses of the instances come from. EndpointSlices tell of a change at once; names are resolved every second.',
  others: 'Endpoints that the cluster knows and that get no new calls: they are not ready yet, or terminate.',
  place: (about) => `${about}. The cluster says so.`,
  share: 'The part of the service’s calls that this instance got in the last ten seconds. “–”: there were no calls.',
  inFlight: 'Calls that were sent and are not yet answered.',
  failures: 'Failed calls of all calls to this instance, since the consumer’s start. A rescued call counts here: this instance failed it.',
  p50: 'Half of the good answers of the last seconds were faster. “–”: fewer than 20 answers, or the instance has just begun to answer.',
  p99: '99 of 100 good answers of the last seconds were faster. “–”: fewer than 100 answers, or the instance has just begun to answer.',
  // part: faults
  fault: 'A fault that somebody set on this instance for a demonstration, on this page or elsewhere.',
  // end of part
  'in-rotation': 'In rotation: it gets its share of the calls.',
  ejected: 'Ejected: its calls failed or were slow, so it gets none for some seconds. Then one call tries it.',
  'on-trial': 'On trial: one call goes to it. If that is good, it is back in rotation; if not, it is ejected for longer.',
  leaving: 'Leaving: the name of the service no longer leads to it. Calls that it has already got may end.',
  rests: 'It asked for a rest (Retry-After), so it gets no calls until then.',
  address: (about) => `${about}`,
  choose: (about) => `${about}. Click to see its latency in the chart below; click again for the whole service alone.`,
};
