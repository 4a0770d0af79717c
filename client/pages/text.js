// Times, chats and messages in words.

import { addressOf } from './address.js';
import { plain } from './card.js';
import { formatOf } from './locale.js';
import { language, locale, t, word } from './words.js';

const formats = language === 'en' && !locale.toLowerCase().startsWith('en') ? 'en' : locale;
const plainTime = (at) => new Date(at).toTimeString().slice(0, 5);
const plainDate = (at) => new Date(at).toISOString().slice(0, 10);
const format = (options, otherwise = plainDate) => formatOf(formats, options, otherwise);
const time = format({ hour: 'numeric', minute: '2-digit' }, plainTime);
const weekday = format({ weekday: 'short' });
const date = format({ month: 'short', day: 'numeric' });
const fullDate = format({ dateStyle: 'full' });
const dateOfYear = format({ dateStyle: 'medium' });

const DAY_MS = 86_400_000;

export const timeOf = time;


/** As short as it stays clear. */
export function whenOf(at, now) {
  const days = daysBetween(at, now);
  if (days === 0) {
    return time(at);
  }
  if (days === 1) {
    return t.yesterday;
  }
  if (days < 7) {
    return weekday(at);
  }
  return new Date(at).getFullYear() === new Date(now).getFullYear()
    ? date(at)
    : dateOfYear(at);
}

export function dayOf(at, now) {
  const days = daysBetween(at, now);
  if (days === 0) {
    return t.today;
  }
  return days === 1 ? t.yesterday : fullDate(at);
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
  return word(t.role, role) ?? role;
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

export function contentOf(message, chat, me) {
  if (message.recalled) {
    return message.from === me ? t.recalledByYou : t.recalledBy(senderOf(chat, message.from));
  }
  return message.erased ? t.erased : plain(message.content, message.type);
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
  return word(t.error, error?.code) ?? error?.message ?? '';
}
