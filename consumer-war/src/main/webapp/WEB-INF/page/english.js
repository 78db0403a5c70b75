// The page's words in English. The functions get numbers, and write them as English does.

const number = new Intl.NumberFormat('en');
const fine = new Intl.NumberFormat('en', { maximumFractionDigits: 1 });
const clock = new Intl.DateTimeFormat('en-GB', { timeStyle: 'medium' });
const n = (value) => number.format(value);
const counted = (value, one, many) => `${n(value)} ${value === 1 ? one : many}`;
const percent = (part) => `${fine.format(100 * part)} %`;
const millis = (value) => `${value < 10 ? fine.format(value) : n(Math.round(value))} ms`;

const errors = {
  status: ({ status }) => `it answered ${status}`,
  refused: () => 'nobody listens at its port',
  unreachable: () => 'no way leads to it',
  closed: () => 'it closed the connection',
  timeout: () => 'it did not answer in time',
  unusable: () => 'its answer was not usable',
  tls: () => 'no secure connection with it (TLS)',
};
const errorOf = (error) => (errors[error?.code] ?? (() => 'the call failed'))(error);

const reasons = {
  refused: ({ error }) => errorOf(error),
  'failed-in-a-row': ({ calls, error }) =>
    `${counted(calls, 'call', 'calls')} failed in a row${error ? `, the last: ${errorOf(error)}` : ''}`,
  stalled: ({ calls, millis: took }) =>
    `${counted(calls, 'call', 'calls')} got no answer for ${millis(took)}`,
  'fails-more': ({ own, peers }) =>
    `it fails ${percent(1 - own)} of its calls, the others ${percent(1 - peers)}`,
  slow: ({ ownMillis, peersMillis }) => `it takes ${millis(ownMillis)}, the others ${millis(peersMillis)}`,
  'still-slow': ({ tookMillis }) => `its trial call took ${millis(tookMillis)}, still slow`,
  'trial-failed': ({ error }) => `its trial call failed: ${errorOf(error)}`,
  'trial-lost': () => 'its trial call got no answer',
};

function reasonOf(reason) {
  const words = (reasons[reason.code] ?? (() => 'its calls failed'))(reason);
  return reason.starting ? `${words} (it has not answered yet)` : words;
}

const spillsBy = {
  load: 'it is loaded',
  returning: 'it takes over its load again',
  few: 'it has too few instances for its share',
  'none-well': 'none of its instances is well',
  evacuated: 'it is evacuated',
};

// part: faults
function faultOf({ status, rate = 1, delayMillis = 0 }) {
  const parts = [];
  if (status) {
    parts.push(`answers ${status}`);
  }
  if (delayMillis) {
    parts.push(`${status ? '' : 'answers '}${millis(delayMillis)} late`);
  }
  return `${parts.join(', ')}${rate < 1 ? `, ${percent(rate)} of calls` : ''}`;
}
// end of part

