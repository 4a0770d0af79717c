// What a hub knows and answers, in memory: the log of each chat, who read how far, and the answers
// that the wire contract demands. It sends nothing by itself.

const PAGE_MAX = 200;
const CHANGES_MAX = 100;

export class ModelHub {
  chats = new Map();
  /** How many messages fit into one answer to a reconnect. */
  room = Infinity;

  putChat(usif, members = ['u', 'v'], more = {}) {
    const chat = { usif, booking_id: '1024', state: 'open', log: [], last: 0, rev: 0, changes: [], ...more };
    chat.read = Object.fromEntries(members.map((id) => [id, 0]));
    chat.members = members.map((id) => ({ user_id: id, role: 'member', name: id, online: 0 }));
    chat.madeAt = Date.now();
    chat.epoch = 0;
    this.chats.set(usif, chat);
    return chat;
  }

  /** Stores a message, once for a `cid`. */
  post(usif, from, content = null, cid = undefined) {
    const chat = this.chats.get(usif);
    const known = cid && chat.log.find((message) => message.from === from && message.cid === cid);
    if (known) {
      return { ...known, duplicate: 1 };
    }
    chat.last += 1;
    const message = {
      id: `${usif}.${chat.last}.${chat.epoch}`,
      usif,
      booking_id: chat.booking_id,
      seq: chat.last,
      ...(cid && { cid }),
      from,
      role: from === 'system' ? 'system' : 'member',
      type: 'text',
      content: content ?? `m${chat.last}`,
      created_at: Date.now(),
      is_read: 0,
    };
    chat.log.push(message);
    return message;
  }

  posts(usif, from, count) {
    return Array.from({ length: count }, () => this.post(usif, from));
  }

  recall(usif, seq) {
    this.#change(usif, seq, 'recalled');
    const { id, from, booking_id } = this.message(usif, seq);
    return { usif, booking_id, id, seq, by: from, at: Date.now() };
  }

  erase(usif, seqs) {
    seqs.forEach((seq) => this.#change(usif, seq, 'erased'));
    return { usif, booking_id: this.chats.get(usif).booking_id, seqs, at: Date.now() };
  }

  /** Moves a cursor forward; gives the event for the others, or nothing where it moved nothing. */
  read(usif, reader, seq) {
    const chat = this.chats.get(usif);
    if (seq <= chat.read[reader]) {
      return null;
    }
    chat.read[reader] = seq;
    const id = this.message(usif, seq)?.id;
    return { usif, booking_id: chat.booking_id, id, seq, reader, read_at: Date.now() };
  }

  /** As a store that lost its tail: what comes next takes its place under other ids. */
  loseAfter(usif, seq) {
    const chat = this.chats.get(usif);
    chat.log = chat.log.filter((message) => message.seq <= seq);
    chat.last = seq;
    chat.epoch += 1;
  }

  /** As retention does. */
  trimBefore(usif, seq) {
    const chat = this.chats.get(usif);
    chat.log = chat.log.filter((message) => message.seq >= seq);
  }

  message(usif, seq) {
    return this.chats.get(usif).log.find((message) => message.seq === seq);
  }

  unread(usif, user) {
    const chat = this.chats.get(usif);
    return chat.log.filter((message) => message.from !== user && message.seq > chat.read[user]).length;
  }

  // Answers.

  reconnect(user, { chats, limit }) {
    let room = this.room;
    const data = [];
    const entries = chats.map(({ usif, index, rev, read }) => {
      const chat = this.chats.get(usif);
      if (!chat || !chat.members.some(({ user_id: id }) => id === user)) {
        return { usif, errcode: 40300, errmsg: 'not a member' };
      }
      if (read) {
        this.read(usif, user, Number(String(read).split('.')[1]));
      }
      const seq = Number(String(index || 0).split('.').slice(-2)[0]);
      const held = this.message(usif, seq);
      const isOther = typeof index === 'string' && held && held.id !== index;
      const changed = chat.changes.filter((change) => change.rev > rev).map(({ rev: _, ...rest }) => rest);
      const reset = seq > chat.last || isOther || changed.length > CHANGES_MAX;
      const missed = chat.log.filter((message) => message.seq > (reset ? 0 : seq));
      const count = Math.min(missed.length, limit, room);
      room -= count;
      data.push(...missed.slice(missed.length - count));
      return {
        usif,
        missed: missed.length,
        more: count < missed.length ? 1 : 0,
        last_seq: chat.last,
        unread: this.unread(usif, user),
        rev: chat.rev,
        ...(chat.members.length <= 20 && { read: { ...chat.read } }),
        ...(changed.length > 0 && !reset && { changed }),
        ...(reset && { reset: 1 }),
      };
    });
    return { data: structuredClone(data), meta: { chats: entries } };
  }

  /** `GET /api/…` */
  get(user, path) {
    const url = new URL(path, 'http://hub.test');
    const of = url.pathname.match(/^\/api\/chats\/(.+)\/messages$/);
    const limit = Math.min(Number(url.searchParams.get('limit') ?? 50), PAGE_MAX);
    if (of) {
      return this.#history(decodeURIComponent(of[1]), url.searchParams, limit);
    }
    return this.#list(user, Number(url.searchParams.get('cursor') || 0), limit);
  }

  #list(user, from, limit) {
    const latest = (chat) => chat.log[chat.log.length - 1]?.created_at ?? chat.madeAt;
    const all = [...this.chats.values()]
      .filter((chat) => chat.members.some(({ user_id: id }) => id === user))
      .sort((a, b) => latest(b) - latest(a));
    const chats = all.slice(from, from + limit).map((chat) => ({
      usif: chat.usif,
      booking_id: chat.booking_id,
      state: chat.state,
      members: structuredClone(chat.members.slice(0, 20)),
      member_count: chat.members.length,
      last_message: structuredClone(chat.log[chat.log.length - 1] ?? null),
      unread: this.unread(chat.usif, user),
      hasnews: this.unread(chat.usif, user) > 0 ? 1 : 0,
      rev: chat.rev,
    }));
    return { chats, cursor: from + limit < all.length ? String(from + limit) : null };
  }

  #history(usif, query, limit) {
    const { log } = this.chats.get(usif);
    if (query.has('after')) {
      const newer = log.filter(({ seq }) => seq > Number(query.get('after')));
      return structuredClone({ messages: newer.slice(0, limit), more: newer.length > limit ? 1 : 0 });
    }
    const before = query.has('before') ? Number(query.get('before')) : Infinity;
    const older = log.filter(({ seq }) => seq < before);
    return structuredClone({ messages: older.slice(-limit), more: older.length > limit ? 1 : 0 });
  }

  #change(usif, seq, kind) {
    const chat = this.chats.get(usif);
    const message = this.message(usif, seq);
    Object.assign(message, { content: null, [kind]: 1 });
    chat.rev += 1;
    chat.changes.push({ rev: chat.rev, id: message.id, seq, [kind]: 1 });
  }
}
