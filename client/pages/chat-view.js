import { avatar, element, mark, reconcile } from './dom.js';
import {
  contentOf,
  dayOf,
  imageOf,
  isSystem,
  othersOf,
  plain,
  roleOf,
  senderOf,
  t,
  timeOf,
  titleOf,
} from './text.js';

const NEAR_PX = 80;
const OLDER_AT_PX = 200;
const LONG_PRESS_MS = 500;

/** One chat: its messages, and the line to write in. */
export class ChatView {
  constructor(session) {
    this.session = session;
    this.usif = null;
    this.drafts = new Map();
    for (const id of ['chat', 'messages', 'scroller', 'older', 'composer', 'input', 'menu']) {
      this[id] = document.getElementById(id);
    }
    this.sendButton = document.getElementById('send');
    this.composer.addEventListener('submit', (event) => {
      event.preventDefault();
      this.#send();
    });
    this.input.addEventListener('input', () => this.#typed());
    this.input.addEventListener('keydown', (event) => this.#pressed(event));
    this.older.addEventListener('click', () => this.session.loadOlder(this.usif));
    this.scroller.addEventListener('scroll', () => this.#scrolled(), { passive: true });
    this.#stayAtEnd();
    this.#listenForLongPress();
    // Not on click: the finger that opened it would close it when it lets go.
    this.menu.addEventListener('pointerdown', (event) => {
      if (event.target === this.menu) {
        this.menu.close();
      }
    });
  }

  open(usif) {
    if (usif === this.usif) {
      return;
    }
    if (this.usif) {
      this.drafts.set(this.usif, this.input.value);
    }
    this.usif = usif;
    this.isAtEnd = true;
    this.messages.replaceChildren();
    this.input.value = this.drafts.get(usif) ?? '';
    this.#typed(true);
    this.wantsFocus = hasKeyboard();
  }

  render() {
    const chat = this.session.chats.get(this.usif);
    const empty = document.getElementById('no-chat');
    const isUnknown = this.usif !== null && !chat && this.session.isLoaded;
    empty.textContent = isUnknown ? t.noSuchChat : this.usif === null ? t.pickChat : t.loading;
    empty.hidden = Boolean(chat);
    this.chat.classList.toggle('empty', !chat);
    if (chat) {
      this.#head(chat);
      this.#foot(chat);
      this.#log(chat);
      if (this.wantsFocus && !this.menu.open) {
        this.wantsFocus = false;
        this.input.focus();
      }
    }
  }

  #head(chat) {
    const others = othersOf(chat, this.session.me);
    const isOnline = this.session.isOnline(others);
    const about = [];
    if (others.length === 1) {
      about.push(roleOf(others[0].role));
      if (this.session.connection.isReady) {
        about.push(isOnline ? t.online : t.offline);
      }
    }
    if (chat.bookingId) {
      about.push(t.order(chat.bookingId));
    }
    document.getElementById('chat-title').textContent = titleOf(chat, this.session.me);
    document.getElementById('chat-about').textContent = about.join(' · ');
    document.getElementById('chat-dot').hidden = !isOnline;
    const typists = [...chat.typists.keys()].map((user) => senderOf(chat, user));
    document.getElementById('typing').textContent =
      typists.length > 0 ? t.typing(typists.join(', ')) : '';
  }

  #foot(chat) {
    const isOpen = chat.state === 'open' && !chat.usif.startsWith('system:');
    const closed = document.getElementById('closed');
    this.composer.hidden = !isOpen;
    closed.hidden = isOpen;
    closed.textContent = chat.usif.startsWith('system:') ? t.systemChat : t.closed;
  }

  #log(chat) {
    const { log } = chat;
    this.older.hidden = !log.older;
    this.older.disabled = chat.isLoading;
    this.older.textContent = chat.loadFailed ? t.loadFailed : chat.isLoading ? t.loading : t.older;
    this.messages.setAttribute('aria-busy', String(chat.isLoading));

    // What is in view stays where it is, whatever comes above it.
    const anchor = this.isAtEnd ? null : this.#firstInView();
    const anchorTop = anchor?.getBoundingClientRect().top;
    const anchorKey = anchor?.dataset.key;

    const rows = [];
    let day = null;
    let previous = null;
    const now = this.session.now();
    for (const message of log.sorted()) {
      const itsDay = new Date(message.created_at).toDateString();
      if (itsDay !== day) {
        day = itsDay;
        previous = null;
        const text = dayOf(message.created_at, now);
        rows.push(line(`day:${itsDay}`, 'day', text));
      }
      rows.push(this.#row(chat, message, previous));
      previous = message;
    }
    const placed = new Set([...log.bySeq.values()].map((message) => message.cid));
    const pending = this.session.outbox.of(chat.usif).filter((item) => !placed.has(item.cid));
    for (const item of pending) {
      rows.push(this.#pending(item, previous));
      previous = { from: this.session.me, created_at: item.at };
    }
    if (rows.length === 0 && !log.older) {
      rows.push(line('none', 'day', t.emptyChat));
    }
    reconcile(this.messages, rows);

    if (this.isAtEnd) {
      this.scroller.scrollTop = this.scroller.scrollHeight;
    } else if (anchor) {
      const row = [...this.messages.children].find((child) => child.dataset.key === anchorKey);
      this.scroller.scrollTop += row ? row.getBoundingClientRect().top - anchorTop : 0;
    }
  }

  #row(chat, message, previous) {
    if (message.recalled || message.erased) {
      return line(`m:${message.id}`, 'note', contentOf(message, chat, this.session.me), message);
    }
    if (isSystem(message)) {
      return line(`m:${message.id}`, 'note', plain(message.content), message);
    }
    const isOwn = message.from === this.session.me;
    const state = !isOwn ? null : message.is_read ? 'read' : 'sent';
    const isGroup = chat.members.length > 2;
    const follows = previous !== null && previous.from === message.from && !isSystem(previous);
    const look = JSON.stringify([message, state, follows, isGroup && chat.members]);
    const make = () => {
      const sender = senderOf(chat, message.from);
      const menu = () => this.#menuOf(message);
      const row = bubble({ isOwn, follows, state, at: message.created_at, menu }, body(message));
      row.dataset.id = message.id;
      row.dataset.seq = message.seq;
      if (isGroup && !isOwn && !follows) {
        row.prepend(element('span', { class: 'sender' }, avatar(sender, message.from), sender));
      }
      return row;
    };
    return { key: isOwn && message.cid ? `c:${message.cid}` : `m:${message.id}`, look, make };
  }

  #pending(item, previous) {
    const state = item.failed ? 'failed' : this.session.connection.isReady ? 'sending' : 'waiting';
    const follows = previous !== null && previous.from === this.session.me;
    const make = () => {
      const menu = item.failed ? () => this.#menuOfFailed(item) : null;
      const row = bubble({ isOwn: true, follows, state, at: item.at, menu }, text(item.content));
      if (item.failed) {
        const retry = () => this.session.outbox.retry(item.cid);
        const title = item.why ?? t.failed;
        row.append(element('button', { class: 'retry', type: 'button', title, onclick: retry }, t.retry));
      }
      return row;
    };
    return { key: `c:${item.cid}`, look: JSON.stringify([item.failed, state, follows]), make };
  }

