import { othersOf } from './text.js';

const EVERY_MS = 45_000;
const USERS_MAX = 200;
const AT_A_TIME = 25; // proxies take addresses of a few thousand characters

/** Asks who is there, as not everybody is announced: of the latest chats, while somebody looks. */
export function watchPresence(hub) {
  const ask = () => {
    if (document.hidden || hub.state !== 'live') {
      return;
    }
    const users = new Set(hub.chats.flatMap((chat) => othersOf(chat, hub.user).map((m) => m.user_id)));
    const asked = [...users].slice(0, USERS_MAX);
    while (asked.length > 0) {
      hub.presence(asked.splice(0, AT_A_TIME)).catch(() => {}); // the next time, then
    }
  };
  document.addEventListener('visibilitychange', ask);
  setInterval(ask, EVERY_MS);
}
