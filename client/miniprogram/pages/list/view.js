const { contentOf, faceOf, imageOf, othersOf, plain, titleOf } = require('../../text.js');
const { whenOf } = require('../../words.js');

const UNREAD_MAX = 99;

/** What the list shows of the client. */
function listOf(hub, words) {
  const { labels } = words;
  const rows = hub.chats.map((chat) => rowOf(chat, hub, words));
  const empty = hub.isLoaded ? labels.noChats : labels.loading;
  return { rows, hint: rows.length > 0 ? '' : empty };
}

function rowOf(chat, hub, words) {
  const title = titleOf(chat, hub.user, words);
  const { initial, hue } = faceOf(title, chat.usif);
  const isOnline = othersOf(chat, hub.user).some((member) => hub.isOnline(member.user_id));
  const order = chat.booking_id ? words.order(chat.booking_id) : '';
  const when = chat.last ? whenOf(chat.last.created_at, hub.now(), words) : '';
  return {
    key: chat.usif,
    title,
    initial,
    hue,
    isOnline,
    preview: previewOf(chat, hub.user, words) || order,
    when: [chat.state === 'closed' ? words.labels.closedShort : '', when].filter(Boolean).join(' · '),
    unread: chat.unread > UNREAD_MAX ? `${UNREAD_MAX}+` : chat.unread > 0 ? String(chat.unread) : '',
    aria: [title, isOnline ? words.labels.online : '', chat.unread > 0 ? words.unread(chat.unread) : '']
      .filter(Boolean)
      .join(', '),
  };
}

function previewOf(chat, me, words) {
  const { labels } = words;
  const pending = chat.outbox.filter((item) => item.state !== 'sent').pop();
  if (pending) {
    const what = imageOf(pending) ? `[${labels.image}]` : plain(pending, words);
    return `${pending.state === 'failed' ? labels.failed : labels.sending}: ${what}`;
  }
  const { last } = chat;
  if (!last) {
    return '';
  }
  const what = imageOf(last) ? `[${labels.image}]` : contentOf(last, chat, me, words);
  const isPlain = !last.recalled && !last.erased && last.from === me;
  return isPlain ? `${labels.you}: ${what}` : what;
}

module.exports = { listOf };