  #menuOf(message) {
    const choices = [];
    if (imageOf(message) === null) {
      choices.push([t.copy, () => navigator.clipboard?.writeText(plain(message.content))]);
    }
    if (this.session.canRecall(message)) {
      choices.push([t.recall, () => this.session.recall(message)]);
    }
    this.#choose(choices);
  }

  #menuOfFailed(item) {
    this.#choose([
      [t.retry, () => this.session.outbox.retry(item.cid)],
      [t.copy, () => navigator.clipboard?.writeText(plain(item.content))],
      [t.discard, () => this.session.outbox.discard(item.cid)],
    ]);
  }

  #choose(choices) {
    const buttons = [...choices, [t.cancel, () => {}]].map(([label, task]) => {
      const onclick = () => {
        this.menu.close();
        task();
      };
      return element('button', { type: 'button', onclick }, label);
    });
    this.menu.replaceChildren(...buttons);
    this.menu.showModal();
  }

  /** A long press where there is touch, the other button where there is a mouse. */
  #listenForLongPress() {
    let timer;
    let isLong = false;
    const optionsOf = (event) =>
      event.target.closest?.('.bubble')?.parentElement.querySelector('.options');
    const show = (options) => {
      if (!this.menu.open) {
        options.click();
      }
    };
    const on = (type, listener) =>
      this.messages.addEventListener(type, listener, { passive: type !== 'touchend' });
    this.messages.addEventListener('contextmenu', (event) => {
      const options = optionsOf(event);
      if (options && String(getSelection()) === '') {
        event.preventDefault();
        show(options);
      }
    });
    on('touchstart', (event) => {
      clearTimeout(timer);
      isLong = false;
      const options = optionsOf(event);
      if (options) {
        timer = setTimeout(() => {
          isLong = true;
          show(options);
        }, LONG_PRESS_MS);
      }
    });
    on('touchmove', () => clearTimeout(timer));
    on('touchcancel', () => clearTimeout(timer));
    on('touchend', (event) => {
      clearTimeout(timer);
      if (isLong && event.cancelable) {
        event.preventDefault(); // no click on what is under the finger now
      }
    });
  }

  // Writing.

  #send() {
    const text = this.input.value.trim();
    if (text === '') {
      return;
    }
    if (!this.session.fits(text)) {
      document.getElementById('typing').textContent = t.tooLong;
      return;
    }
    this.isAtEnd = true;
    this.input.value = '';
    this.#typed(true);
    this.session.say(this.usif, text);
    this.input.focus();
  }

  #typed(isQuiet = false) {
    const isEmpty = this.input.value.trim() === '';
    this.sendButton.disabled = isEmpty;
    this.input.style.height = 'auto';
    this.input.style.height = `${this.input.scrollHeight + 2}px`;
    if (!isQuiet && !isEmpty) {
      this.session.typing(this.usif);
    }
  }

  #pressed(event) {
    const isComposing = event.isComposing || event.keyCode === 229;
    if (event.key === 'Enter' && !event.shiftKey && !isComposing && hasKeyboard()) {
      event.preventDefault();
      this.#send();
    }
  }

  // Scrolling.

  #scrolled() {
    const { scrollTop, scrollHeight, clientHeight } = this.scroller;
    this.isAtEnd = scrollHeight - scrollTop - clientHeight < NEAR_PX;
    const chat = this.session.chats.get(this.usif);
    if (chat && scrollTop < OLDER_AT_PX && !this.isAtEnd && !chat.loadFailed) {
      this.session.loadOlder(this.usif);
    }
  }

  /** Also when the keyboard comes up, or an image has loaded. */
  #stayAtEnd() {
    const stay = () => {
      if (this.isAtEnd) {
        this.scroller.scrollTop = this.scroller.scrollHeight;
      }
    };
    const observer = new ResizeObserver(stay);
    observer.observe(this.scroller);
    observer.observe(this.messages);
  }

  #firstInView() {
    const top = this.scroller.getBoundingClientRect().top;
    return [...this.messages.children].find(
      (row) => !row.classList.contains('day') && row.getBoundingClientRect().bottom > top,
    );
  }
}

