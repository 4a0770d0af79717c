/**
 * The client of Chathub: one socket, one place in every chat, no reconnect logic for the page.
 *
 * Runs in browsers, in WeChat mini programs and in Node (18 and newer; before 22 it needs a
 * `WebSocket`). All times are epoch milliseconds unless a unit is named. Nothing here throws but
 * where it says so; what fails later fails as an event, as a state, or as a rejected promise with
 * a `HubError`. Everything happens on the one thread that a page has.
 */

export function createChathub(options: Options): Hub;

/**
 * Browsers and Node: WebSocket, fetch, and the page's life where there is a page. Without a scope it
 * takes them from where it runs; before its version 22 Node has no WebSocket to take:
 * `web({ WebSocket, fetch })`.
 */
export function web(scope?: { WebSocket: unknown; fetch: unknown; document?: unknown }): Platform;

/** WeChat mini programs: SocketTask, wx.request, storage, the app's life. */
export function wechat(wx: object): Platform;

/** The connection's state machine: `transitions[state][signal]` is the next state. */
export const transitions: Readonly<Record<State, Readonly<Partial<Record<Signal, State>>>>>;

export interface Options {
  /**
   * Where the hub is, `https://chat.example.com` or with a path; `wss://` and `ws://` mean the same. A
   * page may leave it out: its own origin. Anything else ends in `failed`, with `url` as the reason.
   */
  url?: string;
  /**
   * Gets the session token from your service. Asked at the first connect (`code` 0), and again after
   * the hub refused (4401) or revoked (4410) the last one. An answer of `null`, or of the refused
   * token once more, or of what is no text, ends in `signedOut`; a rejection or 15 s of silence is tried
   * again.
   */
  token: (code: 0 | 4401 | 4410) => Token | Promise<Token>;
  /**
   * Whom the page is for, where it knows before the hub says: what this user had not got off is
   * then there before the first connect. Another user behind the token empties the client.
   */
  user?: string;
  /**
   * Keeps what is not acknowledged across page loads. Default: the platform's; `null`: memory alone. What
   * it throws, and what in it is no item of this client's, harms nothing.
   */
  storage?: Storage | null;
  /** Default: `wechat(wx)` in a mini program, else `web()`. */
  platform?: Platform;
}

type Token = string | null | undefined;

export interface Hub {
  readonly state: State;
  /** What is wrong, in whatever state, until all is well again: null then. */
  readonly why: Why | null;
  /** Who is behind the token; null until known. */
  readonly user: string | null;
  /** The latest first; a chat that was only asked for by name is not in it until the hub knows it. */
  readonly chats: readonly Chat[];
  /** Whether the list of chats was loaded once. */
  readonly isLoaded: boolean;
  /** Whether there are chats beyond those in `chats`. */
  readonly hasMore: boolean;
  /** Messages that wait to be read, in all chats that are loaded. */
  readonly unread: number;

  /**
   * Connects, and stays connected until `close`. Where it waits, or has stopped for good, it tries
   * again now; where it is connected, nothing happens.
   */
  connect(): void;
  /** Says what was read, closes, and stays away. What is not sent is kept. */
  close(): void;
  /**
   * Closes, and forgets the token, the user and all that is held of him, here and on the device, what is
   * not sent too. `connect` asks for a token anew. The hub itself keeps the session: your service ends it.
   */
  signOut(): void;
  /** The chat of that name: always the same object. */
  chat(usif: string): Chat;
  /** Loads 50 chats more of the list. Resolves once they are there; at once where it is not connected. */
  more(): Promise<void>;
  /** Asks who is there (up to 200 users); tells as `presence` events what is new. */
  presence(users: readonly string[]): Promise<void>;
  /** Whether a user is there, as far as is known; undefined for nobody heard of. */
  isOnline(user: string): boolean | undefined;
  /** The hub's clock. */
  now(): number;
  /** Listens; returns what ends it. A listener that throws is reported and harms no other. */
  on<E extends keyof Events>(event: E, listener: (...args: Events[E]) => void): () => void;
}

/**
 * - `idle`: not asked to connect, or closed by the page, or told by the hub to stay away (1000)
 * - `connecting`: gets a token, opens the socket, waits for `ready`
 * - `syncing`: signed in; what was missed is asked for
 * - `live`: nothing is missing
 * - `waiting`: the connection broke; `why.retryAt` says when it tries again
 * - `asleep`: closed because the app is in the background; comes back with it
 * - `signedOut`: a new token is needed and there is none
 * - `replaced`: the user connected elsewhere, and only one place is allowed
 * - `failed`: the hub refused what this client sent (1003, 1008, 1009), or there is no such chat server
 *
 * From the last three `connect()` leads on, and `close()` to `idle`.
 */
