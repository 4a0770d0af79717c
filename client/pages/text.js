// Times, chats and messages in words.

import { language, locale, t } from './words.js';

const formats = language === 'en' && !locale.toLowerCase().startsWith('en') ? 'en' : locale;
const time = new Intl.DateTimeFormat(formats, { hour: 'numeric', minute: '2-digit' });
const weekday = new Intl.DateTimeFormat(formats, { weekday: 'short' });
const date = new Intl.DateTimeFormat(formats, { month: 'short', day: 'numeric' });
const fullDate = new Intl.DateTimeFormat(formats, { dateStyle: 'full' });
const dateOfYear = new Intl.DateTimeFormat(formats, { dateStyle: 'medium' });

const DAY_MS = 86_400_000;

export function timeOf(at) {
  return time.format(at);
}

/** As short as it stays clear. */
export function whenOf(at, now) {
  const days = daysBetween(at, now);
  if (days === 0) {
    return time.format(at);
  }
  if (days === 1) {
    return t.yesterday;
  }
  if (days < 7) {
    return weekday.format(at);
  }
  return new Date(at).getFullYear() === new Date(now).getFullYear()
    ? date.format(at)
    : dateOfYear.format(at);
}

export function dayOf(at, now) {
  const days = daysBetween(at, now);
  if (days === 0) {
    return t.today;
  }
  return days === 1 ? t.yesterday : fullDate.format(at);
}

function daysBetween(at, now) {
  return Math.round((new Date(now).setHours(0, 0, 0, 0) - new Date(at).setHours(0, 0, 0, 0)) / DAY_MS);
}

// Chats.

export function isSystemChat(chat) {
  return chat.usif.startsWith('system:');
}

export function othersOf(chat, me) {
  return chat.members.filter((member) => member.user_id !== me);
}

export function titleOf(chat, me) {
  if (isSystemChat(chat)) {
    return t.notifications;
  }
  return othersOf(chat, me).map(nameOf).join(', ') || chat.usif;
}

export function nameOf(member) {
  return member.name || member.user_id;
}

export function senderOf(chat, user) {
  const member = chat.members.find((candidate) => candidate.user_id === user);
  return member ? nameOf(member) : user;
}

export function roleOf(role) {
  return t.role[role] ?? role;
}

// Messages.

export function isSystem(message) {
  return message.type === 'system' || message.from === 'system';
}

/** The address of an image, where the message is one that may be shown: null for none. */
export function imageOf(message) {
  if (message.type !== 'image') {
    return null;
  }
  return addressOf(typeof message.content === 'string' ? message.content : message.content?.url);
}

/** An address of the web as it is written out: null for everything else. */
export function addressOf(text) {
  try {
    const url = new URL(text);
    return url.protocol === 'https:' || url.protocol === 'http:' ? url.href : null;
  } catch {
    return null;
  }
}

export function contentOf(message, chat, me) {
  if (message.recalled) {
    return message.from === me ? t.recalledByYou : t.recalledBy(senderOf(chat, message.from));
  }
  return message.erased ? t.erased : plain(message.content);
}

export function plain(content) {
  if (typeof content === 'string') {
    return content;
  }
  return typeof content?.text === 'string' ? content.text : JSON.stringify(content);
}

/** One line of a message, or of one on its way. */
export function briefOf(message, chat, me) {
  return imageOf(message) ? `[${t.image}]` : contentOf(message, chat, me);
}

/** One line for the list. */
export function previewOf(message, chat, me) {
  const isPlain = !message.recalled && !message.erased && message.from === me;
  const what = briefOf(message, chat, me);
  return isPlain ? `${t.you}: ${what}` : what;
}

/** Why something failed, for a person. */
export function whyOf(error) {
  return t.error[error?.code] ?? error?.message ?? '';
}
