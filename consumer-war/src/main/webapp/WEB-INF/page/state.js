// The state that the consumer sends, kept up to date by its patches.

const isObject = (value) => typeof value === 'object' && value !== null && !Array.isArray(value);

/** Applies a JSON Merge Patch (RFC 7396). */
export function merge(target, patch) {
  for (const [name, value] of Object.entries(patch)) {
    if (name === '__proto__') {
      continue;
    }
    if (value === null) {
      delete target[name];
    } else if (isObject(value)) {
      const before = Object.hasOwn(target, name) && isObject(target[name]) ? target[name] : {};
      target[name] = merge(before, value);
    } else {
      target[name] = value;
    }
  }
  return target;
}

/** How many seconds it is from the state's moment until then, not below 0. */
export const secondsUntil = (then, now) => Math.max(0, Math.ceil((Date.parse(then) - now) / 1000));

/** How many seconds it is since then, not below 0. */
export const secondsSince = (then, now) => Math.max(0, Math.round((now - Date.parse(then)) / 1000));

/** Makes addresses as short as they can be and still differ: ":8082", or "host:8082". */
export class Addresses {
  #count = -1;
  #sameHost = false;

  /** Looks at all addresses, if there are more or fewer than before. */
  learn(addresses) {
    if (addresses.length !== this.#count) {
      this.#count = addresses.length;
      this.#sameHost = new Set(addresses.map((address) => parts(address).host)).size <= 1;
    }
  }

  short(address) {
    const { host, port } = parts(address);
    if (!port) {
      return address;
    }
    return this.#sameHost ? `:${port}` : `${host}:${port}`;
  }
}

function parts(address) {
  const [, host, port] = /^https?:\/\/([^/]*):(\d+)$/.exec(address) ?? [];
  return { host, port };
}
