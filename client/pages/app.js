// The page: its routes, and what it hands to its parts.

import { createChathub } from './chathub.js';
import { Announcer } from './announcer.js';
import { ChatView } from './chat-view.js';
import { ConnectionView } from './connection-view.js';
import { at } from './dom.js';
import { ListView } from './list-view.js';
import { watchPresence } from './presence.js';
import { plain, titleOf, whyOf } from './text.js';
import { askForToken, forgetToken, heldToken, knownUser, rememberUser, takeToken } from './token.js';
import { sayWords, t } from './words.js';

const MINUTE_MS = 60_000;
const NOT_A_MEMBER = 40300;
const NOTICE_LINES = 20;

function start() {
  const hub = createChathub({
    url: new URL('.', location.href).href,
    token: (code) => (code === 0 ? heldToken() : null),
    user: knownUser(),
  });
  const connection = new ConnectionView(hub);
  const list = new ListView(hub);
  const announcer = new Announcer(hub);
  const chat = new ChatView(hub, tell);

  /** Says something that belongs to no chat. */
  function tell(words) {
    const place = at('notice-text');
    const shown = at('notice').hidden ? [] : place.textContent.split('\n');
    place.textContent = [...shown, words].slice(-NOTICE_LINES).join('\n');
    at('notice').hidden = false;
    announcer.say(words);
  }

  function render() {
    if (hub.user === null || hub.state === 'signedOut') {
      return; // nobody, or not known whose messages are one's own
    }
    if (hub.user !== knownUser()) {
      rememberUser(hub.user);
    }
    list.render(routed());
    chat.render();
    announcer.look(chat.chat, chat.isSettled);
    const title = chat.chat?.isKnown ? titleOf(chat.chat, hub.user) : t.title;
    document.title = hub.unread > 0 ? `(${hub.unread}) ${title}` : title;
  }

  function route() {
    const usif = routed();
    const left = chat.chat?.usif;
    document.body.classList.toggle('in-chat', usif !== null);
    chat.open(usif);
    render();
    if (left && usif === null) {
      list.focus(left);
    }
  }

  hub.on('state', (state) => {
    if (state === 'signedOut') {
      forgetToken();
      document.querySelectorAll('dialog[open]').forEach((dialog) => dialog.close());
      at('announce').replaceChildren();
      askForToken(t.tokenOverHow);
      return;
    }
    connection.show(state);
    chat.connected(state === 'live');
    render();
  });
  hub.on('change', render);
  hub.on('notice', (notice) => tell(plain(notice.content)));
  hub.on('error', (error) => error.reason || tell(whyOf(error))); // with a reason it is the developer's
  hub.on('outbox', (item, its) => {
    if (item.state === 'failed') {
      announcer.say(t.notSent);
      if (item.error.code === NOT_A_MEMBER) {
        tell(`${titleOf(its, hub.user)}: ${t.notSent}: ${plain(item.content)}`); // the chat shows no more
      }
    }
  });

  window.addEventListener('hashchange', route);
  document.addEventListener('visibilitychange', render);
  setInterval(render, MINUTE_MS); // the day goes on
  watchPresence(hub);
  at('main').hidden = false;
  route();
  hub.connect();
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

/** Where the keys of a phone lie over the page, it ends above them. */
function stayAboveKeys() {
  const { visualViewport: seen } = window;
  seen?.addEventListener('resize', () => {
    if (Math.abs(seen.scale - 1) < 0.01) {
      document.documentElement.style.setProperty('--height', `${seen.height}px`);
      window.scrollTo(0, 0);
    }
  });
}

sayWords();
stayAboveKeys();
at('notice-close').onclick = () => (at('notice').hidden = true);
if (takeToken() === null) {
  askForToken(t.noTokenHow);
} else {
  start();
}
