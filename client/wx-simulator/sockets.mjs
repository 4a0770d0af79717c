import { Task } from './socket-task.mjs';

const LIMIT = 5;

/** `wx.connectSocket`: at most five at once; one that the platform took answers "task not found". */
export class Sockets {
  /** How many were opened in all, how many were open at the same time at most. */
  total = 0;
  most = 0;
  /** Every task so far, oldest first. */
  tasks = [];
  #phone;

  constructor(phone) {
    this.#phone = phone;
  }

  /** Those that the app has not closed. */
  get open() {
    return this.tasks.filter((task) => task.isHeld && !task.isClosing).length;
  }

  /** Those that count for the limit: until their closing is over. */
  get held() {
    return this.tasks.filter((task) => task.isHeld).length;
  }

  connect = (options = {}) => {
    const task = new Task(this.#phone, options.url);
    const { callbacks } = this.#phone;
    const refusal =
      refusalOf(options) ?? (this.held >= LIMIT ? `fail reach max websocket connect count ${LIMIT}` : null);
    if (refusal !== null) {
      task.refuse();
      callbacks.answer(options, 'connectSocket', { fail: refusal });
      return task.face;
    }
    this.tasks.push(task);
    this.total += 1;
    this.most = Math.max(this.most, this.open);
    callbacks.answer(options, 'connectSocket', { socketTaskId: this.total });
    task.connect(options);
    return task.face;
  };

  /** The platform takes all sockets. `news`: whether, and when, `onClose` tells. */
  take(news, reason) {
    this.tasks.forEach((task) => task.take(news, reason));
  }

  tellLate() {
    this.tasks.forEach((task) => task.tellLate());
  }

  hang() {
    this.tasks.forEach((task) => task.hang());
  }

  /** The app is gone: whatever is still open below goes, too. */
  end() {
    this.tasks.forEach((task) => task.drop());
  }
}

function refusalOf({ url, protocols, header }) {
  if (typeof url !== 'string') {
    return 'parameter error: parameter.url should be String instead of ' + typeof url;
  }
  if (!/^wss?:\/\/[^/?#]+[^#\s]*$/i.test(url)) {
    return 'invalid url';
  }
  if (protocols !== undefined && !Array.isArray(protocols)) {
    return 'protocols must be an array';
  }
  if (Object.values(header ?? {}).some((value) => /[\r\n]/.test(String(value)))) {
    return 'invalid header';
  }
  return null;
}
