import { element, say } from './dom.js';
import { t } from './words.js';

const CALM_MS = 2000;

/**
 * What the page says of the connection. A break is worth a word once it lasts two seconds, in a
 * place that is kept for it; what only the user can end is said at once.
 */
export class ConnectionView {
  constructor(hub) {
    this.hub = hub;
    this.texts = document.querySelectorAll('.connection-text');
    this.actions = document.querySelectorAll('.connection-action');
    this.timer = null;
    this.isLate = false; // not live for longer than is passed over
    this.words = '';
  }

  show(state) {
    document.body.dataset.connection = state;
    if (state === 'live') {
      clearTimeout(this.timer);
      this.timer = null;
      this.isLate = false;
      this.#say('', null);
    } else if (state === 'replaced') {
      this.#say(t.replaced, [t.useHere, () => this.hub.connect()]);
    } else if (state === 'failed' || state === 'idle') {
      this.#say(t.failed, [t.reload, () => location.reload()]);
    } else {
      this.timer ??= setTimeout(() => {
        this.isLate = true;
        this.show(this.hub.state);
      }, CALM_MS);
      if (this.isLate) {
        this.#sayOnItsWay(state);
      }
    }
  }

  #sayOnItsWay(state) {
    const isNextTry = state === 'connecting' && this.words === t.waiting;
    if (state === 'waiting') {
      this.#say(t.waiting, [t.tryNow, () => this.#tryNow()]);
    } else if (!isNextTry) {
      this.#say(state === 'syncing' ? t.syncing : t.connecting, null);
    }
  }

  #tryNow() {
    this.#say(t.connecting, null);
    this.hub.connect();
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
