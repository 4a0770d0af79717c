// The page: its token, its routes, and what it says of the connection.

import { ChatView } from './chat-view.js';
import { element } from './dom.js';
import { ListView } from './list-view.js';
import { Session } from './session.js';
import { contentOf, imageOf, language, plain, senderOf, t } from './text.js';

const TOKEN = 'chathub.token';
const ME = 'chathub.me';

const at = (id) => document.getElementById(id);
const storage = storageOrMemory();

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
function takeToken() {
  const address = new URL(location.href);
  const token = address.searchParams.get('token');
  if (token !== null) {
    address.searchParams.delete('token');
    history.replaceState(history.state, '', address);
    useToken(token.trim());
  }
  return storage.getItem(TOKEN) || null;
}

function useToken(token) {
  if (token !== storage.getItem(TOKEN)) {
    storage.setItem(TOKEN, token);
    storage.removeItem(ME);
  }
}

function sayWords() {
  document.documentElement.lang = language;
  for (const marked of document.querySelectorAll('[data-t]')) {
    marked.textContent = t[marked.dataset.t];
  }
  for (const attribute of ['aria-label', 'placeholder']) {
    for (const marked of document.querySelectorAll(`[data-t-${attribute}]`)) {
      marked.setAttribute(attribute, t[marked.getAttribute(`data-t-${attribute}`)]);
    }
  }
}

function askForToken(how) {
  at('main').hidden = true;
  at('token-view').hidden = false;
  at('token-how').textContent = how;
  document.title = t.needsToken;
  at('token-form').onsubmit = (event) => {
    event.preventDefault();
    const token = at('token').value.trim();
    if (token) {
      useToken(token);
      location.reload();
    }
  };
}

function start(token) {
  const base = new URL('.', location.href);
  let isDue = false;
  let listView;
  let chatView;

  const session = new Session(base, token, storage, {
    onChange: () => {
      // Once for all that came together.
      if (!isDue) {
        isDue = true;
        setTimeout(render, 0);
      }
    },
    onState: showState,
    onMessage: (chat, message) => {
      if (chat.usif === session.openUsif) {
        const what = imageOf(message) ? t.image : contentOf(message, chat, session.me);
        at('announce').textContent = `${senderOf(chat, message.from)}: ${what}`;
      }
    },
    onNotice: (notice) => {
      at('notice-text').textContent = plain(notice.content);
      at('notice').hidden = false;
    },
  });

  function render() {
    isDue = false;
    if (session.me === null) {
      return; // until it is known whose messages are one's own
    }
    listView.render(routed());
    chatView.render();
    const unread = [...session.chats.values()].filter((chat) => chat.unread > 0).length;
    document.title = unread > 0 ? `(${unread}) ${t.title}` : t.title;
  }

  function route() {
    const usif = routed();
    const wasInChat = document.body.classList.contains('in-chat');
    document.body.classList.toggle('in-chat', usif !== null);
    chatView.open(usif);
    look();
    render();
    if (wasInChat && usif === null) {
      at('chats').querySelector('a')?.focus({ preventScroll: true });
    }
  }

  function look() {
    session.look(document.hidden ? null : routed());
    session.onChange();
  }

  function showState(state) {
    if (state === 'token') {
      storage.removeItem(TOKEN);
      askForToken(t.tokenOverHow);
      return;
    }
    const actions = {
      waiting: [t.tryNow, () => session.connection.retryNow()],
      elsewhere: [t.useHere, () => session.connection.retryNow()],
      stopped: [t.reload, () => location.reload()],
    };
    document.body.dataset.connection = state;
    at('connection-text').textContent = state === 'ready' ? '' : t[state];
    const [label, onclick] = actions[state] ?? [];
    at('connection-action').replaceChildren(
      ...(label ? [element('button', { type: 'button', onclick }, label)] : []),
    );
    session?.onChange();
  }

  listView = new ListView(session);
  chatView = new ChatView(session);
  at('main').hidden = false;
  at('notice-close').onclick = () => (at('notice').hidden = true);
  window.addEventListener('hashchange', route);
  window.addEventListener('online', () => session.connection.nudge());
  document.addEventListener('visibilitychange', () => {
    look();
    if (!document.hidden) {
      session.connection.nudge();
    }
  });
  // The day, and what is too old to recall, go on.
  setInterval(() => session.onChange(), 60_000);
  route();
  session.start();
}

/** The chat that the address names: null for the list. */
function routed() {
  const [, usif] = /^#\/chat\/(.+)$/.exec(location.hash) ?? [];
  try {
    return usif ? decodeURIComponent(usif) : null;
  } catch {
    return null;
  }
}

sayWords();
const token = takeToken();
if (token === null) {
  askForToken(t.noTokenHow);
} else {
  start(token);
}
