import { tryImagesAgain } from './bubble.js';
import { Composer, hasKeyboard } from './composer.js';
import { at, reconcile, say } from './dom.js';
import { Menu } from './menu.js';
import { MessageLog } from './message-log.js';
import { Scrolling } from './scrolling.js';
import { isSystemChat, othersOf, roleOf, senderOf, titleOf } from './text.js';
import { countAfter, further, newIn } from './unread.js';
import { t } from './words.js';

const SOUGHT_MAX = 1000; // messages, for the first of the new ones

/** One chat: its messages, what of them is new, and the line to write in. */
export class ChatView {
  constructor(hub, onRefused) {
    this.hub = hub;
    this.chat = null; // before the user's eyes
    this.isSettled = false;
    this.isSeeking = false;
    this.messages = at('messages');
    this.older = at('older');
    this.down = at('down');
    const menu = new Menu();
    menu.listenForLongPress(this.messages);
    this.composer = new Composer(hub, (isTaken) => this.#sent(isTaken));
    this.log = new MessageLog(hub, menu, { onRefused, onEdit: (text) => this.composer.edit(text) });
    this.scrolling = new Scrolling(at('scroller'), this.messages, () => this.#moved());
    this.older.addEventListener('click', () => this.#loadOlder());
    this.down.addEventListener('click', () => {
      this.scrolling.toEnd();
      at('scroller').focus({ preventScroll: true });
      this.#moved();
    });
  }

  open(usif) {
    if (usif === (this.chat?.usif ?? null)) {
      return;
    }
    this.chat?.close();
    this.chat = usif === null ? null : this.hub.chat(usif);
    this.chat?.open();
    this.wasKnown = false;
    this.isSettled = false; // whether what came since the last look has been marked as new
    this.place = null; // where the new messages begin
    this.hasRead = false; // all that `place` marks
    this.seenSeq = null; // the newest message when the end was last before the eyes
    this.isLoading = false;
    this.loadFailed = false;
    this.wantsFocus = usif !== null;
    this.messages.replaceChildren();
    this.scrolling.toEnd();
    this.composer.open(this.chat);
  }

  /** The connection's state changed. */
  connected(isLive) {
    if (!isLive) {
      this.isSettled = false;
    } else {
      this.loadFailed = false;
      tryImagesAgain(this.messages);
    }
  }

  render() {
    const { chat } = this;
    const isShown = chat !== null && chat.isKnown;
    const hint = at('no-chat');
    hint.hidden = isShown;
    at('chat').classList.toggle('empty', !isShown);
    if (!isShown) {
      say(hint, this.#whyNone());
      this.#seek();
      return;
    }
    this.wasKnown = true;
    this.#head();
    this.#foot();
    this.#log();
    this.look();
    this.#focus();
  }

  /** What is at its end before the user's eyes was read. */
  look() {
    const { chat, scrolling } = this;
    if (!chat?.isKnown) {
      return;
    }
    const newest = chat.last?.seq ?? 0;
    if (this.isSettled && this.#isLooking) {
      this.seenSeq = newest;
      this.hasRead = true;
      if (chat.unread > 0) {
        chat.markRead();
      }
    }
    this.down.hidden = scrolling.isAtEnd;
    const count = this.#countNew(newest);
    this.down.classList.toggle('news', count > 0);
    say(at('down-text'), count > 0 ? t.unread(count) : '');
    this.down.setAttribute('aria-label', count > 0 ? t.unread(count) : t.toEnd);
  }

  /** The hub's count, where more is new than is held. */
  #countNew(newest) {
    const { chat } = this;
    const count = countAfter(chat, this.seenSeq ?? newest, this.hub.user);
    return this.isSettled && !this.hasRead && this.place !== null ? Math.max(count, chat.unread) : count;
  }

  /** The list may not have come to it: it tells who is in the chat. */
  #seek() {
    const { chat, hub } = this;
    if (chat && !chat.error && !this.wasKnown && hub.state === 'live' && hub.hasMore && !this.isSeeking) {
      this.isSeeking = true;
      hub.more().finally(() => (this.isSeeking = false));
    }
  }

  #whyNone() {
    if (this.chat === null) {
      return t.pickChat;
    }
    if (this.chat.error || this.wasKnown) {
      return t.noSuchChat;
    }
    return this.hub.state === 'waiting' ? t.notLoaded : t.loading;
  }

  #head() {
    const { chat, hub } = this;
    const others = othersOf(chat, hub.user);
    const isOnline = others.some((member) => hub.isOnline(member.user_id));
    const about = [];
    if (others.length === 1) {
      about.push(roleOf(others[0].role));
      if (hub.state === 'live' && hub.isOnline(others[0].user_id) !== undefined) {
        about.push(isOnline ? t.online : t.offline);
      }
    }
    if (chat.state === 'closed') {
      about.unshift(t.closedShort);
    }
    if (chat.booking_id) {
      about.push(t.order(chat.booking_id));
    }
    say(at('chat-title'), titleOf(chat, hub.user));
    say(at('chat-about'), about.join(' · '));
    at('chat-dot').hidden = !isOnline;
    const typists = chat.typing.map((user) => senderOf(chat, user));
    const typing = typists.length > 0 ? t.typing(typists.join(', ')) : '';
    const isSought = !this.isSettled && this.#isSeekingNew && chat.messages.length > 1;
    say(at('typing'), isSought ? t.seekingUnread(chat.unread) : typing);
  }

