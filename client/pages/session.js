// A user's chats over one connection: what they hold, who is there, what is on its way.

import { Connection } from './connection.js';
import { Log } from './log.js';
import { Outbox, newId } from './outbox.js';

const ME = 'chathub.me';
const CHATS_MAX = 200;
const PAGE = 50;
const HOLE_MS = 500;
const HOLE_AGAIN_MS = 3000;
const TYPING_SHOWN_MS = 4000;
const TYPING_EVERY_MS = 2000;
const PRESENCE_EVERY_MS = 45_000;
const LIST_AGAIN_MS = 2000;
const RECALL_WITHIN_MS = 2 * 60_000;

export class Session {
  /** @param onMessage told of each message of somebody else that is new and came live */
  constructor(base, token, storage, { onChange, onState, onMessage, onNotice }) {
    this.base = base;
    this.token = token;
    this.onChange = onChange;
    this.onState = onState;
    this.onMessage = onMessage;
    this.onNotice = onNotice;
    this.storage = storage;
    this.me = storage.getItem(ME);
    this.chats = new Map();
    this.isLoaded = false;
    this.hasMore = false;
    this.online = new Map();
    this.asked = new Map(); // by ref: the index of each chat that a reconnect asked for
    this.clockAheadMs = 0;
    this.contentBytesMax = 8192;
    this.openUsif = null;
    const url = new URL('ws?from=web', base);
    url.protocol = url.protocol.replace('http', 'ws');
    this.connection = new Connection(url.href, token, {
      onState: (state) => this.#state(state),
      onReady: (ready) => this.#ready(ready),
      onEvent: (event) => this.#event(event),
    });
    this.outbox = new Outbox(storage, {
      send: (action, data, ref) => this.connection.send(action, data, ref),
      onChange: () => this.onChange(),
    });
    this.outbox.user = this.me;
  }

  start() {
    this.connection.connect();
    setInterval(() => this.#askPresence(), PRESENCE_EVERY_MS);
  }

  get state() {
    return this.connection.state;
  }

  /** Whether somebody is there, as far as this page can know. */
  isOnline(members) {
    return this.connection.isReady && members.some((member) => this.online.get(member.user_id));
  }

  now() {
    return Date.now() + this.clockAheadMs;
  }

  // What a person does.

  /** Which chat is before the user's eyes: null for none. */
  look(usif) {
    this.openUsif = usif;
    const chat = this.chats.get(usif);
    if (chat && !chat.isOpened) {
      chat.isOpened = true;
      this.loadOlder(usif);
    }
    this.#markRead(chat);
  }

  say(usif, text) {
    this.outbox.add(usif, text);
  }

  fits(text) {
    return new TextEncoder().encode(JSON.stringify(text)).length <= this.contentBytesMax;
  }

  typing(usif) {
    const chat = this.chats.get(usif);
    if (chat && Date.now() - (chat.toldTypingAt ?? 0) > TYPING_EVERY_MS) {
      chat.toldTypingAt = Date.now();
      this.connection.send('typing', { usif });
    }
  }

  canRecall(message) {
    return (
      message.from === this.me &&
      !message.recalled &&
      !message.erased &&
      this.now() - message.created_at < RECALL_WITHIN_MS
    );
  }

  recall(message) {
    return this.connection.send('recall', { usif: message.usif, id: message.id }, newId());
  }

  async loadOlder(usif) {
    const chat = this.chats.get(usif);
    if (!chat || chat.isLoading || !chat.log.older) {
      return;
    }
    const { generation, bottom } = chat.log;
    chat.isLoading = true;
    chat.loadFailed = false;
    this.onChange();
    try {
      const path = `api/chats/${encodeURIComponent(usif)}/messages?before=${bottom}&limit=${PAGE}`;
      const page = await this.#get(path);
      if (chat.log.generation === generation) {
        chat.log.addOlder(page.messages, page.more);
        page.messages.forEach((message) => this.#settle(message));
        this.#applyReads(chat);
        this.#markRead(chat);
      }
    } catch {
      chat.loadFailed = true;
    }
    chat.isLoading = false;
    this.onChange();
  }

  // The connection.

  #state(state) {
    if (state !== 'ready') {
      this.outbox.lost();
      this.asked.clear();
    }
    this.onState(state);
  }

  #ready({ user_id, server_time, max_content_bytes }) {
    this.me = user_id;
    this.storage.setItem(ME, user_id);
    // What was said on the last connection may not have arrived.
    this.chats.forEach((chat) => (chat.myRead = 0));
    this.clockAheadMs = server_time - Date.now();
    this.contentBytesMax = max_content_bytes;
    if (this.isLoaded) {
      this.#catchUp([...this.chats.values()].slice(0, CHATS_MAX));
      this.#loadChats();
    } else {
      this.#loadChats().then(() => this.#catchUp([...this.chats.values()]));
    }
    this.outbox.ready(user_id);
    this.onChange();
  }

