// Chats and messages in words, for both pages.

const HUES = 6;

function othersOf(chat, me) {
  return chat.members.filter((member) => member.user_id !== me);
}

function nameOf(member) {
  return member.name || member.user_id;
}

function titleOf(chat, me, words) {
  if (isSystemChat(chat)) {
    return words.labels.notifications;
  }
  return othersOf(chat, me).map(nameOf).join(', ') || chat.usif;
}

function senderOf(chat, user) {
  const member = chat.members.find((candidate) => candidate.user_id === user);
  return member ? nameOf(member) : user;
}

function isSystemChat(chat) {
  return chat.usif.startsWith('system:');
}

function isSystem(message) {
  return message.type === 'system' || message.from === 'system';
}

function plain(content) {
  if (typeof content === 'string') {
    return content;
  }
  return content && typeof content.text === 'string' ? content.text : JSON.stringify(content);
}

/** The address of an image, where the message is one that may be shown: '' for none. */
function imageOf({ type, content }) {
  const address = typeof content === 'string' ? content : content && content.url;
  return type === 'image' && /^https?:\/\/[^\s"'<>\\]+$/i.test(address || '') ? address : '';
}

function contentOf(message, chat, me, words) {
  if (message.recalled) {
    return message.from === me ? words.youRecalled : words.recalled(senderOf(chat, message.from));
  }
  return message.erased ? words.labels.erased : plain(message.content);
}

/** What stands for a picture of somebody: a letter on one of six colours. */
function faceOf(name, id) {
  let sum = 0;
  for (let i = 0; i < id.length; i += 1) {
    sum = (sum * 31 + id.charCodeAt(i)) % 997;
  }
  return { initial: Array.from(name)[0] || '?', hue: sum % HUES };
}

module.exports = { othersOf, titleOf, senderOf, isSystemChat, isSystem, plain, imageOf, contentOf, faceOf };
