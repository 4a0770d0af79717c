import { othersOf } from './text.js';

const EVERY_MS = 45_000;
const USERS_MAX = 200;

/** Asks who is there, as not everybody is announced: of the latest chats, while somebody looks. */
export function watchPresence(hub) {
  const ask = () => {
    if (document.hidden || hub.state !== 'live') {
      return;
    }
    const users = new Set(hub.chats.flatMap((chat) => othersOf(chat, hub.user).map((m) => m.user_id)));
    if (users.size > 0) {
      hub.presence([...users].slice(0, USERS_MAX)).catch(() => {}); // the next time, then
    }
  };
  document.addEventListener('visibilitychange', ask);
  setInterval(ask, EVERY_MS);
}
