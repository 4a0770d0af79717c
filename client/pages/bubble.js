// One message as it stands in a chat.

import { hostOf, isTrusted } from './address.js';
import { plain } from './card.js';
import { element, mark } from './dom.js';
import { link, linked } from './links.js';
import { timeOf } from './text.js';
import { t } from './words.js';

const IMAGE_PX = { width: 240, height: 180, heightMax: 320 };

/** A line across the chat: a day, what the service says, what was recalled. */
export function line(key, kind, content, seq) {
  const make = () =>
    element('li', { class: kind, 'data-seq': seq }, element('span', { dir: 'auto' }, ...linked(content)));
  return { key, look: `${kind} ${content}`, make };
}

/** @param sender who says it, for those who don't see on which side it is */
export function bubble({ isOwn, at, sender, menu }, content) {
  return element(
    'li',
    { class: isOwn ? 'message own' : 'message theirs' },
    element(
      'div',
      { class: 'bubble' },
      element('span', { class: 'unseen' }, `${sender}: `),
      content,
      element(
        'span',
        { class: 'meta' },
        element('time', { datetime: isoOf(at) }, timeOf(at)),
      ),
    ),
    element(
      'button',
      { class: 'options', type: 'button', 'aria-label': t.options, 'aria-haspopup': 'dialog', onclick: menu },
      '⋯',
    ),
  );
}

/** What of a message changes without it being another one. */
export function adjust(row, { state, follows }) {
  row.classList.toggle('follows', follows);
  if (state && row.dataset.state !== state) {
    const words = {
      sending: t.sending,
      waiting: t.waitingToSend,
      sent: t.sent,
      read: t.read,
      failed: t.notSent,
    };
    row.dataset.state = state;
    row.querySelector('.mark')?.remove();
    row.querySelector('.meta').append(mark(state, words[state]));
  }
}

export function text(content) {
  return element('span', { class: 'text', dir: 'auto' }, ...linked(plain(content)));
}

/** What a reader can make use of, where the content is neither a text nor a picture. */
export function card({ kind, name, details, address }, label = t.openFile) {
  return element(
    'div',
    { class: 'card' },
    element('span', { class: 'card-kind' }, kind),
    name ? element('span', { class: 'card-name', dir: 'auto' }, name) : null,
    details.length > 0 ? element('span', { class: 'card-details', dir: 'auto' }, details.join(' · ')) : null,
    address ? opener(address, label) : null,
  );
}

function opener(address, label) {
  const host = element('bdi', { class: 'card-host' }, hostOf(address));
  const where = element('span', { class: 'unseen' }, ` (${t.opensInTab})`);
  return link(address, 'card-open', element('span', {}, label), host, where);
}

/** A picture that is shown at once, or one whose owner would learn by that who reads, and when. */
export function picture(address, content) {
  if (isTrusted(address)) {
    return shown(address, content);
  }
  const name = typeof content?.alt === 'string' ? content.alt : '';
  return card({ kind: t.image, name, details: [], address }, t.showImage);
}

/** Takes its room before it has loaded, and keeps it where it can't. */
function shown(address, content) {
  const { width, height } = sizeOf(content);
  const alt = typeof content?.alt === 'string' ? content.alt : t.image;
  const image = element('img', {
    src: address,
    alt,
    title: t.opensInTab,
    width,
    height,
    loading: 'lazy',
    referrerpolicy: 'no-referrer',
    onerror: () => image.replaceWith(broken(image)),
  });
  image.style.aspectRatio = `${width} / ${height}`;
  return link(address, 'image', image);
}

function broken(image) {
  const place = element('span', { class: 'broken' }, t.imageBroken);
  place.style.minHeight = `${image.offsetHeight || image.getAttribute('height')}px`;
  place.again = () => {
    const { src } = image;
    image.src = src;
    place.replaceWith(image);
  };
  return place;
}

/** Images that could not be loaded are tried once more. */
export function tryImagesAgain(messages) {
  messages.querySelectorAll('.broken').forEach((place) => place.again());
}

function isoOf(at) {
  return Number.isNaN(new Date(at).getTime()) ? false : new Date(at).toISOString();
}

function sizeOf(content) {
  const [width, height] = [Number(content?.width), Number(content?.height)];
  if (!(width > 0 && height > 0)) {
    return IMAGE_PX;
  }
  const scale = Math.min(1, IMAGE_PX.width / width, IMAGE_PX.heightMax / height);
  return {
    width: Math.max(44, Math.round(width * scale)),
    height: Math.max(44, Math.round(height * scale)),
  };
}