export type State =
  | 'idle'
  | 'connecting'
  | 'syncing'
  | 'live'
  | 'waiting'
  | 'asleep'
  | 'signedOut'
  | 'replaced'
  | 'failed';

/** What moves the connection's state. */
export type Signal =
  | 'connect'
  | 'close'
  | 'ready'
  | 'caughtUp'
  | 'lost'
  | 'due'
  | 'refused'
  | 'noToken'
  | 'replaced'
  | 'fault'
  | 'hide'
  | 'show';

/**
 * - `offline`: the device says that it has no network
 * - `silent`: something has had no answer for 5 s, or longer
 * - `lost`: the connection broke, or did not come about; `code` says more where the hub ended it
 * - `http`: the socket works, and the list of chats can't be loaded: a proxy that strips `Authorization`,
 *   a mini program whose request domain is not set
 * - `frame`: the hub, or something between, answered what can't be understood
 * - `url`: the address is none
 * - `token`: the token callback failed, or gave what is no text or was refused before
 * - `noToken`: the token callback gave none
 * - `refused`: the hub refused (4401) or revoked (4410) the token; a new one is asked for
 * - `replaced`: the user connected elsewhere
 * - `fault`: the hub refused what this client sent (1003, 1008, 1009), or the platform the token
 * - `close`: the hub asked to stay away (1000)
 * - `storage`: the storage threw, or holds what is no JSON; told as an `error` alone
 */
export type Reason =
  | 'offline'
  | 'silent'
  | 'lost'
  | 'http'
  | 'frame'
  | 'url'
  | 'token'
  | 'noToken'
  | 'refused'
  | 'replaced'
  | 'fault'
  | 'close'
  | 'storage';

export interface Why {
  reason: Reason;
  /** The close code, or the errcode that ended the connection; 0 where something failed on this side. */
  code: number;
  /** For the developer, in English. */
  message: string;
  /** When it tries again; counts in `waiting` alone. */
  retryAt?: number;
}

export interface Chat {
  readonly usif: string;
  readonly booking_id: string | null;
  readonly state: 'open' | 'closed';
  /** At most 20 of them; `member_count` says how many there are. */
  readonly members: readonly Member[];
  readonly member_count: number;
  /** False until the hub told of this chat; and again once this user is no member of it. */
  readonly isKnown: boolean;
  /** Set once the hub said that there is no such chat for this user: its code is 40300. */
  readonly error: Wrong | null;
  /**
   * An unbroken run of the chat's messages up to its newest, in order; recalled and erased ones
   * keep their place. A message that came ahead of others waits for them outside of it.
   */
  readonly messages: readonly Message[];
  /** The newest message, null where there is none. */
  readonly last: Message | null;
  /** Own messages that are not in `messages` yet, in the order in which they were sent. */
  readonly outbox: readonly Item[];
  /** Whether the hub has messages older than those held: `older` brings them. */
  readonly hasOlder: boolean;
  /** Messages of others that this user has not read. */
  readonly unread: number;
  /** Up to which `seq` each user has read, as far as is known (chats of up to 20 members). */
  readonly read: Readonly<Record<string, number>>;
  /** Who is writing now: the last one who said so. */
  readonly typing: readonly string[];

  /**
   * Keeps this chat whole: its newest 50 messages are loaded now, and whatever a break made it miss
   * is fetched, up to 1000 messages; beyond, it begins anew at the newest. A chat that is not held
   * open may skip to its newest 50 after a long break.
   */
  open(): void;
  /** Ends `open`: the newest 50 messages are kept. */
  close(): void;
  /** Loads the next 50 older messages. Resolves to whether there are more; one call at a time counts. */
  older(): Promise<boolean>;
  /**
   * Sends a message; it is in `outbox` at once. The content is what JSON makes of it. An item that can't
   * be taken is returned `failed` and is in no outbox: 40001 where the content has no JSON (`undefined`, a
   * function, a cycle), 41300 where its JSON has more bytes of UTF-8 than the hub takes,
   * 42900 where 200 of this chat wait.
   */
  send(content: unknown, type?: string): Item;
  /** Sends a failed item once more. */
  retry(cid: string): void;
  /** Forgets an item: a failed one, or one that was not sent yet. */
  discard(cid: string): void;
  /** Everything that is in `messages` was read. Told at most three times a second, and after each break. */
  markRead(): void;
  /** The user is writing: told at most every two seconds. */
  writing(): void;
  /** Recalls an own message (within two minutes). Rejected offline, and with 40302 where it is too late. */
  recall(id: string): Promise<void>;
}

