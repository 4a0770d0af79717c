// Addresses of the web in a text, which can be clicked.

import { element } from './dom.js';

// Visible ASCII but what can't stand in an address: a text in Chinese goes on right behind it.
const ADDRESS = /https?:\/\/[!#-;=?-Z_a-z~[\]]+/gi;
const HOST = /^https?:\/\/([^/?#:@[\]]+)(:\d+)?(?=[/?#]|$)/i;
const AUTHORITY = /^https?:\/\/[^/?#]*$/i;
const GOES_ON = /^[\p{L}\p{N}\p{M}\p{Cf}]/u;
const OTHER_SCHEME = /[a-z0-9+.-]/i;
const TRAILING = /[.,;:!?'*]/;
const PAIRS = { ')': '(', ']': '[' };

/**
 * The text in parts, as it was written: strings, and `{address, written}` for what is a link.
 *
 * A link leads where its text says: none has another host than the one that is written, or one that
 * only looks like it in letters of another script.
 */
export function partsOf(text) {
  const parts = [];
  let end = 0;
  for (const { 0: found, index } of text.matchAll(ADDRESS)) {
    const written = trimmed(found);
    const goesOn = AUTHORITY.test(found) && GOES_ON.test(text.slice(index + found.length, index + found.length + 2));
    const address = goesOn || OTHER_SCHEME.test(text[index - 1] ?? '') ? null : addressOf(written);
    if (address) {
      parts.push(text.slice(end, index), { address, written });
      end = index + written.length;
    }
  }
  parts.push(text.slice(end));
  return parts.filter((part) => part !== '');
}

/** The text as nodes. */
export function linked(text) {
  return partsOf(text).map((part) =>
    typeof part === 'string' ? part : link(part.address, 'link', part.written),
  );
}

/** Opens elsewhere; the other side learns neither who follows it nor from where. */
export function link(address, kind, ...content) {
  const attributes = { href: address, target: '_blank', rel: 'noopener noreferrer', class: kind };
  return element('a', { ...attributes, dir: kind === 'link' && 'ltr' }, ...content);
}

/** Without the punctuation of the sentence that it stands in; a bracket that it opened is its own. */
function trimmed(found) {
  const open = Object.fromEntries(Object.keys(PAIRS).map((char) => [char, unpaired(found, char)]));
  let { length } = found;
  for (; TRAILING.test(found[length - 1]) || open[found[length - 1]] > 0; length -= 1) {
    open[found[length - 1]] -= 1;
  }
  return found.slice(0, length);
}

function unpaired(text, char) {
  return text.split(char).length - text.split(PAIRS[char]).length;
}

function addressOf(written) {
  try {
    const [, host] = HOST.exec(written);
    const url = new URL(written);
    return url.hostname === host.toLowerCase() ? url.href : null;
  } catch {
    return null; // no host, or none that can be
  }
}
