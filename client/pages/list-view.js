import { avatar, element, reconcile } from './dom.js';
import { othersOf, plain, previewOf, t, titleOf, whenOf } from './text.js';

/** The list of chats, the latest first. */
export class ListView {
  constructor(session) {
    this.session = session;
    this.list = document.getElementById('chats');
    this.hint = document.getElementById('chats-hint');
  }

  render(openUsif) {
    const { session } = this;
    const chats = [...session.chats.values()].sort((a, b) => latest(session, b) - latest(session, a));
    reconcile(
      this.list,
      chats.map((chat) => this.#row(chat, chat.usif === openUsif)),
    );
    const hint = chats.length === 0 ? t.noChats : session.hasMore ? t.moreChats : '';
    this.hint.textContent = session.isLoaded ? hint : t.loading;
    this.hint.hidden = this.hint.textContent === '';
  }

  #row(chat, isOpen) {
    const { session } = this;
    const title = titleOf(chat, session.me);
    const last = chat.log.last;
    const pending = session.outbox.of(chat.usif).at(-1);
    const preview = pending
      ? `${pending.failed ? t.failed : t.sending}: ${plain(pending.content)}`
      : last
        ? previewOf(last, chat, session.me)
        : '';
    const when = last ? whenOf(last.created_at, session.now()) : '';
    const isOnline = session.isOnline(othersOf(chat, session.me));
    const order = chat.bookingId && t.order(chat.bookingId);
    const unread = chat.unread > 99 ? '99+' : String(chat.unread);
    const look = JSON.stringify([title, preview, when, isOnline, order, unread, isOpen]);
    const make = () =>
      element(
        'li',
        {},
        element(
          'a',
          {
            href: `#/chat/${encodeURIComponent(chat.usif)}`,
            class: chat.unread > 0 ? 'row news' : 'row',
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
            element('span', { class: 'name' }, title),
            element('span', { class: 'when' }, when),
            element('span', { class: 'preview' }, preview || order || ''),
            chat.unread > 0
              ? element('span', { class: 'count', 'aria-label': t.unread(chat.unread) }, unread)
              : null,
          ),
        ),
      );
    return { key: chat.usif, look, make };
  }
}

function latest(session, chat) {
  const pending = session.outbox.of(chat.usif).at(-1);
  return Math.max(chat.log.last?.created_at ?? 0, pending?.at ?? 0);
}