export interface Member {
  user_id: string;
  role: string;
  /** As your service gave it; null where it gave none. */
  name?: string | null;
  /** Whether the user was there when the list was loaded; `hub.isOnline` is what is known now. */
  online: 0 | 1;
}

export interface Message {
  id: string;
  usif: string;
  booking_id: string | null;
  seq: number;
  cid?: string;
  from: string;
  role: string;
  type: string;
  content: any;
  created_at: number;
  /** 1 once every other present member has read it. */
  is_read: 0 | 1;
  recalled?: 1;
  erased?: 1;
}

/** An own message on its way. */
export interface Item {
  readonly cid: string;
  readonly usif: string;
  readonly type: string;
  readonly content: any;
  /** When it was sent, by the hub's clock as far as that is known; no two items of a page have the same. */
  readonly at: number;
  /**
   * - `sending`: until the hub has said success, however long that takes
   * - `sent`: stored; its message is in `messages`, or will be as soon as those before it are
   * - `failed`: refused, or not acknowledged for 23 hours (`error.code` 0); `retry` or `discard` it
   */
  readonly state: 'sending' | 'sent' | 'failed';
  readonly error: Wrong | null;
}

/**
 * What went wrong: an `errcode` of the protocol, or 0 where none came: not connected, timed out,
 * or too old to be sent again unasked.
 */
export interface Wrong {
  code: number;
  message: string;
}

/** What a promise is rejected with. */
export type HubError = Error & Wrong;

export interface Events {
  state: [state: State, why: Why | null];
  /**
   * A new message took its place, live or after a break: once for each, in the order of `seq` within
   * the chat, own ones too. What history or the first look at a chat brings is no news.
   */
  message: [message: Message, chat: Chat];
  /** An own message's `state` changed. */
  outbox: [item: Item, chat: Chat];
  /** Somebody (this user elsewhere, too) read up to `seq`. */
  read: [read: { usif: string; id: string; seq: number; reader: string; read_at: number }, chat: Chat];
  typing: [user: string, chat: Chat];
  recall: [message: { usif: string; id: string; seq: number; by: string; at: number }, chat: Chat];
  erase: [messages: { usif: string; seqs: number[]; at?: number }, chat: Chat];
  presence: [user: { user_id: string; online: boolean; role?: string; name?: string; at?: number }];
  /** A system message that is not stored. */
  notice: [notice: { id: string; type: string; content: any; created_at: number }];
  /** The hub lost the end of this chat (or erased more than it can list): all that was held is dropped. */
  reset: [chat: Chat];
  /** Older messages were left out; `older` brings them. */
  gap: [chat: Chat];
  /** A chat was made, closed, reopened, joined or left (`isKnown` is false then). */
  chat: [chat: Chat];
  /**
   * The hub refused an action that has no other way to say so. Or, with a `reason`, something that a
   * developer can mend: `silent`, `http`, `frame`, `url`, `token`, `fault` once as they become `why`, and
   * `storage`.
   */
  error: [error: Wrong & { reason?: Reason }];
  /** Something that a page shows changed: once for all that came together. */
  change: [chats: readonly Chat[]];
}

/** Where the client runs. Give your own to port it, or to test a page without a hub. */
export interface Platform {
  /** The kind of client that the hub's metrics show. */
  name: string;
  /** Opens a socket. May throw: the token or the address can't be used. */
  open(url: string, token: string, on: SocketEvents): Socket;
  /** GETs JSON; rejects when nothing came within 15 s. */
  get(url: string, headers: Record<string, string>): Promise<{ status: number; body: any }>;
  storage?: Storage | null;
  /** The page's own origin, where it has one. */
  url?: string;
  /** Whether the device has a network; false alone counts. */
  isOnline?(): boolean;
  /** Tells of the page's life from now on. */
  watch?(life: Life): void;
}

export interface SocketEvents {
  open(): void;
  message(text: string): void;
  /** Once; 1006 where the platform knows no code. */
  close(code: number, reason?: string): void;
}

export interface Socket {
  /** May throw: then the socket is gone. */
  send(text: string): void;
  /** Never throws, and may be called twice. */
  close(code?: number): void;
}

export interface Life {
  /** Before the eyes again, or the network came or went: looks whether the connection still lives. */
  wake(): void;
  /** About to be frozen or unloaded: says what was read while it can. */
  leave(): void;
  /** In the background on a platform that takes the socket: closes, until `show`. */
  hide(): void;
  show(): void;
}

/**
 * With `key`, `length` and `removeItem`, as `localStorage` has them, each item has a key of its own, and
 * pages may share the storage. Without them all items are one value: give each page its own.
 */
export interface Storage {
  getItem(key: string): string | null;
  setItem(key: string, value: string): void;
  removeItem?(key: string): void;
  key?(index: number): string | null;
  readonly length?: number;
}
