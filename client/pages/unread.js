/** The first of the messages that wait to be read: null where that many are not held. */
export function firstUnread(chat, me) {
  let left = chat.unread;
  let first = null;
  for (let i = chat.messages.length - 1; i >= 0 && left > 0; i--) {
    if (chat.messages[i].from !== me) {
      first = chat.messages[i];
      left -= 1;
    }
  }
  return left === 0 ? first : null;
}

/** How many messages of others came after this one. */
export function countAfter(chat, seq, me) {
  return chat.messages.filter((message) => message.seq > seq && message.from !== me).length;
}
