// The session token of this tab, whose it was, and the form that asks for one.

import { at } from './dom.js';
import { t } from './words.js';

const TOKEN = 'chathub.token';
const USER = 'chathub.me';

/** For as long as the tab lives; or the page, where the browser keeps nothing for it. */
export const memory = storageOrMemory();

function storageOrMemory() {
  try {
    sessionStorage.setItem('chathub.probe', '1');
    sessionStorage.removeItem('chathub.probe');
    return sessionStorage;
  } catch {
    const items = new Map();
    return {
      getItem: (key) => items.get(key) ?? null,
      setItem: (key, value) => items.set(key, value),
      removeItem: (key) => items.delete(key),
    };
  }
}

/** Takes the token out of the address, so that nobody copies it along. */
export function takeToken() {
  const address = new URL(location.href);
  const token = address.searchParams.get('token');
  if (token !== null) {
    address.searchParams.delete('token');
    history.replaceState(history.state, '', address);
    useToken(token.trim());
  }
  return heldToken();
}

export function heldToken() {
  return memory.getItem(TOKEN) || null;
}

/** Who was behind the held token, where the hub has said so before. */
export function knownUser() {
  return memory.getItem(USER) ?? undefined;
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

export function askForToken(how) {
  at('main').hidden = true;
  at('token-view').hidden = false;
  at('token-how').textContent = how;
  document.title = t.needsToken;
  at('token').focus();
  at('token-form').onsubmit = (event) => {
    event.preventDefault();
    const token = at('token').value.trim();
    if (token) {
      useToken(token);
      location.reload();
    }
  };
}
