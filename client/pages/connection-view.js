import { element, say } from './dom.js';
import { t, word } from './words.js';

const CALM_MS = 2000;
const SILENT_MS = 7000; // with the calm of the client's own look at it, said within ten seconds
const CODES = { 1012: 'restarts', 1013: 'busy' };

/**
 * What the page says of its own connection. A break is worth a word once it lasts two seconds, in a
 * place that is kept for it, and what is wrong once it lasts longer; what only the user can end is
 * said at once.
 */
export class ConnectionView {
  constructor(hub) {
    this.hub = hub;
    this.texts = document.querySelectorAll('.connection-text');
    this.actions = document.querySelectorAll('.connection-action');
    this.since = null; // when the trouble began
    this.timer = null;
    this.sendTimer = null; // runs while a message waits for its answer
    this.isSlow = false; // one has waited for too long
    this.words = '';
    this.why = null; // as it was last looked at
    window.addEventListener('online', () => this.show(hub.state));
    window.addEventListener('offline', () => this.show(hub.state));
    hub.on('outbox', () => this.#watchSending());
    hub.on('change', () => this.#lookWhy());
    hub.on('error', () => this.#lookWhy());
  }

  /** What is wrong may change without the state. */
  #lookWhy() {
    if (this.why !== this.hub.why && document.body.dataset.connection) {
      this.show(this.hub.state);
    }
  }

  show(state) {
    document.body.dataset.connection = state;
    this.why = this.hub.why;
    clearTimeout(this.timer);
    if (state !== 'live') {
      this.#watchSending();
    }
    if (state === 'replaced') {
      this.#say(t.replaced, [t.useHere, () => this.hub.connect()]);
    } else if (state === 'failed' || state === 'idle') {
      this.#say(this.#reason() ?? t.failed, [t.reload, () => location.reload()]);
    } else if (state === 'live' && !this.#trouble()) {
      this.since = null;
      this.#say('', null);
    } else {
      this.#sayOnceItLasts(state);
    }
  }

  #sayOnceItLasts(state) {
    this.since ??= performance.now();
    const lasted = performance.now() - this.since;
    const due = [CALM_MS, SILENT_MS].find((ms) => ms > lasted);
    if (due) {
      this.timer = setTimeout(() => this.show(this.hub.state), due - lasted);
    }
    if (lasted >= CALM_MS) {
      this.#sayOnItsWay(state, lasted >= SILENT_MS);
    }
  }

  #sayOnItsWay(state, isSilent) {
    const trouble = this.#trouble();
    const isNextTry = state === 'connecting' && this.words !== '' && this.words !== t.connecting;
    if (state === 'waiting') {
      const words = trouble ?? (isSilent ? t.trouble.silent : t.waiting);
      this.#say(words, [t.tryNow, () => this.#tryNow()]);
    } else if (trouble) {
      this.#say(trouble, null);
    } else if (!isNextTry) {
      const still = state === 'syncing' ? t.trouble.slow : t.trouble.silent;
      this.#say(isSilent ? still : state === 'syncing' ? t.syncing : t.connecting, null);
    }
  }

  #tryNow() {
    this.since = performance.now() - CALM_MS;
    this.#say(t.connecting, null);
    this.hub.connect();
  }

  /** What is wrong, where that is known. */
  #trouble() {
    if (navigator.onLine === false) {
      return t.trouble.offline;
    }
    return this.#reason() ?? (this.isSlow ? t.trouble.slow : null);
  }

  /** What the client says of it; a reason that the page has no words for is none. */
  #reason() {
    const { why } = this.hub;
    return word(t.trouble, CODES[why?.code]) ?? word(t.trouble, why?.reason) ?? null;
  }

  /** A message without an answer is trouble, too, whatever the socket looks like. */
  #watchSending() {
    const { hub } = this;
    const wasSlow = this.isSlow;
    clearTimeout(this.sendTimer);
    this.isSlow = false;
    if (hub.state === 'live') {
      if (hub.chats.some((chat) => chat.outbox.some((item) => item.state === 'sending'))) {
        this.sendTimer = setTimeout(() => {
          this.isSlow = true;
          this.since = performance.now() - CALM_MS;
          this.show(hub.state);
        }, SILENT_MS);
      }
      if (wasSlow) {
        this.show(hub.state);
      }
    }
  }

  #say(words, action) {
    this.words = words;
    document.body.classList.toggle('troubled', words !== '');
    this.texts.forEach((place) => say(place, words));
    this.actions.forEach((place) => {
      const label = action?.[0] ?? '';
      if (place.textContent !== label) {
        place.replaceChildren(
          ...(action ? [element('button', { type: 'button', onclick: action[1] }, label)] : []),
        );
      }
    });
  }
}
