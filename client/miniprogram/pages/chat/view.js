const text = require('../../text.js');
const { dayOf, timeOf } = require('../../words.js');

// Older ones stay out of the page: its nodes are not free.
const SHOWN_MAX = 1000;
const TOO_LARGE = 41300;

/**
 * What the page shows of its chat. `failed`: what the phone could not load, `older` messages and
 * images by address.
 */
function chatOf(chat, hub, words, failed) {
  const { labels } = words;
  const others = text.othersOf(chat, hub.user);
  const isOnline = others.some((member) => hub.isOnline(member.user_id));
  const about = chat.state === 'closed' ? [labels.closedShort] : [];
  if (others.length === 1) {
    about.push(words.roles[others[0].role] || others[0].role, isOnline ? labels.online : labels.offline);
  }
  if (chat.booking_id) {
    about.push(words.order(chat.booking_id));
  }
  const typists = chat.typing.map((user) => text.senderOf(chat, user));
  return {
    about: about.join(' · '),
    isOnline,
    rows: rowsOf(chat, hub, words, failed),
    older: olderOf(chat, labels, failed.older),
    typing: typists.length > 0 ? words.typing(typists.join(', ')) : '',
    closed: closedOf(chat, labels),
  };
}

function closedOf(chat, labels) {
  if (chat.error) {
    return labels.noSuchChat;
  }
  if (text.isSystemChat(chat)) {
    return labels.systemChat;
  }
  return chat.state === 'closed' ? labels.closed : '';
}

function mayLoadOlder(chat) {
  return chat.hasOlder && chat.messages.length < SHOWN_MAX;
}

function olderOf(chat, labels, hasFailed) {
  if (!chat.hasOlder) {
    return chat.isKnown && chat.messages.length === 0 && chat.outbox.length === 0 ? labels.emptyChat : '';
  }
  if (!mayLoadOlder(chat)) {
    return labels.mostShown;
  }
  return hasFailed ? labels.loadFailed : labels.older;
}

function rowsOf(chat, hub, words, failed) {
  const rows = [];
  const now = hub.now();
  let day = null;
  let previous = null;
  const put = (row, at) => {
    const itsDay = new Date(at).toDateString();
    if (itsDay !== day) {
      day = itsDay;
      previous = null;
      rows.push({ key: `d:${itsDay}`, kind: 'day', anchor: '', text: dayOf(at, now, words) });
    }
    previous = row(previous);
    rows.push(failed[previous.image] ? { ...previous, image: '', text: previous.image } : previous);
  };
  chat.messages.slice(-SHOWN_MAX).forEach((message) => {
    put((before) => messageRow(message, before, chat, hub, words), message.created_at);
  });
  chat.outbox.forEach((item) => put((before) => itemRow(item, before, chat, hub, words), item.at));
  return rows;
}

function messageRow(message, previous, chat, hub, words) {
  const isOwn = message.from === hub.user;
  // An own one keeps the key that it had while it was sent.
  const key = isOwn && message.cid ? `c:${message.cid}` : `m:${message.seq}`;
  const anchor = `m${message.seq}`;
  const isGone = Boolean(message.recalled || message.erased);
  if (isGone || text.isSystem(message)) {
    return { key, kind: 'note', anchor, text: text.contentOf(message, chat, hub.user, words) };
  }
  const follows = isFollowing(previous, message.from);
  const isGroup = chat.members.length > 2;
  return {
    ...bubble(message, isOwn ? (message.is_read ? 'read' : 'sent') : '', words),
    key,
    anchor,
    from: message.from,
    isOwn,
    follows,
    sender: isGroup && !isOwn && !follows ? text.senderOf(chat, message.from) : '',
    id: message.id,
    time: timeOf(message.created_at),
  };
}

function itemRow(item, previous, chat, hub, words) {
  const isUp = hub.state === 'live' || hub.state === 'syncing';
  const state = item.state === 'sending' && !isUp ? 'queued' : item.state;
  return {
    ...bubble(item, state, words),
    key: `c:${item.cid}`,
    anchor: '',
    from: hub.user,
    isOwn: true,
    follows: isFollowing(previous, hub.user),
    sender: '',
    id: '',
    time: timeOf(item.at),
    cid: item.cid,
    why: item.error ? words.failures[item.error.code] || '' : '',
    mayRetry: item.state === 'failed' && item.error.code !== TOO_LARGE && chat.state !== 'closed',
    mayEdit: item.state === 'failed' && item.error.code === TOO_LARGE && isText(item) && chat.state !== 'closed',
  };
}

function bubble(message, mark, words) {
  const image = text.imageOf(message);
  const card = image ? null : text.cardOf(message, words);
  return {
    kind: 'message',
    label: card ? card.label : '',
    text: image ? '' : card ? card.lines.join('\n') : text.plain(message, words),
    image,
    mark,
    markText: mark ? words.labels[mark] : '',
  };
}

function isText(item) {
  return typeof item.content === 'string' && !text.imageOf(item);
}

function isFollowing(previous, from) {
  return Boolean(previous && previous.kind === 'message' && previous.from === from);
}

module.exports = { chatOf, mayLoadOlder };
