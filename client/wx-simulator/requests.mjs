const AT_ONCE = 10;
const TIMEOUT_MS = 60_000;

/** `wx.request`: ten at once, the others wait; any status is a success. */
export class Requests {
  total = 0;
  #phone;
  #waiting = [];
  #running = new Set();

  constructor(phone) {
    this.#phone = phone;
  }

  get running() {
    return this.#running.size;
  }

  request = (options = {}) => {
    const request = { options, abort: new AbortController(), isDone: false };
    if (typeof options.url !== 'string' || !/^https?:\/\//i.test(options.url)) {
      request.isDone = true;
      this.#phone.callbacks.answer(options, 'request', { fail: 'invalid url' });
    } else {
      this.total += 1;
      this.#waiting.push(request);
      this.#start();
    }
    return { abort: () => this.#fail(request, 'abort') };
  };

  /** The app is suspended: nothing goes on in the background. */
  interrupt() {
    [...this.#running, ...this.#waiting.splice(0)].forEach((request) => this.#fail(request, 'interrupted'));
  }

  end() {
    this.#waiting = [];
    this.#running.forEach((request) => this.#fail(request, 'interrupted'));
  }

  #start() {
    while (this.#running.size < AT_ONCE && this.#waiting.length > 0) {
      const request = this.#waiting.shift();
      this.#running.add(request);
      const { timeout = TIMEOUT_MS } = request.options;
      request.timer = this.#phone.clock.start(() => this.#fail(request, 'timeout'), timeout);
      if (this.#phone.isConnected) {
        this.#run(request);
      } else {
        setImmediate(() => this.#fail(request, 'net::ERR_INTERNET_DISCONNECTED'));
      }
    }
  }

  async #run(request) {
    try {
      const { url, init } = callOf(request.options);
      const response = await fetch(url, { ...init, signal: request.abort.signal });
      const data = await dataOf(response, request.options);
      const result = {
        data,
        statusCode: response.status,
        header: Object.fromEntries(response.headers),
        cookies: [],
      };
      // What comes out of a network that has gone since comes nowhere; the timeout tells.
      if (this.#phone.isConnected) {
        this.#finish(request, result);
      }
    } catch (error) {
      this.#fail(request, error.cause?.message ?? error.message);
    }
  }

  #fail(request, fail) {
    this.#waiting = this.#waiting.filter((other) => other !== request);
    this.#finish(request, { fail });
    request.abort.abort();
  }

  #finish(request, outcome) {
    if (!request.isDone) {
      request.isDone = true;
      this.#running.delete(request);
      this.#phone.clock.stop(request.timer);
      this.#phone.callbacks.answer(request.options, 'request', outcome);
      this.#start();
    }
  }
}

function callOf({ url, method = 'GET', header = {}, data }) {
  const names = Object.keys(header).filter((name) => name.toLowerCase() !== 'referer');
  const headers = Object.fromEntries(names.map((name) => [name.toLowerCase(), String(header[name])]));
  headers['content-type'] ??= 'application/json';
  const isBodyless = ['GET', 'HEAD', 'DELETE'].includes(method.toUpperCase());
  if (isBodyless || data === undefined) {
    const query = typeof data === 'object' && data !== null ? new URLSearchParams(data).toString() : '';
    return {
      url: query === '' ? url : `${url}${url.includes('?') ? '&' : '?'}${query}`,
      init: { method, headers },
    };
  }
  const isForm = headers['content-type'].includes('application/x-www-form-urlencoded');
  const text = isForm ? new URLSearchParams(data).toString() : JSON.stringify(data);
  return { url, init: { method, headers, body: typeof data === 'string' ? data : text } };
}

async function dataOf(response, { dataType = 'json', responseType = 'text' }) {
  if (responseType === 'arraybuffer') {
    return response.arrayBuffer();
  }
  const text = await response.text();
  if (dataType !== 'json') {
    return text;
  }
  try {
    return JSON.parse(text);
  } catch {
    return text;
  }
}
