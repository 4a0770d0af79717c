// Where the messages begin that wait to be read. The hub says how many they are; the page may hold
// fewer of them.

/**
 * Goes back over the messages of others, the newest first, until it has come over `count`.
 *
 * @param before the seq to begin at
 * @returns the `seq` of the earliest that was found, null for none, and how many were not: `missing`
 */
export function goBack(messages, me, count, before = Infinity) {
  let missing = count;
  let seq = null;
  for (let i = messages.length - 1; i >= 0 && missing > 0; i--) {
    if (messages[i].seq < before && messages[i].from !== me) {
      seq = messages[i].seq;
      missing -= 1;
    }
  }
  return { seq, missing };
}

/** The place of those of a chat that wait to be read; null where none does. */
export function newIn(chat, me) {
  return chat.unread > 0 ? goBack(chat.messages, me, chat.unread) : null;
}

/** The place once older messages came: nearer to the first one where that was not held. */
export function further(place, chat, me) {
  if (place === null || place.missing === 0 || place.seq === null) {
    return place;
  }
  const { seq, missing } = goBack(chat.messages, me, place.missing, place.seq);
  return seq === null ? place : { seq, missing };
}

/** How many messages of others came after this one. */
export function countAfter(chat, seq, me) {
  return chat.messages.filter((message) => message.seq > seq && message.from !== me).length;
}
