import { at, avatar, element, reconcile, say } from './dom.js';
import { briefOf, othersOf, previewOf, titleOf, whenOf } from './text.js';
import { t } from './words.js';

const MORE_AT_PX = 400;

/** The list of chats, the latest first. */
export class ListView {
  constructor(hub) {
    this.hub = hub;
    this.list = at('chats');
    this.hint = at('chats-hint');
    this.more = at('chats-more');
    this.isLoading = false;
    this.more.addEventListener('click', () => this.#load());
    const scroller = at('list-scroller');
    const isNearEnd = () =>
      scroller.scrollHeight - scroller.scrollTop - scroller.clientHeight < MORE_AT_PX;
    scroller.addEventListener('scroll', () => isNearEnd() && this.#load(), { passive: true });
  }

  render(openUsif) {
    const { hub } = this;
    reconcile(
      this.list,
      hub.chats.map((chat) => this.#row(chat, chat.usif === openUsif)),
    );
    say(this.hint, hub.isLoaded ? t.noChats : t.loading);
    this.hint.hidden = hub.chats.length > 0;
    this.more.hidden = !hub.hasMore;
    say(this.more, this.isLoading ? t.loading : t.moreChats);
  }

  focus(usif) {
    const row = [...this.list.querySelectorAll('a')].find((link) => link.dataset.usif === usif);
    (row ?? this.list.querySelector('a'))?.focus({ preventScroll: !row });
  }

  async #load() {
    if (this.isLoading || !this.hub.hasMore) {
      return;
    }
    this.isLoading = true;
    say(this.more, t.loading);
    const words = await this.hub.more().then(
      () => t.moreChats,
      () => t.loadFailed,
    );
    this.isLoading = false;
    say(this.more, words);
  }

  #row(chat, isOpen) {
    const { hub } = this;
    const title = titleOf(chat, hub.user);
    const last = chat.last;
    const when = last ? whenOf(last.created_at, hub.now()) : '';
    const isOnline = othersOf(chat, hub.user).some((member) => hub.isOnline(member.user_id));
    const preview = this.#preview(chat);
    const { unread } = chat;
    const isClosed = chat.state === 'closed';
    const look = JSON.stringify([title, preview, when, isOnline, unread, isOpen, isClosed]);
    const make = () =>
      element(
        'li',
        {},
        element(
          'a',
          {
            href: `#/chat/${encodeURIComponent(chat.usif)}`,
            class: `row${unread > 0 ? ' news' : ''}${isClosed ? ' over' : ''}`,
            'data-usif': chat.usif,
            'aria-current': isOpen && 'page',
          },
          element(
            'span',
            { class: 'who' },
            avatar(title, chat.usif),
            isOnline ? element('span', { class: 'dot', role: 'img', 'aria-label': t.online }) : null,
          ),
          element(
            'span',
            { class: 'what' },
            element('span', { class: 'name', dir: 'auto' }, title),
            element('span', { class: 'when' }, [isClosed && t.closedShort, when].filter(Boolean).join(' · ')),
            element('span', { class: 'preview', dir: 'auto' }, preview),
            unread > 0 ? count(unread) : null,
          ),
        ),
      );
    return { key: chat.usif, look, make };
  }

  #preview(chat) {
    const { user } = this.hub;
    const pending = chat.outbox[chat.outbox.length - 1];
    if (chat.typing.length > 0) {
      return t.typingShort;
    }
    // What failed is said until something newer came.
    const isPassed = pending?.state === 'failed' && pending.at < chat.last?.created_at;
    if (pending && !isPassed) {
      const isLive = this.hub.state === 'live';
      const words = { failed: t.notSent, sending: isLive ? t.sending : t.waits, sent: t.you };
      return `${words[pending.state]}: ${briefOf(pending, chat, user)}`;
    }
    if (chat.last) {
      return previewOf(chat.last, chat, user);
    }
    return chat.booking_id ? t.order(chat.booking_id) : '';
  }
}

function count(unread) {
  return element(
    'span',
    { class: 'count' },
    element('span', { 'aria-hidden': 'true' }, unread > 99 ? '99+' : String(unread)),
    element('span', { class: 'unseen' }, t.unread(unread)),
  );
}
