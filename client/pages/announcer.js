import { at, element } from './dom.js';
import { briefOf, senderOf, titleOf } from './text.js';
import { t } from './words.js';

const SINGLY_MAX = 3;
const KEPT_MAX = 5;

/** Tells those who listen to the page what came: the open chat's messages, and that others have news. */
export class Announcer {
  constructor(hub) {
    this.hub = hub;
    this.place = at('announce');
    this.usif = null;
    this.since = hub.now();
    this.seq = null; // the newest message of the open chat that was there
    this.unread = new Map(); // by usif, as it was
  }

  /** @param chat the one before the user's eyes: null for none. What comes is told once it is whole */
  look(chat, isWhole) {
    if (isWhole) {
      this.#open(chat);
    }
    this.#others(chat);
  }

  say(text) {
    this.place.append(element('p', {}, text));
    while (this.place.children.length > KEPT_MAX) {
      this.place.firstElementChild.remove();
    }
  }

  #open(chat) {
    const newest = chat.last?.seq ?? 0;
    if (chat.usif === this.usif && newest > this.seq) {
      const { user } = this.hub;
      const came = chat.messages.filter((message) => message.seq > this.seq && message.from !== user);
      if (came.length > SINGLY_MAX) {
        this.say(t.unread(came.length));
      } else {
        came.forEach((m) => this.say(`${senderOf(chat, m.from)}: ${briefOf(m, chat, user)}`));
      }
    }
    this.usif = chat.usif;
    this.seq = newest;
  }

  #others(open) {
    const { hub } = this;
    const isFirst = !this.isLoaded;
    this.isLoaded = hub.isLoaded;
    for (const chat of hub.chats) {
      const more = chat.unread - (this.unread.get(chat.usif) ?? 0);
      // What the list comes to later is no news, unless it is.
      const isKnown = this.unread.has(chat.usif) || chat.last?.created_at > this.since;
      this.unread.set(chat.usif, chat.unread);
      if (more > 0 && isKnown && !isFirst && chat.usif !== open?.usif) {
        this.say(`${titleOf(chat, hub.user)}: ${t.unread(more)}`);
      }
    }
  }
}
