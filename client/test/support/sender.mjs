// A client whose own messages a test follows, in chat b1.

import { scene } from './scene.mjs';

export const contents = (list) => list.map(({ content }) => content);
export const states = (s, item) =>
  s
    .of('outbox')
    .filter(([told]) => told.cid === item.cid)
    .map(([, , state]) => state);

/** Live in chat b1. The states of items are told as they were when they were told. */
export async function chatting(t, options = {}) {
  const s = prepared(t, options);
  await s.live();
  return s;
}

export function prepared(t, options) {
  const s = scene(t, options);
  if (!s.server.chats.has('b1')) {
    s.server.putChat('b1');
  }
  s.client.on('outbox', (item) => {
    s.told[s.told.length - 1].push(item.state);
  });
  s.chat = s.client.chat('b1');
  return s;
}

export const pushes = (s) => s.socket.frames('push').map(({ data }) => data);

/** Refuses the push that is on its way. */
export function refuse(s, errcode, data = {}) {
  const [{ data: sent, ref }] = s.socket.frames('push').slice(-1);
  const failed = { usif: sent.usif, cid: sent.cid, retryable: 0, ...data };
  s.socket.say('pushback', failed, { errcode, errmsg: `no: ${errcode}`, ref });
}