export const english = {
  title: 'Service discovery, live',
  seenBy: 'as seen by the consumer',
  waiting: 'waiting for the first news',
  live: 'live',
  stale: (seconds) => `stale: no news for ${n(seconds)} s, connecting again`,
  staleNews: 'The consumer does not answer. The page shows the last that it heard.',
  paused: 'paused while nobody looks',
  changed: (consumer, before) => `Another consumer answers now: ${consumer}. The page forgot what ${before} told.`,
  noService: 'This consumer calls no service: none is configured.',
  noInstance: 'No instance: the name of the service leads to no address, so no call can be answered.',
  noInstanceYet: 'No instance yet: the name of the service was not resolved so far.',
  noInstanceError: 'No instance: the name of the service cannot be resolved.',
  panic: 'Panic mode: every instance is ejected, so all are used.',

  ours: 'With discovery',
  calls: (calls) => counted(calls, 'call', 'calls'),
  failed: (failed) => `${n(failed)} failed`,
  comma: ', ',
  rescued: (rescued) =>
    rescued ? `: ${n(rescued)} ${rescued === 1 ? 'was' : 'were'} rescued by another instance.` : '.',
  noCalls: 'No calls yet. Click “Send traffic”.',
  noCallsElsewhere: 'No calls yet.',
  since: (time) => `since ${time}`,
  plain: 'Beside it: a plain Rest Client',
  noPlain: 'not sent',
  pinned: (share, name, more) => `${percent(share)} answered by one instance: ${name}${more}`,
  spread: (share, name, count) => `answered by ${n(count)} instances, ${percent(share)} of it by ${name}`,
  noAnswer: 'no answer so far',
  leadsTo: (address) => `; its connection leads to ${address}`,
  skipped: (skipped) => `; ${n(skipped)} not sent, too many were waiting`,
  plainHint: 'The same calls, by a client without discovery.',

  send: 'Send traffic',
  stop: 'Stop traffic',
  sendThen: (path) => `This consumer calls its own ${path}.`,
  stopsIn: (rate, seconds) => `${counted(rate, 'call', 'calls')}/s, stops in ${n(seconds)} s`,
  rate: 'Calls per second',
  withPlain: 'Beside it: a plain Rest Client',
  noTrafficPath: 'The page can send no traffic to this service: the consumer has no path of its own that calls it.',
  notAccepted: (status) => `Not accepted: ${status}`,
  notReached: 'The consumer does not answer.',
  // part: faults
  fail: 'Make it fail',
  slow: 'Make it slow',
  heal: 'Heal it',
  failShort: 'Fail',
  slowShort: 'Slow',
  healShort: 'Heal',
  failThen: (address) => `${address} will answer 503.`,
  failNone: 'No well instance is left.',
  healThen: (addresses) => `${addresses} will answer again.`,
  healMany: (count) => `${counted(count, 'instance', 'instances')} will answer again.`,
  healNone: 'Nothing to heal.',
  healWaits: 'Healed: back after its trial.',
  healedBackIn: (seconds) =>
    seconds ? `Healed. Its trial call comes in ${n(seconds)} s.` : 'Healed. The next call is its trial.',
  faultInForce: 'Fault:',
  faults: 'Fault',
  noFault: 'none',
  fault: faultOf,
  faultsOf: (address) => `Faults of ${address}`,
  // end of part

  perSecond: (value) => (value < 10 ? fine.format(value) : n(Math.round(value))),
  percentOf: (part) => `${100 * part < 10 ? fine.format(100 * part) : n(Math.round(100 * part))} %`,
  millis,
  time: (date) => clock.format(date),
  number: n,
  of: (some, all) => `${n(some)} of ${n(all)}`,
  none: '–',
  callsChart: 'Calls per second, by instance',
  plainChart: 'Plain client: calls per second',
  latencyChart: 'Latency in ms',
  answered: 'answered',
  failedCalls: 'failed',
  others: (count) => `${counted(count, 'other', 'others')}`,
  secondsAgo: (seconds) => (seconds ? `−${n(seconds)} s` : 'now'),
  callsChartSays: (all, parts) =>
    `Calls per second in the last two minutes. Now ${all}${parts.length ? `: ${parts.join(', ')}` : ''}.`,
  plainChartSays: (all, failed) =>
    `Calls per second of the plain client in the last two minutes. Now ${all}, of these ${failed} failed.`,
  latencyChartSays: (parts) => `Latency in the last two minutes. Now ${parts.join(', ')}.`,
  all: 'all',
  chosen: (address) => `Thick: ${address} alone.`,
  notChosen: 'Click an instance to see its own latency here.',

  inRotation: 'In rotation',
  callRate: 'Calls per second',
  callRateShort: 'Calls/s',
  retries: 'Retries',
  budget: 'Retry budget left',
  breaker: 'Circuit breaker',
  breakers: { closed: 'closed', open: 'open', halfOpen: 'half open' },
  strategy: 'Strategy',
  resolution: 'Last resolution',
  resolved: (seconds, took) => `${n(seconds)} s ago, took ${millis(took)}`,
  unresolved: (seconds) => `failed ${n(seconds)} s ago`,
  noResolution: 'not yet',

  zones: 'Zones',
  dot: ' · ',
  ownZone: (zone) => `this consumer is in ${zone}`,
  ownZoneUnknown: 'this consumer’s own zone is unknown, so zones do not count',
  spreads: {
    unzoned: () => 'zones do not count',
    'in-zone': () => 'calls stay in the zone',
    load: (outside) => `calls spill over to ${counted(outside, 'instance', 'instances')} outside: the zone is loaded`,
    returning: (outside) => `calls return to the zone; ${counted(outside, 'instance', 'instances')} outside still ${outside === 1 ? 'helps' : 'help'}`,
    few: (outside) => `calls spill over to ${counted(outside, 'instance', 'instances')} outside: the zone has too few for its share`,
    'none-well': () => 'calls go outside: no instance of the zone is well',
    evacuated: () => 'calls go outside: the zone is evacuated',
    panic: () => 'zones do not count in panic mode',
  },
  stayed: (part) => `${percent(part)} stayed in it`,
  evacuated: (zones, overruled) => `evacuated: ${zones}${overruled ? ', but no other instance is well, so calls go there' : ''}`,
  sourceWord: 'Addresses',
  sources: { names: 'by names', 'endpoint-slices': 'by EndpointSlices', stork: 'by Stork' },
  source: (name, since, why) => `${name}${since ? ` since ${since}` : ''}${why ? `: ${why}` : ''}`,
  othersWord: 'Without calls',
  otherEndpoint: (address, terminating) => `${address} ${terminating ? 'terminates' : 'is not ready'}`,
  otherEndpoints: (named, more) => `${named.join(', ')}${more ? `, and ${n(more)} more` : ''}`,
  place: 'Zone and node',
  inZone: (zone) => `zone ${zone}`,
  onNode: (node) => `node ${node}`,
  evacuatedZone: 'evacuated',
  terminating: 'terminates',
  notReady: 'not ready',

  states: { 'in-rotation': 'in rotation', ejected: 'ejected', 'on-trial': 'on trial', leaving: 'leaving', rests: 'rests' },
  state: 'State',
  address: 'Instance',
  why: 'Why',
  share: 'Share of calls',
  inFlight: 'In flight',
  failures: 'Failures',
  backIn: (seconds, reason) => `Back on trial in ${n(seconds)} s: ${reasonOf(reason)}.`,
  backNext: (reason) => `The next call is its trial: ${reasonOf(reason)}.`,
  onTrial: 'One call tries whether it is well again.',
  resting: (seconds) => `It asked for a rest: ${n(seconds)} s left.`,
  leaving: 'Its name is gone; its last calls end.',
  lastError: (seconds, error) => `Last error ${seconds < 120 ? `${n(seconds)} s` : `${n(Math.round(seconds / 60))} min`} ago: ${errorOf(error)}.`,
  noError: 'No error so far.',
  instances: 'Instances',
  filter: 'Filter',
  shown: (shown, found, all) =>
    found === all ? `${n(shown)} of ${n(all)} shown` : `${n(shown)} of ${n(found)} found, ${n(all)} in all`,
  more: (count) => `Show ${n(count)} more`,

  events: 'What happened',
  noEvents: 'Nothing so far.',
  details: 'as logged',
  event: {
    joined: () => 'joined',
    left: () => 'left',
    'came-back': () => 'came back',
    ejected: ({ seconds, reason, again }) =>
      `ejected ${again ? 'again ' : ''}for ${n(seconds)} s: ${reason ? reasonOf(reason) : 'its calls failed'}`,
    readmitted: () => 'is well again: back in rotation',
    rests: ({ seconds }) => `rests for ${n(seconds)} s, as it asked`,
    panicked: () => 'panic mode: every instance is ejected, so all are used',
    'resolution-failed': ({ known }) =>
      `the name cannot be resolved${known === undefined ? '' : `; ${counted(known, 'known instance is', 'known instances are')} used on`}`,
    'resolution-works': () => 'the name is resolved again',
    'spills-over': ({ zone, why }) => `calls leave zone ${zone}: ${spillsBy[why] ?? why}`,
    'stays-in-zone': ({ zone }) => `calls stay in zone ${zone} again`,
    evacuated: ({ zone }) => `zone ${zone} is evacuated`,
    'evacuation-ended': ({ zone }) => `the evacuation of zone ${zone} is over`,
    'source-changed': ({ name, why }) =>
      `its addresses come ${english.sources[name] ?? name} now${why ? `: ${why}` : ''}`,
    'traffic-started': ({ rate, plain }) =>
      `traffic started: ${counted(rate, 'call', 'calls')} per second${plain ? ', and as many by a plain Rest Client' : ''}`,
    'traffic-changed': ({ rate, plain }) =>
      `traffic changed: ${counted(rate, 'call', 'calls')} per second${plain ? ', and as many by a plain Rest Client' : ''}`,
    'traffic-ended': () => 'traffic ended',
    // part: faults
    'fault-set': ({ fault }) => `a fault was set: it ${faultOf(fault)}`,
    'fault-removed': () => 'its fault was removed',
    // end of part
  },
  said: (address, what) => (address ? `${address}: ${what}` : what),
};
