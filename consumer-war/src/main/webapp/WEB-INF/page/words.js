// The page's words, in the browser's language. Text from the consumer (reasons, errors) is not translated.

const english = {
  title: 'Discovery',
  seenBy: 'as seen by',
  waiting: 'waiting for the first news',
  live: 'live',
  stale: (seconds) => `stale: no news for ${seconds} s, connecting again`,
  paused: 'paused while nobody looks',
  rate: 'Requests per second',
  start: 'Send traffic',
  stop: 'Stop',
  noTraffic: 'This page sends no traffic.',
  traffic: (sent, failed, seconds) => `${sent} sent, ${failed} failed; stops in ${seconds} s`,
  sent: (sent, failed) => `${sent} sent, ${failed} failed.`,
  inRotationCount: 'In rotation',
  count: (some, all) => `${some} of ${all}`,
  callRate: 'Calls per second',
  retries: 'Retries',
  retriesOf: (all, now) => `${all} (${now}/s)`,
  budget: 'Retry budget left',
  breaker: 'Circuit breaker',
  strategy: 'Strategy',
  resolution: 'Last resolution',
  resolved: (seconds, millis) => `${seconds} s ago, took ${millis} ms`,
  unresolved: (seconds, error) => `failed ${seconds} s ago: ${error}`,
  noResolution: 'not yet',
  panic: 'Panic: every instance is ejected, so all are used.',
  share: 'Share of calls in 10 s',
  inFlight: 'In flight',
  failures: 'Failures',
  failuresOf: (failures, calls) => `${failures} of ${calls}`,
  lastError: 'Last error',
  noError: 'none',
  errorAt: (error, seconds) => `${error} (${seconds} s ago)`,
  line: (p50, p99, most) => `Latency of three minutes: p50 now ${p50}, p99 now ${p99}, at most ${most}`,
  backIn: (seconds) => `Back on trial in ${seconds} s`,
  backNext: 'The next call is its trial',
  resting: (state, seconds) => `${state}, rests for ${seconds} s as it asked`,
  // part: faults
  faultsOf: (address) => `Faults of ${address}`,
  fail: 'Make it fail',
  slow: 'Make it slow',
  heal: 'Heal it',
  asked: { fail: 'fails from now on', slow: 'is slow from now on', heal: 'is well again' },
  notAsked: (status) => `it did not take that: ${status}`,
  // end of part
  news: (address, state) => `${address}: ${state}`,
  states: {
    'in-rotation': 'in rotation', ejected: 'ejected', 'on-trial': 'on trial', leaving: 'leaving',
  },
  breakers: { closed: 'closed', open: 'open', halfOpen: 'half open' },
};

const chinese = {
  title: '服务发现',
  seenBy: '观察者：',
  waiting: '正在等待第一条消息',
  live: '实时',
  stale: (seconds) => `已过时：${seconds} 秒没有消息，正在重新连接`,
  paused: '页面不可见，已暂停',
  rate: '每秒请求数',
  start: '发送流量',
  stop: '停止',
  noTraffic: '本页面没有发送流量。',
  traffic: (sent, failed, seconds) => `已发送 ${sent}，失败 ${failed}；${seconds} 秒后停止`,
  sent: (sent, failed) => `已发送 ${sent}，失败 ${failed}。`,
  inRotationCount: '可用实例',
  count: (some, all) => `${some} / ${all}`,
  callRate: '每秒调用数',
  retries: '重试',
  retriesOf: (all, now) => `${all}（${now}/秒）`,
  budget: '剩余重试预算',
  breaker: '熔断器',
  strategy: '负载均衡策略',
  resolution: '上次解析',
  resolved: (seconds, millis) => `${seconds} 秒前，用时 ${millis} 毫秒`,
  unresolved: (seconds, error) => `${seconds} 秒前失败：${error}`,
  noResolution: '尚未解析',
  panic: '恐慌模式：所有实例都已被摘除，因此全部使用。',
  share: '10 秒内的调用占比',
  inFlight: '进行中',
  failures: '失败',
  failuresOf: (failures, calls) => `${failures} / ${calls}`,
  lastError: '最近的错误',
  noError: '无',
  errorAt: (error, seconds) => `${error}（${seconds} 秒前）`,
  line: (p50, p99, most) => `三分钟内的延迟：当前 p50 ${p50}，当前 p99 ${p99}，最高 ${most}`,
  backIn: (seconds) => `${seconds} 秒后试用`,
  backNext: '下一次调用即为试用',
  resting: (state, seconds) => `${state}，应其要求休息 ${seconds} 秒`,
  // part: faults
  faultsOf: (address) => `${address} 的故障`,
  fail: '使其出错',
  slow: '使其变慢',
  heal: '恢复',
  asked: { fail: '从现在起出错', slow: '从现在起变慢', heal: '已恢复' },
  notAsked: (status) => `未被接受：${status}`,
  // end of part
  news: (address, state) => `${address}：${state}`,
  states: {
    'in-rotation': '使用中', ejected: '已摘除', 'on-trial': '试用中', leaving: '正在离开',
  },
  breakers: { closed: '闭合', open: '断开', halfOpen: '半开' },
};

const isChinese = navigator.language.toLowerCase().startsWith('zh');

export const words = isChinese ? chinese : english;

/** Inserts the words where the markup names them. */
export function translate(root) {
  for (const element of root.querySelectorAll('[data-word]')) {
    element.textContent = words[element.dataset.word];
  }
}

document.documentElement.lang = isChinese ? 'zh-CN' : 'en';