  #event({ msgType, errcode, errmsg, data, meta, ref }) {
    switch (msgType) {
      case 'push':
        this.#placed(data);
        break;
      case 'pushback':
        if (errcode === 0) {
          this.#placed(data);
          this.outbox.delivered(data.cid);
        } else {
          this.outbox.refused(data.cid ?? ref, data.retryable === 1, data.retry_after_ms, errmsg);
        }
        break;
      case 'read':
        this.#read(data);
        break;
      case 'reconnect':
        this.#caughtUp(data, meta, ref);
        break;
      case 'online':
      case 'offline':
        this.online.set(data.user_id, msgType === 'online');
        break;
      case 'chat':
        if (data.member === 0) {
          this.chats.delete(data.usif);
        } else {
          this.#loadChats();
        }
        break;
      case 'typing':
        this.#typing(data);
        break;
      case 'recall':
        this.chats.get(data.usif)?.log.change(data.seq, { recalled: 1 });
        break;
      case 'erase':
        data.seqs.forEach((seq) => this.chats.get(data.usif)?.log.change(seq, { erased: 1 }));
        break;
      case 'notice':
        this.onNotice(data);
        break;
      case 'error':
        this.#refused(data, errmsg, ref);
        break;
      default:
        break; // pong, and what later versions say
    }
    this.onChange();
  }

  #refused(data, errmsg, ref) {
    const asked = this.asked.get(ref);
    if (asked) {
      this.asked.delete(ref);
      if (data.retryable) {
        const again = () => this.#catchUp([...asked.keys()].map((usif) => this.chats.get(usif)));
        setTimeout(again, data.retry_after_ms ?? 1000);
      }
    } else if (data.action === 'recall') {
      this.onNotice({ content: errmsg });
    }
  }

  // Messages.

  #placed(message) {
    let chat = this.chats.get(message.usif);
    let isNew;
    if (!chat) {
      chat = newChat(message.usif);
      chat.log.begin(message);
      isNew = true;
      this.chats.set(message.usif, chat);
      this.#loadChats();
    } else {
      isNew = chat.log.add(message);
    }
    this.#settle(message);
    if (isNew && message.from !== this.me) {
      this.online.set(message.from, true);
      clearTimeout(chat.typists.get(message.from));
      chat.typists.delete(message.from);
      chat.unread += 1;
      this.onMessage(chat, message);
    }
    this.#applyReads(chat);
    this.#markRead(chat);
    this.#watchHole(chat);
  }

  /** What came back from the server needs sending no more. */
  #settle(message) {
    if (message.from === this.me && message.cid) {
      this.outbox.delivered(message.cid);
    }
  }

  #watchHole(chat, ms = HOLE_MS) {
    if (!chat.log.hasHole || chat.holeTimer) {
      return;
    }
    chat.holeTimer = setTimeout(() => {
      chat.holeTimer = null;
      if (chat.log.hasHole && this.connection.isReady) {
        this.#catchUp([chat]);
        this.#watchHole(chat, HOLE_AGAIN_MS);
      }
    }, ms);
  }

  #catchUp(chats) {
    const wanted = chats.filter((chat) => chat && this.chats.has(chat.usif));
    if (wanted.length === 0) {
      return;
    }
    const ref = newId();
    const entries = wanted.map(({ usif, log, rev }) => ({ usif, index: log.top, rev }));
    if (this.connection.send('reconnect', { chats: entries, scope: 'all', limit: PAGE }, ref)) {
      this.asked.set(ref, new Map(entries.map(({ usif, index }) => [usif, index])));
    }
  }

  #caughtUp(messages, meta, ref) {
    const asked = this.asked.get(ref);
    this.asked.delete(ref);
    for (const entry of meta.chats) {
      const chat = this.chats.get(entry.usif);
      if (!chat || !asked) {
        continue;
      }
      if (entry.errcode) {
        this.chats.delete(entry.usif);
        continue;
      }
      const own = messages.filter((message) => message.usif === entry.usif);
      chat.log.caughtUp(asked.get(entry.usif), own, entry);
      chat.rev = entry.rev;
      own.forEach((message) => this.#settle(message));
      if (entry.reset) {
        chat.read = {};
        chat.myRead = 0;
      }
      Object.assign(chat.read, entry.read);
      chat.myRead = Math.max(chat.myRead, chat.read[this.me] ?? 0);
      this.#countUnread(chat, entry.unread);
      this.#applyReads(chat);
      this.#markRead(chat);
      this.#watchHole(chat);
      if (chat.isOpened && chat.log.bySeq.size < PAGE) {
        this.loadOlder(chat.usif);
      }
      if (chat.log.last === null && entry.last_seq > 0) {
        this.#loadChats(); // for the newest message at least
      }
    }
  }

  // Reading, typing, presence.

  /** The server's count, unless it was taken before what was read since. */
  #countUnread(chat, unread) {
    const newest = chat.log.sorted().findLast((message) => message.from !== this.me);
    chat.unread = newest && newest.seq <= chat.myRead ? 0 : unread;
  }

  #read({ usif, seq, reader }) {
    const chat = this.chats.get(usif);
    if (!chat) {
      return;
    }
    chat.read[reader] = Math.max(chat.read[reader] ?? 0, seq);
    if (reader === this.me) {
      chat.myRead = Math.max(chat.myRead, seq);
      const after = chat.log.sorted().filter((m) => m.seq > seq && m.from !== this.me);
      chat.unread = Math.min(chat.unread, after.length);
    } else {
      this.online.set(reader, true);
      this.#applyReads(chat);
    }
  }

  /** Marks own messages that everybody has read. In large chats the server's word is all there is. */
  #applyReads(chat) {
    const others = chat.members.filter((member) => member.user_id !== this.me);
    if (others.length === 0 || chat.memberCount > chat.members.length) {
      return;
    }
    const upTo = Math.min(...others.map((member) => chat.read[member.user_id] ?? 0));
    for (const message of chat.log.bySeq.values()) {
      if (message.from === this.me && message.seq <= upTo) {
        message.is_read = 1;
      }
    }
  }

  #markRead(chat) {
    if (!chat || chat.usif !== this.openUsif) {
      return;
    }
    const newest = chat.log
      .sorted()
      .findLast((message) => message.from !== this.me && message.seq <= chat.log.top);
    if (newest && newest.seq > chat.myRead && (chat.unread > 0 || chat.myRead > 0)) {
      if (this.connection.send('read', { usif: chat.usif, id: newest.id })) {
        chat.myRead = newest.seq;
        chat.unread = 0;
      }
    }
  }

  #typing({ usif, user_id }) {
    const chat = this.chats.get(usif);
    if (chat) {
      this.online.set(user_id, true);
      clearTimeout(chat.typists.get(user_id));
      const over = () => {
        chat.typists.delete(user_id);
        this.onChange();
      };
      chat.typists.set(user_id, setTimeout(over, TYPING_SHOWN_MS));
    }
  }

  async #askPresence() {
    const others = new Set();
    for (const chat of this.chats.values()) {
      chat.members.filter((m) => m.user_id !== this.me).forEach((m) => others.add(m.user_id));
    }
    if (!this.connection.isReady || document.hidden || others.size === 0) {
      return;
    }
    const query = [...others].slice(0, 200).map((user) => `user_id=${encodeURIComponent(user)}`);
    try {
      const { users } = await this.#get(`api/presence?${query.join('&')}`);
      users.forEach((user) => this.online.set(user.user_id, user.online === 1));
      this.onChange();
    } catch {
      // The next time, then.
    }
  }

  // The list.

  /** Loads the list until it is there; a call while one is under way makes it load once more. */
  async #loadChats() {
    this.wantsChats = true;
    this.loadingChats ??= this.#loadChatsNow().finally(() => (this.loadingChats = null));
    return this.loadingChats;
  }

  async #loadChatsNow() {
    while (this.wantsChats) {
      this.wantsChats = false;
      try {
        const { chats, cursor } = await this.#get(`api/chats?limit=${CHATS_MAX}`);
        this.#merge(chats, cursor);
      } catch (failure) {
        if (failure.status === 401) {
          this.connection.stop('token');
          return;
        }
        this.wantsChats = true;
        await new Promise((resolve) => setTimeout(resolve, LIST_AGAIN_MS));
      }
    }
  }

  #merge(entries, cursor) {
    const merged = new Map();
    for (const entry of entries) {
      let chat = this.chats.get(entry.usif);
      if (!chat) {
        chat = newChat(entry.usif);
        chat.rev = entry.rev;
      }
      if (entry.last_message && chat.log.last === null) {
        chat.log.begin(entry.last_message);
      } else if (entry.last_message) {
        chat.log.add(entry.last_message);
        this.#watchHole(chat);
      }
      if (entry.last_message) {
        this.#settle(entry.last_message);
      }
      chat.bookingId = entry.booking_id;
      chat.state = entry.state;
      chat.members = entry.members;
      chat.memberCount = entry.member_count;
      if ((entry.last_message?.seq ?? 0) >= (chat.log.last?.seq ?? 0)) {
        this.#countUnread(chat, entry.unread);
      }
      for (const member of entry.members) {
        this.online.set(member.user_id, member.online === 1);
      }
      merged.set(chat.usif, chat);
    }
    if (cursor) {
      this.chats.forEach((chat, usif) => merged.has(usif) || merged.set(usif, chat));
    }
    this.chats = merged;
    this.hasMore = Boolean(cursor);
    this.isLoaded = true;
    this.look(this.openUsif);
    this.onChange();
  }

  async #get(path) {
    const response = await fetch(new URL(path, this.base), {
      headers: { Authorization: `Bearer ${this.token}` },
      cache: 'no-store',
    });
    if (!response.ok) {
      throw Object.assign(new Error(`HTTP ${response.status}`), { status: response.status });
    }
    return response.json();
  }
}

function newChat(usif) {
  return {
    usif,
    bookingId: null,
    state: 'open',
    members: [],
    memberCount: 0,
    log: new Log(),
    rev: 0,
    unread: 0,
    read: {}, // by user: the seq read up to
    myRead: 0,
    typists: new Map(),
    isOpened: false,
    isLoading: false,
    loadFailed: false,
  };
}
