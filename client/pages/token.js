// The session token of this tab, whose it was, and the form that asks for one.

import { at, say } from './dom.js';
import { memory } from './memory.js';
import { t } from './words.js';

const TOKEN = 'chathub.token';
const USER = 'chathub.me';
const TOKEN_FORM = /^[\w.-]+$/;
const USER_FORM = /^[\w.:@-]{1,128}$/;

/** Takes the token out of the address, so that nobody copies it along. */
export function takeToken() {
  const address = new URL(location.href);
  const token = address.searchParams.get('token');
  if (token !== null) {
    address.searchParams.delete('token');
    history.replaceState(history.state, '', address);
    useToken(token.trim());
  }
}

/** Null where there is none, or one that can be nobody's. */
export function heldToken() {
  const token = memory.getItem(TOKEN) ?? '';
  return TOKEN_FORM.test(token) ? token : null;
}

/** Whether there is one, of whatever form. */
export function hasHeldToken() {
  return Boolean(memory.getItem(TOKEN));
}

/** Who was behind the held token, where the hub has said so before. */
export function knownUser() {
  const user = memory.getItem(USER) ?? '';
  return USER_FORM.test(user) ? user : undefined;
}

export function rememberUser(user) {
  memory.setItem(USER, user);
}

export function forgetToken() {
  memory.removeItem(TOKEN);
}

function useToken(token) {
  if (token !== memory.getItem(TOKEN)) {
    memory.setItem(TOKEN, token);
    memory.removeItem(USER);
  }
}

export function askForToken(title, how) {
  const field = at('token');
  at('main')?.setAttribute('hidden', '');
  at('token-view').hidden = false;
  say(at('token-title'), title);
  say(at('token-how'), how);
  document.title = title;
  field.focus();
  at('token-form').onsubmit = (event) => {
    event.preventDefault();
    const token = field.value.trim();
    if (!TOKEN_FORM.test(token)) {
      say(at('token-refused'), token === '' ? '' : t.tokenOdd);
      field.focus();
      return;
    }
    useToken(token);
    location.reload();
  };
}
