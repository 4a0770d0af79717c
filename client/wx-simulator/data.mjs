const LIMIT = 1024 * 1024;

/**
 * Applies what `setData` was given to `data`, copied as JSON. Paths: `a`, `a.b`, `a.b[0].c`.
 * What WeChat drops with a line in its console throws here. Returns the size in bytes.
 */
export function applyData(data, patch) {
  if (typeof patch !== 'object' || patch === null || Array.isArray(patch)) {
    throw new TypeError('setData: data should be an object');
  }
  Object.entries(patch).forEach(([path, value]) => check(path, value));
  const text = JSON.stringify(patch);
  const bytes = Buffer.byteLength(text);
  if (bytes > LIMIT) {
    throw new Error(`setData: ${bytes} bytes at once; the limit is ${LIMIT}`);
  }
  Object.entries(JSON.parse(text)).forEach(([path, value]) => set(data, path, value));
  return bytes;
}

function check(path, value) {
  if (value === undefined) {
    throw new TypeError(`setData: setting data field "${path}" to undefined is invalid`);
  }
  if (typeof value === 'function' || typeof value === 'symbol' || typeof value === 'bigint') {
    throw new TypeError(`setData: data field "${path}" is a ${typeof value}`);
  }
  if (typeof value === 'object' && value !== null) {
    Object.entries(value).forEach(([key, inner]) => {
      if (inner !== undefined) {
        check(`${path}.${key}`, inner);
      }
    });
  }
}

function set(data, path, value) {
  const steps = stepsOf(path);
  const last = steps.pop();
  let place = data;
  steps.forEach((step, i) => {
    const next = steps[i + 1] ?? last;
    if (typeof place[step] !== 'object' || place[step] === null) {
      place[step] = typeof next === 'number' ? [] : {};
    }
    place = place[step];
  });
  place[last] = value;
}

function stepsOf(path) {
  if (!/^[^.[\]]+(\.[^.[\]]+|\[\d+\])*$/.test(path)) {
    throw new Error(`setData: "${path}" is no path`);
  }
  return [...path.matchAll(/([^.[\]]+)|\[(\d+)\]/g)].map(([, name, index]) =>
    index === undefined ? name : Number(index),
  );
}