  #foot() {
    const { chat } = this;
    const isOpen = chat.state === 'open' && !isSystemChat(chat);
    const closed = at('closed');
    closed.hidden = isOpen;
    at('chat').classList.toggle('over', chat.state === 'closed');
    say(closed, isSystemChat(chat) ? t.systemChat : t.closed);
    this.composer.show(isOpen);
  }

  #log() {
    const { chat, hub, scrolling } = this;
    const isArriving = !this.isSettled && this.#isWhole();
    if (isArriving || (this.hasRead && chat.unread > 0 && !this.#isLooking)) {
      this.isSettled = true;
      this.#markNew();
    }
    this.place = further(this.place, chat, hub.user);
    scrolling.hold(() => {
      this.older.hidden = !chat.hasOlder;
      this.#sayOlder();
      reconcile(this.messages, this.log.rows(chat, this.place));
    });
    if ((isArriving || document.hidden) && scrolling.isAtEnd && !this.hasRead) {
      const row = this.messages.querySelector(':scope > .new');
      if (row) {
        scrolling.reveal(row);
      }
    }
    if (!this.loadFailed && (this.isSettled ? scrolling.isShort : this.#isSeekingNew)) {
      this.#loadOlder();
    }
  }

  #markNew() {
    const { chat } = this;
    this.hasRead = chat.unread === 0;
    if (!this.hasRead) {
      const place = newIn(chat, this.hub.user);
      this.place = place.seq === null ? null : place;
      this.seenSeq = this.place === null ? this.seenSeq : this.place.seq - 1;
    }
  }

  /** Whether all that is new is here, or will not come. */
  #isWhole() {
    const { chat, hub } = this;
    const hasNews = newIn(chat, hub.user)?.missing === 0;
    const isLoaded = chat.messages.length > 1 || !chat.hasOlder;
    const isSought = hub.state === 'live' && (!this.#isSeekingNew || this.loadFailed);
    return hub.isLoaded && isLoaded && (isSought || hasNews);
  }

  /** Whether the first of the new messages may be among the next older ones. */
  get #isSeekingNew() {
    const { chat, hub } = this;
    const missing = newIn(chat, hub.user)?.missing ?? 0;
    return missing > 0 && chat.hasOlder && chat.messages.length < SOUGHT_MAX;
  }

  get #isLooking() {
    return this.scrolling.isAtEnd && !document.hidden;
  }

  #sent(isTaken) {
    if (isTaken) {
      this.place = null;
      this.scrolling.toEnd();
    }
    this.render();
  }

  #moved() {
    this.look();
    if (this.scrolling.isNearTop && !this.scrolling.isAtEnd && !this.loadFailed) {
      this.#loadOlder();
    }
  }

  async #loadOlder() {
    const { chat } = this;
    if (this.isLoading || !chat?.hasOlder) {
      return;
    }
    this.isLoading = true;
    this.loadFailed = false;
    this.#sayOlder();
    const hasFailed = await chat.older().then(
      () => false,
      () => true,
    );
    if (chat === this.chat) {
      this.isLoading = false;
      this.loadFailed = hasFailed;
      this.render();
    }
  }

  #sayOlder() {
    say(this.older, this.loadFailed ? t.loadFailed : this.isLoading ? t.loading : t.older);
    this.messages.setAttribute('aria-busy', String(this.isLoading));
  }

  #focus() {
    if (!this.wantsFocus || document.querySelector('dialog[open]')) {
      return;
    }
    this.wantsFocus = false;
    if (hasKeyboard() && !at('composer').hidden) {
      this.composer.focus();
    } else {
      at('chat-title').focus({ preventScroll: true });
    }
  }
}
