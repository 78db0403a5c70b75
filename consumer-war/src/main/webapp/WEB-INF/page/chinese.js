// The page's words in Chinese. The functions get numbers, and write them as Chinese does.

const number = new Intl.NumberFormat('zh-CN');
const fine = new Intl.NumberFormat('zh-CN', { maximumFractionDigits: 1 });
const clock = new Intl.DateTimeFormat('zh-CN', { timeStyle: 'medium', hourCycle: 'h23' });
const n = (value) => number.format(value);
const percent = (part) => `${fine.format(100 * part)}%`;
const millis = (value) => `${value < 10 ? fine.format(value) : n(Math.round(value))} 毫秒`;

const errors = {
  status: ({ status }) => `返回 ${status}`,
  refused: () => '端口无人监听',
  unreachable: () => '无法到达',
  closed: () => '连接被关闭',
  timeout: () => '未及时响应',
  unusable: () => '响应无法使用',
  tls: () => '无法建立安全连接（TLS）',
};
const errorOf = (error) => (errors[error?.code] ?? (() => '调用失败'))(error);

const reasons = {
  refused: ({ error }) => errorOf(error),
  'failed-in-a-row': ({ calls, error }) =>
    `连续 ${n(calls)} 次调用失败${error ? `，最后一次：${errorOf(error)}` : ''}`,
  stalled: ({ calls, millis: took }) => `${n(calls)} 次调用在 ${millis(took)}内没有响应`,
  'fails-more': ({ own, peers }) => `失败率 ${percent(1 - own)}，其他实例为 ${percent(1 - peers)}`,
  slow: ({ ownMillis, peersMillis }) => `耗时 ${millis(ownMillis)}，其他实例为 ${millis(peersMillis)}`,
  'still-slow': ({ tookMillis }) => `探测调用耗时 ${millis(tookMillis)}，仍然很慢`,
  'trial-failed': ({ error }) => `探测调用失败：${errorOf(error)}`,
  'trial-lost': () => '探测调用没有响应',
};

function reasonOf(reason) {
  const words = (reasons[reason.code] ?? (() => '调用失败'))(reason);
  return reason.starting ? `${words}（尚未响应过）` : words;
}

const spillsBy = {
  load: '其负载高',
  returning: '它正重新接过负载',
  few: '其实例太少，承担不了自己的份额',
  'none-well': '没有正常的实例',
  evacuated: '已撤离',
};

// part: faults
function faultOf({ status, rate = 1, delayMillis = 0 }) {
  const parts = [];
  if (rate < 1) {
    parts.push(`${percent(rate)} 的调用`);
  }
  if (status) {
    parts.push(`返回 ${status}`);
  }
  if (delayMillis) {
    parts.push(`延迟 ${millis(delayMillis)}`);
  }
  return parts.join('，');
}
// end of part

