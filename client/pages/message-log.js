import { adjust, bubble, card, line, picture, text } from './bubble.js';
import { cardOf, plain } from './card.js';
import { avatar, element } from './dom.js';
import { copy } from './menu.js';
import { contentOf, dayOf, imageOf, isSystem, senderOf, whyOf } from './text.js';
import { t } from './words.js';

const RECALL_WITHIN_MS = 2 * 60_000;
const TOO_LONG = 41300;

/** A chat's messages as rows: stored ones, days, where the new ones begin, and what is on its way. */
export class MessageLog {
  /**
   * @param onRefused told in words why something could not be done
   * @param onEdit gets a text that can't be sent as it is
   */
  constructor(hub, menu, { onRefused, onEdit }) {
    this.hub = hub;
    this.menu = menu;
    this.onRefused = onRefused;
    this.onEdit = onEdit;
  }

  /** @param place where the line of the new messages stands, as `unread.js` has it; null for nowhere */
  rows(chat, place) {
    const rows = [];
    const now = this.hub.now();
    let day = null;
    let previous = null;
    const firstNew = place?.seq ?? null;
    let isMarked = firstNew === null;
    const goOn = (message) => {
      const itsDay = new Date(message.created_at).toDateString();
      if (itsDay !== day) {
        day = itsDay;
        previous = null;
        rows.push(line(`day:${itsDay}:${rows.at(-1)?.key}`, 'day', dayOf(message.created_at, now)));
      }
    };
    for (const message of chat.messages) {
      goOn(message);
      if (!isMarked && message.seq >= firstNew) {
        isMarked = true;
        previous = null;
        const isPart = place.missing > 0 && chat.hasOlder;
        rows.push(line('new', 'new', isPart ? t.unreadAbove(place.missing) : t.newMessages));
      }
      rows.push(this.#row(chat, message, previous));
      previous = message;
    }
    for (const item of chat.outbox) {
      const message = { from: this.hub.user, created_at: item.at };
      goOn(message);
      rows.push(this.#pending(chat, item, previous));
      previous = message;
    }
    return rows.length > 0 || chat.hasOlder ? rows : [line('none', 'day', t.emptyChat)];
  }

  #row(chat, message, previous) {
    const { user } = this.hub;
    if (message.recalled || message.erased) {
      return line(`m:${message.id}`, 'note', contentOf(message, chat, user), message.seq);
    }
    if (isSystem(message)) {
      return line(`m:${message.id}`, 'note', plain(message.content, message.type), message.seq);
    }
    const isOwn = message.from === user;
    const state = !isOwn ? null : message.is_read ? 'read' : 'sent';
    const isGroup = chat.member_count > 2;
    const follows = hasFollowed(previous, message);
    const sender = senderOf(chat, message.from);
    const isNamed = isGroup && !isOwn && !follows;
    const make = () => {
      const menu = () => row.menu();
      const itsSender = isOwn ? t.you : sender;
      const row = bubble({ isOwn, at: message.created_at, sender: itsSender, menu }, shown(message));
      if (isNamed) {
        const name = [avatar(sender, message.from), element('bdi', {}, sender)];
        row.prepend(element('span', { class: 'sender', 'aria-hidden': 'true' }, ...name));
      }
      return row;
    };
    const update = (row) => {
      row.menu = () => this.#menuOf(chat, message);
      if (row.dataset.id !== message.id) {
        row.dataset.id = message.id;
        row.dataset.seq = message.seq;
      }
      adjust(row, { state, follows });
    };
    const key = isOwn && message.cid ? `c:${message.cid}` : `m:${message.id}`;
    return { key, look: lookOf(message, [isNamed, sender]), make, update };
  }

  #pending(chat, item, previous) {
    const { user } = this.hub;
    const waits = this.hub.state === 'live' ? 'sending' : 'waiting';
    const state = item.state === 'sending' ? waits : item.state;
    const isFailed = state === 'failed';
    const again = isFailed ? this.#again(chat, item) : null;
    const make = () => {
      const menu = () => row.menu();
      const row = bubble({ isOwn: true, at: item.at, sender: t.you, menu }, shown(item));
      if (isFailed) {
        const why = [t.notSent, whyOf(item.error)].filter(Boolean).join(': ');
        const [label, onclick] = again ?? [];
        row.append(
          element(
            'p',
            { class: 'refused' },
            element('span', {}, why),
            again && element('button', { class: 'retry', type: 'button', onclick }, label),
          ),
        );
      }
      return row;
    };
    const follows = hasFollowed(previous, { from: user });
    const update = (row) => {
      row.menu = () => this.#menuOfItem(chat, item);
      adjust(row, { state, follows });
    };
    return { key: `c:${item.cid}`, look: lookOf(item, [false, senderOf(chat, user)], isFailed && [again?.[0]]), make, update };
  }

  /** What may help with a failed item: null where nothing does. The same once more is as long. */
  #again(chat, item) {
    if (chat.state !== 'open') {
      return null;
    }
    if (item.error?.code !== TOO_LONG) {
      return [t.retry, () => chat.retry(item.cid)];
    }
    return cardOf(item.content, item.type) || imageOf(item) ? null : [t.edit, () => this.#edit(chat, item)];
  }

  #edit(chat, item) {
    chat.discard(item.cid);
    this.onEdit(plain(item.content));
  }

  #menuOf(chat, message) {
    const isHeld = () => chat.messages.some(({ id, recalled }) => id === message.id && !recalled);
    const choices = [[t.copy, () => isHeld() && copy(copied(message))]];
    if (this.#canRecall(message)) {
      const recall = () => chat.recall(message.id).catch((error) => this.onRefused(whyOf(error)));
      choices.push([t.recall, recall]);
    }
    this.menu.choose(choices);
  }

  #menuOfItem(chat, item) {
    const choices = [[t.copy, () => copy(copied(item))]];
    const again = item.state === 'failed' ? this.#again(chat, item) : null;
    if (again) {
      choices.unshift(again);
    }
    if (item.state !== 'sent') {
      choices.push([t.discard, () => chat.discard(item.cid)]);
    }
    this.menu.choose(choices);
  }

  #canRecall(message) {
    return message.from === this.hub.user && this.hub.now() - message.created_at < RECALL_WITHIN_MS;
  }
}

function shown({ type, content }) {
  const address = imageOf({ type, content });
  if (address) {
    return picture(address, content);
  }
  const its = cardOf(content, type);
  return its ? card(its) : text(content);
}

function copied({ type, content }) {
  return imageOf({ type, content }) ?? cardOf(content, type)?.address ?? plain(content, type);
}

function hasFollowed(previous, message) {
  return (
    previous !== null &&
    previous.from === message.from &&
    !isSystem(previous) &&
    !previous.recalled &&
    !previous.erased
  );
}

/** The same for an item on its way and for the message that it becomes. */
function lookOf({ type, content }, name, isFailed = false) {
  return JSON.stringify([type, content, isFailed, name]);
}
