// Contents that are neither a text nor a picture, as what a reader can make use of.

import { addressOf } from './address.js';
import { t, word } from './words.js';

const NAMES = ['title', 'name', 'filename'];
const USED = new Set([...NAMES, 'duration', 'size', 'file', 'width', 'height']);
const DETAILS_MAX = 4;
const LONG = 120;
const UNITS = ['B', 'KB', 'MB', 'GB', 'TB'];

/** `{kind, name, details, address}`; null where the content is a text. */
export function cardOf(content, type) {
  if (content === null || typeof content !== 'object' || typeof content.text === 'string') {
    return null;
  }
  const address = addressOf(content.url);
  const name = NAMES.map((key) => content[key]).find((value) => typeof value === 'string' && value !== '');
  return {
    kind: word(t.kinds, type) ?? type,
    name: clip(name ?? ''),
    details: [durationOf(content.duration), sizeOf(content.size), ...othersOf(content, address)].filter(Boolean),
    address,
  };
}

/** What a reader reads of any content, as text. */
export function plain(content, type) {
  const card = cardOf(content, type);
  if (card) {
    const { kind, name, details } = card;
    return `[${[kind, name, ...details].filter(Boolean).join(' · ')}]`;
  }
  return String(content?.text ?? content ?? '');
}

/** In seconds; what is too long for a recording is one in milliseconds. */
function durationOf(value) {
  if (typeof value !== 'number' || !(value > 0)) {
    return '';
  }
  const seconds = Math.max(1, Math.round(value >= 10_000 ? value / 1000 : value));
  return `${Math.floor(seconds / 60)}:${String(seconds % 60).padStart(2, '0')}`;
}

function sizeOf(value) {
  if (typeof value !== 'number' || !(value > 0)) {
    return '';
  }
  const step = Math.min(UNITS.length - 1, Math.floor(Math.log(value) / Math.log(1024)));
  const amount = value / 1024 ** Math.max(0, step);
  return `${amount < 10 ? Math.round(amount * 10) / 10 : Math.round(amount)} ${UNITS[Math.max(0, step)]}`;
}

function othersOf(content, address) {
  if (Array.isArray(content)) {
    return [];
  }
  return Object.entries(content)
    .filter(([key, value]) => !USED.has(key) && !(key === 'url' && address) && isScalar(value))
    .slice(0, DETAILS_MAX)
    .map(([key, value]) => clip(`${key}: ${value}`));
}

function isScalar(value) {
  return ['string', 'number', 'boolean'].includes(typeof value) && value !== '';
}

function clip(text) {
  return text.length > LONG ? `${[...text.slice(0, LONG)].slice(0, -1).join('')}…` : text;
}