export const chinese = {
  title: '服务发现 · 实时',
  seenBy: '观察者：消费者',
  waiting: '正在等待第一条消息',
  live: '实时',
  stale: (seconds) => `已过时：${n(seconds)} 秒没有消息，正在重新连接`,
  staleNews: '消费者没有响应。页面显示的是最后收到的内容。',
  paused: '页面不可见，已暂停',
  changed: (consumer, before) => `现在由另一个消费者响应：${consumer}。页面已清除 ${before} 的数据。`,
  noService: '该消费者不调用任何服务：没有配置服务。',
  noInstance: '没有实例：服务名没有解析出任何地址，调用无法得到响应。',
  noInstanceYet: '还没有实例：服务名尚未解析。',
  noInstanceError: '没有实例：服务名无法解析。',
  panic: '恐慌模式：所有实例都已被摘除，因此使用全部实例。',

  ours: '使用服务发现',
  calls: (calls) => `${n(calls)} 次调用`,
  failed: (failed) => `${n(failed)} 次失败`,
  comma: '，',
  rescued: (rescued) => (rescued ? `：${n(rescued)} 次由另一个实例挽救。` : '。'),
  noCalls: '还没有调用。请点击“发送流量”。',
  noCallsElsewhere: '还没有调用。',
  since: (time) => `自 ${time} 起`,
  plain: '对照：普通 Rest Client',
  noPlain: '未发送',
  pinned: (share, name, more) => `${percent(share)} 由同一个实例响应：${name}${more}`,
  spread: (share, name, count) => `由 ${n(count)} 个实例响应，其中 ${name} 占 ${percent(share)}`,
  noAnswer: '还没有响应',
  leadsTo: (address) => `；其连接通向 ${address}`,
  skipped: (skipped) => `；${n(skipped)} 次未发送（等待中的调用太多）`,
  plainHint: '同样的调用，由不使用服务发现的客户端发出。',

  send: '发送流量',
  stop: '停止流量',
  sendThen: (path) => `由该消费者调用自己的 ${path}。`,
  stopsIn: (rate, seconds) => `每秒 ${n(rate)} 次，${n(seconds)} 秒后停止`,
  rate: '每秒调用数',
  withPlain: '对照：普通 Rest Client',
  noTrafficPath: '页面无法向该服务发送流量：消费者没有调用该服务的路径。',
  notAccepted: (status) => `未被接受：${status}`,
  notReached: '消费者没有响应。',
  // part: faults
  fail: '使其出错',
  slow: '使其变慢',
  heal: '恢复',
  failShort: '出错',
  slowShort: '变慢',
  healShort: '恢复',
  failThen: (address) => `${address} 将返回 503。`,
  failNone: '没有正常的实例了。',
  healThen: (addresses) => `${addresses} 将恢复响应。`,
  healMany: (count) => `${n(count)} 个实例将恢复响应。`,
  healNone: '无需恢复。',
  healWaits: '已恢复：试探成功后重新使用。',
  healedBackIn: (seconds) => (seconds ? `已恢复：${n(seconds)} 秒后试探。` : '已恢复：下一次调用即为探测调用。'),
  faultInForce: '故障：',
  faults: '故障',
  noFault: '无',
  fault: faultOf,
  faultsOf: (address) => `${address} 的故障`,
  // end of part

  perSecond: (value) => (value < 10 ? fine.format(value) : n(Math.round(value))),
  percentOf: (part) => `${100 * part < 10 ? fine.format(100 * part) : n(Math.round(100 * part))}%`,
  millis,
  time: (date) => clock.format(date),
  number: n,
  of: (some, all) => `${n(some)} / ${n(all)}`,
  none: '–',
  callsChart: '各实例每秒调用数',
  plainChart: '普通客户端每秒调用数',
  latencyChart: '延迟（毫秒）',
  answered: '有响应',
  failedCalls: '失败',
  others: (count) => `其他 ${n(count)} 个`,
  secondsAgo: (seconds) => (seconds ? `−${n(seconds)} 秒` : '现在'),
  callsChartSays: (all, parts) =>
    `最近两分钟每秒调用数。现在 ${all}${parts.length ? `：${parts.join('，')}` : ''}。`,
  plainChartSays: (all, failed) => `最近两分钟普通客户端每秒调用数。现在 ${all}，其中失败 ${failed}。`,
  latencyChartSays: (parts) => `最近两分钟的延迟。现在 ${parts.join('，')}。`,
  all: '全部',
  chosen: (address) => `粗线：仅 ${address}。`,
  notChosen: '点击一个实例，即可在此查看它的延迟。',

  inRotation: '可用实例',
  callRate: '每秒调用数',
  callRateShort: '调用/秒',
  retries: '重试',
  budget: '剩余重试预算',
  breaker: '熔断器',
  breakers: { closed: '关闭', open: '打开', halfOpen: '半开' },
  strategy: '负载均衡策略',
  resolution: '上次解析',
  resolved: (seconds, took) => `${n(seconds)} 秒前，用时 ${millis(took)}`,
  unresolved: (seconds) => `${n(seconds)} 秒前失败`,
  noResolution: '尚未解析',

  zones: '可用区',
  dot: ' · ',
  ownZone: (zone) => `该消费者位于 ${zone}`,
  ownZoneUnknown: '该消费者所在的可用区未知，因此不考虑可用区',
  spreads: {
    unzoned: () => '不考虑可用区',
    'in-zone': () => '调用留在本区',
    load: (outside) => `调用溢出到区外 ${n(outside)} 个实例：本区负载高`,
    returning: (outside) => `调用正返回本区；区外仍有 ${n(outside)} 个实例分担`,
    few: (outside) => `调用溢出到区外 ${n(outside)} 个实例：本区实例太少，承担不了自己的份额`,
    'none-well': () => '调用发往区外：本区没有正常的实例',
    evacuated: () => '调用发往区外：本区已撤离',
    panic: () => '恐慌模式下不考虑可用区',
  },
  stayed: (part) => `${percent(part)} 留在本区`,
  evacuated: (zones, overruled) => `已撤离：${zones}${overruled ? '，但没有其他正常的实例，因此调用仍发往那里' : ''}`,
  sourceWord: '地址来源',
  sources: { names: '域名', 'endpoint-slices': 'EndpointSlices', stork: 'Stork' },
  source: (name, since, why) => `${name}${since ? `（自 ${since} 起）` : ''}${why ? `：${why}` : ''}`,
  othersWord: '不接收调用',
  otherEndpoint: (address, terminating) => `${address} ${terminating ? '正在终止' : '未就绪'}`,
  otherEndpoints: (named, more) => `${named.join('，')}${more ? `，另有 ${n(more)} 个` : ''}`,
  place: '可用区和节点',
  inZone: (zone) => `可用区 ${zone}`,
  onNode: (node) => `节点 ${node}`,
  evacuatedZone: '已撤离',
  terminating: '正在终止',
  notReady: '未就绪',

  states: { 'in-rotation': '可用', ejected: '已摘除', 'on-trial': '试探中', leaving: '正在离开', rests: '休息中' },
  state: '状态',
  address: '实例',
  why: '原因',
  share: '调用占比',
  inFlight: '进行中',
  failures: '失败',
  backIn: (seconds, reason) => `${n(seconds)} 秒后试探：${reasonOf(reason)}。`,
  backNext: (reason) => `下一次调用即为探测调用：${reasonOf(reason)}。`,
  onTrial: '正用一次探测调用检查它是否恢复。',
  resting: (seconds) => `应其要求休息，还剩 ${n(seconds)} 秒。`,
  leaving: '服务名已不再指向它，最后的调用正在结束。',
  lastError: (seconds, error) => `上次错误（${seconds < 120 ? `${n(seconds)} 秒` : `${n(Math.round(seconds / 60))} 分钟`}前）：${errorOf(error)}。`,
  noError: '至今没有错误。',
  instances: '实例',
  filter: '筛选',
  shown: (shown, found, all) =>
    found === all ? `显示 ${n(shown)} / ${n(all)}` : `找到 ${n(found)} 个，显示 ${n(shown)} 个，共 ${n(all)} 个`,
  more: (count) => `再显示 ${n(count)} 个`,

  events: '发生了什么',
  noEvents: '至今没有事件。',
  details: '日志原文',
  event: {
    joined: () => '加入',
    left: () => '离开',
    'came-back': () => '重新出现',
    ejected: ({ seconds, reason, again }) =>
      `${again ? '再次' : ''}被摘除 ${n(seconds)} 秒：${reason ? reasonOf(reason) : '调用失败'}`,
    readmitted: () => '已恢复，重新可用',
    rests: ({ seconds }) => `应其要求休息 ${n(seconds)} 秒`,
    panicked: () => '恐慌模式：所有实例都已被摘除，因此使用全部实例',
    'resolution-failed': ({ known }) =>
      `服务名无法解析${known === undefined ? '' : `；继续使用已知的 ${n(known)} 个实例`}`,
    'resolution-works': () => '服务名又可以解析',
    'spills-over': ({ zone, why }) => `调用离开可用区 ${zone}：${spillsBy[why] ?? why}`,
    'stays-in-zone': ({ zone }) => `调用重新留在可用区 ${zone}`,
    evacuated: ({ zone }) => `可用区 ${zone} 已撤离`,
    'evacuation-ended': ({ zone }) => `可用区 ${zone} 的撤离已结束`,
    'source-changed': ({ name, why }) =>
      `地址现在来自 ${chinese.sources[name] ?? name}${why ? `：${why}` : ''}`,
    'traffic-started': ({ rate, plain }) =>
      `开始发送流量：每秒 ${n(rate)} 次${plain ? '，普通 Rest Client 同样多' : ''}`,
    'traffic-changed': ({ rate, plain }) =>
      `流量已更改：每秒 ${n(rate)} 次${plain ? '，普通 Rest Client 同样多' : ''}`,
    'traffic-ended': () => '停止发送流量',
    // part: faults
    'fault-set': ({ fault }) => `被设置了故障：${faultOf(fault)}`,
    'fault-removed': () => '故障已被移除',
    // end of part
  },
  said: (address, what) => (address ? `${address}：${what}` : what),
};
