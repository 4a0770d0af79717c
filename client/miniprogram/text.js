// Chats and messages in words, for both pages.

const HUES = 6;
const LINES_MAX = 6;
const LONG = 200;
const SAID = ['title', 'name', 'filename', 'duration', 'file', 'size', 'width', 'height'];

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

/** What is neither a text nor a picture, as `{label, lines}`; null where it is one of them. */
function cardOf({ type, content }, words) {
  if (content === null || typeof content !== 'object' || typeof content.text === 'string') {
    return null;
  }
  const lines = [content.title || content.name || content.filename, durationOf(content.duration)];
  Object.keys(content).forEach((key) => {
    const isPlain = typeof content[key] === 'string' || typeof content[key] === 'number';
    if (isPlain && lines.length < LINES_MAX && !SAID.includes(key)) {
      lines.push(key === 'url' ? content.url : `${key}: ${content[key]}`);
    }
  });
  const label = Object.prototype.hasOwnProperty.call(words.kinds, type) ? words.kinds[type] : type;
  return { label, lines: lines.filter((line) => typeof line === 'string' && line !== '').map(clip) };
}

/** In seconds; what is too long for a recording is one in milliseconds. */
function durationOf(value) {
  if (typeof value !== 'number' || !(value > 0)) {
    return '';
  }
  const seconds = Math.max(1, Math.round(value >= 10000 ? value / 1000 : value));
  const rest = seconds % 60;
  return `${Math.floor(seconds / 60)}:${rest < 10 ? '0' : ''}${rest}`;
}

function clip(text) {
  return text.length > LONG ? `${text.slice(0, LONG)}…` : text;
}

/** In one text. */
function plain(message, words) {
  const { content } = message;
  const card = cardOf(message, words);
  if (card) {
    return `[${[card.label].concat(card.lines).filter(Boolean).join(' · ')}]`;
  }
  const text = content && typeof content.text === 'string' ? content.text : content;
  return text === null || text === undefined ? '' : String(text);
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
  return message.erased ? words.labels.erased : plain(message, words);
}

/** What stands for a picture of somebody: a letter on one of six colours. */
function faceOf(name, id) {
  let sum = 0;
  for (let i = 0; i < id.length; i += 1) {
    sum = (sum * 31 + id.charCodeAt(i)) % 997;
  }
  return { initial: Array.from(name)[0] || '?', hue: sum % HUES };
}

module.exports = { othersOf, titleOf, senderOf, isSystemChat, isSystem, cardOf, plain, imageOf, contentOf, faceOf };
