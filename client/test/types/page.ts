// A page in TypeScript that uses all of the client once; it is compiled, not run.

import {
  createChathub,
  transitions,
  web,
  wechat,
  type Chat,
  type Events,
  type Hub,
  type HubError,
  type Item,
  type Life,
  type Member,
  type Message,
  type Options,
  type Platform,
  type Reason,
  type Signal,
  type Socket,
  type SocketEvents,
  type State,
  type Storage,
  type Why,
  type Wrong,
} from '../../chathub.js';

declare const wx: object;

class Memory implements Storage {
  readonly #kept = new Map<string, string>();
  getItem = (key: string): string | null => this.#kept.get(key) ?? null;
  setItem = (key: string, value: string): void => void this.#kept.set(key, value);
}

class Loopback implements Platform {
  name = 'loopback';
  url = 'https://chat.example.com';
  storage = null;
  isOnline = () => true;
  open = (url: string, token: string, on: SocketEvents): Socket => {
    on.open();
    on.message(`${url} ${token}`);
    on.close(1006);
    on.close(1000, 'done');
    return { send: (text: string) => on.message(text), close: (code?: number) => on.close(code ?? 1000) };
  };
  get = async (url: string, headers: Record<string, string>) => ({ status: 200, body: { url, headers } });
  watch = (life: Life): void => {
    life.wake();
    life.leave();
    life.hide();
    life.show();
  };
}

const platforms: Platform[] = [web(), web({ WebSocket, fetch }), wechat(wx), new Loopback()];
const simple: Options = { token: () => 'a-token' };
const full: Options = {
  url: 'https://chat.example.com',
  token: async (code) => (code === 0 || code === 4401 || code === 4410 ? 'a-token' : null),
  user: 'u42',
  storage: new Memory(),
  platform: platforms[0]!,
};

const hub: Hub = createChathub(full);
createChathub(simple).connect();
hub.connect();

const state: State = hub.state;
const next: State | undefined = transitions[state].lost;
const signals = Object.keys(transitions.idle) as Signal[];
const why: Why | null = hub.why;
const reason: Reason | undefined = why?.reason;
const told: unknown[] = [reason, why?.code, why?.message, why?.retryAt];
const who: string | null = hub.user;
const chats: readonly Chat[] = hub.chats;
const flags: boolean[] = [hub.isLoaded, hub.hasMore];
const numbers: number[] = [hub.unread, hub.now()];
const online: boolean | undefined = hub.isOnline('u7');

const chat: Chat = hub.chat('b1024');
chat.open();
const item: Item = chat.send({ text: 'hello' });
chat.send('/picture.png', 'image');
chat.retry(item.cid);
chat.discard(item.cid);
chat.markRead();
chat.writing();
chat.close();

const members: readonly Member[] = chat.members;
const names: string[] = members.map((member) => member.name ?? `${member.role} ${member.user_id}`);
const areThere: (0 | 1)[] = members.map((member) => member.online);
const last: Message | null = chat.last;
const marks: (0 | 1 | undefined)[] = [last?.is_read, last?.recalled, last?.erased];
const texts: unknown[] = chat.messages.map((message) => message.content);
const waiting: Item[] = chat.outbox.filter((own) => own.state !== 'sent');
const error: Wrong | null = chat.error ?? item.error;
const code: number | undefined = error?.code;
const position: [boolean, number, number | undefined] = [chat.hasOlder, chat.unread, chat.read['u7']];
const typing: readonly string[] = chat.typing;
const known: [string, string | null, 'open' | 'closed', boolean, number] = [
  chat.usif,
  chat.booking_id,
  chat.state,
  chat.isKnown,
  chat.member_count,
];

async function later(): Promise<boolean> {
  await hub.more();
  await hub.presence(['u7']);
  await chat.recall('b1024.57.mjk2x9a0');
  return chat.older();
}

const listeners: { [E in keyof Events]: () => void } = {
  state: hub.on('state', (now, because) => show(now, because?.message)),
  message: hub.on('message', (message, of) => show(message.seq, of.usif)),
  outbox: hub.on('outbox', (own, of) => show(own.state, of.usif)),
  read: hub.on('read', (read, of) => show(read.reader, read.seq, read.read_at, of.usif)),
  typing: hub.on('typing', (user, of) => show(user, of.usif)),
  recall: hub.on('recall', (gone, of) => show(gone.seq, gone.by, of.usif)),
  erase: hub.on('erase', (gone, of) => show(gone.seqs, gone.at, of.usif)),
  presence: hub.on('presence', (user) => show(user.user_id, user.online)),
  notice: hub.on('notice', (notice) => show(notice.content)),
  reset: hub.on('reset', (of) => show(of.usif)),
  gap: hub.on('gap', (of) => show(of.usif)),
  chat: hub.on('chat', (of) => show(of.isKnown)),
  error: hub.on('error', (refused) => show(refused.reason, refused.code, refused.message)),
  change: hub.on('change', (changed) => show(changed.length)),
};
Object.values(listeners).forEach((end) => end());
later().then(show, (failure: HubError) => show(failure.code, failure.stack));
hub.close();
hub.signOut();

function show(...what: unknown[]): void {
  console.log(...what);
}

show(next, signals, told, who, chats, flags, numbers, online, names, areThere, marks, texts, waiting, code);
show(position, typing, known);

// What must not compile.

// @ts-expect-error a token is asked for again, so it is no text
createChathub({ token: 'a-token' });
// @ts-expect-error a token is needed
createChathub({});
// @ts-expect-error the state is the client's
hub.state = 'live';
// @ts-expect-error there is no such event
hub.on('messages', () => {});
// @ts-expect-error nobody else's messages are added
chat.messages.push(last!);