/** On a phone, focus would bring up the keys over half of the chat. */
function hasKeyboard() {
  return matchMedia('(pointer: fine)').matches;
}

function line(key, kind, content, message) {
  const make = () =>
    element('li', { class: kind, 'data-seq': message?.seq }, element('span', {}, content));
  return { key, look: `${kind} ${content}`, make };
}

function body(message) {
  const address = imageOf(message);
  if (!address) {
    return text(message.content);
  }
  const image = element('img', {
    src: address,
    alt: t.image,
    loading: 'lazy',
    referrerpolicy: 'no-referrer',
    onerror: () => image.replaceWith(document.createTextNode(address)),
  });
  const link = { href: address, target: '_blank', rel: 'noopener noreferrer', class: 'image' };
  return element('a', link, image);
}

function text(content) {
  const isOther = typeof content !== 'string' && typeof content?.text !== 'string';
  return element(isOther ? 'code' : 'span', { class: 'text', dir: 'auto' }, plain(content));
}

function bubble({ isOwn, follows, state, at, menu }, content) {
  const kind = ['message', isOwn ? 'own' : 'theirs', follows ? 'follows' : ''].join(' ').trim();
  const words = { sending: t.sending, waiting: t.waitingToSend, sent: t.sent, read: t.read, failed: t.failed };
  return element(
    'li',
    { class: kind, 'data-state': state },
    element(
      'div',
      { class: 'bubble' },
      content,
      element(
        'span',
        { class: 'meta' },
        element('time', { datetime: new Date(at).toISOString() }, timeOf(at)),
        state ? mark(state, words[state]) : null,
      ),
    ),
    menu
      ? element('button', { class: 'options', type: 'button', 'aria-label': t.options, 'aria-haspopup': 'dialog', onclick: menu }, '⋯')
      : null,
  );
}
