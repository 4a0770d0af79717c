// The client of Chathub: one socket, one place in every chat, no reconnect logic for the page.
//
// Runs unchanged in browsers, WeChat mini programs and Node. What it offers, and what it promises,
// is in chathub.d.ts and docs/CLIENT.md; what is said on the wire in docs/PROTOCOL.md. The syntax is
// that of ES2020, since mini programs run on old engines, and there is no URL, fetch or crypto there.
//
//   Connection  the state machine below, the socket, heartbeat, waiting to try again
//   Outbox      own messages until the hub said success, kept across page loads
//   Chat        an unbroken run of messages, what came ahead of it, who read how far
//   List        the chats, and who is online
//   Platforms   what differs between browsers, Node and mini programs

const STEP_MS = 1000; // the first wait is up to this; each further one up to twice the last
const WAIT_MAX_MS = 30000;
const TOLD_MAX_MS = 600000; // longer than the hub ever asks to stay away
const STABLE_MS = 10000; // a connection that held this long ends the row of failures
const ANSWER_MS = 15000; // for a token, `ready`, a pushback, a recall, an HTTP answer
const CATCH_UP_MS = 30000; // for a reconnect: its answer may be large and the network slow
const PONG_MS = 10000;
const PROBE_MS = 5000; // for the pong, where there is reason to doubt the connection
const HIDDEN_MS = 5000; // in the background a mini program keeps its socket no longer

const ITEMS_MAX = 200;
const TRIES_MAX = 10;
const RESEND_MS = 23 * 3600000; // the hub knows a `cid` again for 24 h
const OUTBOX = 'chathub.outbox';

const PAGE = 50;
const LIMIT_MAX = 200;
const CHATS_A_FRAME = 100; // their longest names fit into a frame
const CHATS_MAX = 200;
const FILL_PAGES = 5;
const HELD_MAX = 5000;
const CHANGES_MAX = 1000;
const HOLE_MS = 500;
const READ_MS = 350;
const WRITING_MS = 2000;
const TYPING_MS = 5000;

/**
 * The connection's states, and where each signal leads from there. A signal that a state does not
 * list changes nothing. Entering `connecting` opens the only socket, `syncing` asks for what was
 * missed, `waiting` starts the clock; entering any other than `syncing` and `live` closes the socket.
 */
const STOPPED = { connect: 'connecting', close: 'idle' };
const BROKEN = {
  lost: 'waiting',
  refused: 'waiting',
  noToken: 'signedOut',
  replaced: 'replaced',
  fault: 'failed',
  hide: 'asleep',
  close: 'idle',
};
const transitions = {
  idle: { connect: 'connecting' },
  connecting: { ready: 'syncing', ...BROKEN },
  syncing: { caughtUp: 'live', ...BROKEN },
  live: BROKEN,
  waiting: { due: 'connecting', hide: 'asleep', ...STOPPED },
  asleep: { show: 'connecting', ...STOPPED },
  signedOut: STOPPED,
  replaced: STOPPED,
  failed: STOPPED,
};

function createChathub(options) {
  const platform = options.platform || (typeof wx === 'object' ? wechat(wx) : web());
  const storage = options.storage === undefined ? platform.storage : options.storage;
  const base = (options.url || platform.url || '').replace(/\/+$/, '');
  if (!/^https?:\/\//.test(base)) {
    throw new Error('chathub: url must begin with http:// or https://');
  }

  let user = options.user || null;
  let role = null;
  let skew = 0;
  let contentMax = 8192;

  // Events.

  const listeners = {};
  const dirty = new Set();
  let changeTimer = 0;
  let sorted = null;

  function emit(event, ...args) {
    (listeners[event] || []).slice().forEach((listener) => {
      try {
        listener(...args);
      } catch (error) {
        console.error(error);
      }
    });
  }

  function changed(chat) {
    sorted = null;
    if (chat) {
      dirty.add(chat);
    }
    changeTimer =
      changeTimer ||
      setTimeout(() => {
        changeTimer = 0;
        const chats = [...dirty];
        dirty.clear();
        emit('change', chats);
      }, 0);
  }

  // Connection.

  let state = 'idle';
  let why = null;
  let moves = 0;
  let socket = null;
  let turn = 0; // callbacks of an earlier one come too late
  let timer = 0;
  let bye = null;
  let told = 0;
  let attempts = 0;
  let readyAt = 0;
  let heartbeatMs = 25000;
  let token = null;
  let tokenOfUser = null; // the one that the hub said `ready` to
  let refusedToken = null;
  let tokenWhy = 'first';
  let unwatch = null;
  let wasAsked = false; // before `ready`, on this connection

  const isUp = () => state === 'syncing' || state === 'live';

  function signal(name, reason) {
    const next = transitions[state][name];
    if (!next) {
      return false;
    }
    const move = ++moves;
    if (next !== 'live' && next !== 'syncing') {
      drop();
    }
    state = next;
    why = reason || null;
    emit('state', state, why);
    changed();
    if (move === moves) {
      if (next === 'connecting') {
        dial();
      } else if (next === 'syncing') {
        catchUp();
      } else if (next === 'waiting') {
        after(why.retryAt - Date.now(), () => signal('due'));
      }
    }
    return true;
  }

  function after(ms, task) {
    clearTimeout(timer);
    timer = setTimeout(task, ms);
  }

  function drop() {
    turn += 1;
    clearTimeout(timer);
    if (socket) {
      socket.close();
      socket = null;
    }
    bye = null;
    wasAsked = false;
    requests.forEach((request) => request(null));
    lines.forEach(holdLine);
  }

  async function dial() {
    const mine = turn;
    const late = () => lost(0, 'no answer');
    told = 0;
    after(ANSWER_MS, late);
    if (!token) {
      let given;
      try {
        given = await (typeof options.token === 'function' ? options.token(tokenWhy) : options.token);
      } catch (error) {
        return mine === turn && lost(0, String(error));
      }
      if (mine !== turn) {
        return;
      }
      if (!given || given === refusedToken) {
        return signal('noToken');
      }
      token = given;
      after(ANSWER_MS, late);
    }
    try {
      const opened = platform.open(`${base.replace(/^http/, 'ws')}/ws?from=${platform.name}`, token, {
        open: () => mine === turn && openedFor(token),
        message: (text) => mine === turn && heard(text),
        close: (code, reason) => mine === turn && closed(code, reason),
      });
      if (mine === turn) {
        socket = opened;
      } else {
        opened.close();
      }
    } catch (error) {
      const isToken = error.name === 'SyntaxError';
      token = isToken ? null : token;
      signal(isToken ? 'noToken' : 'fault', { text: String(error) });
    }
  }

  /** The hub keeps what comes before `ready`: whom it knows asks at once, and saves a round trip. */
  function openedFor(mine) {
    if (mine === tokenOfUser) {
      wasAsked = true;
      askMissed();
    }
  }

  function lost(code, text, name) {
    if (readyAt && Date.now() - readyAt > STABLE_MS) {
      attempts = 0;
    }
    readyAt = 0;
    const wait = told + Math.random() * Math.min(WAIT_MAX_MS, STEP_MS * 2 ** attempts);
    attempts = Math.min(attempts + 1, 5);
    signal(name || 'lost', { code, text, retryAt: Date.now() + wait });
  }

  function refused(code, text) {
    refusedToken = token;
    token = null;
    tokenWhy = code === 4410 ? 'revoked' : 'refused';
    lost(code, text, 'refused');
  }

  function closed(given, text) {
    const code = bye && given === 1006 ? bye.code : given;
    if (code === 4401 || code === 4410) {
      refused(code, text);
    } else if (code === 4409) {
      signal('replaced', { code, text });
    } else if (code === 1003 || code === 1008 || code === 1009) {
      lines.filter((line) => line.isOut).forEach((line) => fail(line, code, text));
      signal('fault', { code, text });
    } else if (code === 1000) {
      signal('close', { code, text });
    } else {
      lost(code, text);
    }
  }

  /** Whether it went to the socket; what is lost there shows by the missing answer. */
  function send(action, data, ref) {
    try {
      socket.send(JSON.stringify({ action, data, ref }));
      return true;
    } catch (error) {
      lost(1006, String(error));
      return false;
    }
  }

  const requests = new Map(); // by ref: told of the answer, or null where the connection went

  /** `done` gets the answer, an `error` event, or null where none came. */
  function request(action, data, ms, done) {
    const ref = newId();
    const late = setTimeout(() => requests.get(ref)(null, true), ms);
    requests.set(ref, (event, isLate) => {
      clearTimeout(late);
      requests.delete(ref);
      done(event, isLate);
    });
    send(action, data, ref);
  }

  function ping(patience) {
    if (send('ping', {})) {
      after(patience, () => lost(1006, 'no pong'));
    }
  }

  function heard(text) {
    let event;
    try {
      event = JSON.parse(text);
    } catch (error) {
      return;
    }
    const { msgType, errcode, errmsg, meta, ref } = event;
    const data = event.data || {};
    if (isUp()) {
      after(heartbeatMs, () => ping(PONG_MS));
    }
    const answered = requests.get(ref);
    if (answered) {
      answered(event);
    }
    const inner = data.usif && chatOf(data.usif);
    if (msgType === 'ready') {
      ready(data);
    } else if (msgType === 'fail') {
      told = Math.min((meta && meta.retry_after_ms) || 0, TOLD_MAX_MS);
      if (errcode === 40100 || errcode === 40101) {
        refused(errcode, errmsg);
      } else {
        lost(errcode, errmsg);
      }
    } else if (msgType === 'bye') {
      bye = data;
      told = Math.min(data.retry_after_ms || 0, TOLD_MAX_MS);
    } else if (msgType === 'push' || (msgType === 'pushback' && !errcode)) {
      saw(data.from);
      inner.live(data);
    } else if (msgType === 'pushback') {
      const line = lineOf(data.cid || ref);
      if (line) {
        pushRefused(line, data, errcode, errmsg);
      }
    } else if (msgType === 'read') {
      saw(data.reader);
      inner.readBy(data);
    } else if (msgType === 'typing') {
      saw(data.user_id);
      inner.typed(data.user_id);
    } else if (msgType === 'recall') {
      inner.changedTo(data, { recalled: 1 });
      emit('recall', data, inner.chat);
    } else if (msgType === 'erase') {
      data.seqs.forEach((seq) => {
        inner.changedTo({ seq }, { erased: 1 });
        emit('erase', { usif: data.usif, seq, by: data.by, at: data.at }, inner.chat);
      });
    } else if (msgType === 'chat') {
      inner.told(data);
    } else if (msgType === 'online' || msgType === 'offline') {
      setOnline(data.user_id, msgType === 'online', data);
    } else if (msgType === 'notice') {
      emit('notice', data);
    } else if (msgType === 'error' && !answered) {
      if (data.action === 'read' && data.retryable && inner) {
        inner.readAgain(data.retry_after_ms);
      } else {
        emit('error', hubError(errcode, errmsg));
      }
    }
  }

  function ready(data) {
    if (user !== data.user_id) {
      requests.clear();
      wasAsked = false;
      lines.length = 0;
      chats.forEach((inner) => inner.forget());
      isLoaded = false;
    }
    user = data.user_id;
    role = data.role;
    skew = data.server_time - Date.now();
    contentMax = data.max_content_bytes;
    heartbeatMs = data.heartbeat_ms;
    readyAt = Date.now();
    tokenOfUser = token;
    refusedToken = null;
    takeStored();
    if (signal('ready')) {
      after(heartbeatMs, () => ping(PONG_MS));
    }
  }

  function wake() {
    if (state === 'waiting' && !told) {
      signal('due');
    } else if (isUp()) {
      ping(PROBE_MS);
    }
  }

  const life = {
    wake,
    leave: () => chats.forEach((inner) => inner.sayRead()),
    hide: () => signal('hide'),
    show: () => signal('show') || wake(),
  };

  // Catching up.

  let limit = LIMIT_MAX;
  let missing = 0; // answers that are still to come before nothing is missed

  function catchUp() {
    if (!wasAsked) {
      askMissed();
    }
    loadAgain();
    lines.forEach((line) => (line.tries = 0));
    chats.forEach((inner) => flush(inner));
    settled();
  }

  function settled() {
    if (state === 'syncing' && !missing && !loading) {
      signal('caughtUp');
    }
  }

  /** The chats that are open first: where an answer is full, it is the later ones that wait. */
  function askMissed() {
    const known = [...chats.values()].filter((inner) => inner.isHeld());
    known.sort((a, b) => b.isOpen() - a.isOpen() || b.latest() - a.latest());
    missing = 0;
    for (let from = 0; from < Math.min(known.length, CHATS_MAX); from += CHATS_A_FRAME) {
      missing += 1;
      ask(known.slice(from, Math.min(from + CHATS_A_FRAME, CHATS_MAX)), () => {
        missing -= 1;
        settled();
      });
    }
  }

  function ask(inners, done) {
    const asked = new Map(inners.map((inner) => [inner, inner.place()]));
    const data = {
      chats: inners.map((inner) => inner.question()),
      scope: 'all',
      limit: Math.min(limit, inners.some((inner) => inner.isOpen()) ? LIMIT_MAX : PAGE),
    };
    request('reconnect', data, CATCH_UP_MS, (event, isLate) => {
      if (!event) {
        // Too much for this network, perhaps: less the next time.
        limit = Math.max(10, limit >> 1);
        return isLate && lost(0, 'no answer');
      }
      limit = LIMIT_MAX;
      if (event.msgType === 'error') {
        const again = event.data.retryable && (event.data.retry_after_ms || STEP_MS);
        const mine = turn;
        if (again) {
          return setTimeout(() => mine === turn && ask(inners, done), again);
        }
        emit('error', hubError(event.errcode, event.errmsg));
      } else {
        asked.forEach((place, inner) => {
          const entry = event.meta.chats.find(({ usif }) => usif === inner.chat.usif);
          if (entry && place === inner.place()) {
            inner.caughtUp(entry, event.data.filter(({ usif }) => usif === entry.usif));
          }
        });
      }
      return done && done();
    });
  }

  // Outbox: one message of a chat at a time, so that they keep their order, always with the `cid`
  // that they began with, so that none is stored twice.

  const lines = []; // {item, tries, timer, isOut}
  const lineOf = (cid) => lines.find((line) => line.item.cid === cid);

  function stored() {
    try {
      return JSON.parse(storage.getItem(OUTBOX)) || [];
    } catch (error) {
      return []; // none, not ours, or no storage
    }
  }

  /** Other pages of this user keep theirs in the same place: only this item's part is changed. */
  function store(cid, record) {
    const records = stored().filter((other) => Date.now() - other.at < 8 * RESEND_MS);
    const at = records.findIndex((other) => other.cid === cid);
    records.splice(at < 0 ? records.length : at, at < 0 ? 0 : 1, ...(record ? [record] : []));
    try {
      storage.setItem(OUTBOX, JSON.stringify(records.slice(-2 * ITEMS_MAX)));
    } catch (error) {
      // Full, or none: kept in memory.
    }
  }

  function keep({ item }) {
    if (user) {
      const error = item.error && { code: item.error.code, text: item.error.message };
      store(item.cid, { ...item, user, error });
    }
  }

  function takeStored() {
    lines.forEach(keep);
    for (const { user: owner, error, ...item } of stored()) {
      if (owner === user && !lineOf(item.cid)) {
        item.error = error && hubError(error.code, error.text);
        lines.push({ item, tries: 0, timer: 0, isKept: true });
        changed(chatOf(item.usif).chat);
      }
    }
  }

  function holdLine(line) {
    clearTimeout(line.timer);
    line.timer = 0;
    line.isOut = false;
  }

  function flush(inner) {
    const line = lines.find(({ item }) => item.usif === inner.chat.usif && item.state === 'sending');
    if (!line || line.timer || !isUp()) {
      return;
    }
    const { cid, usif, type, content, at } = line.item;
    if (line.isKept && !stored().some((record) => record.cid === cid)) {
      removeLine(line); // another page sent or discarded it
    } else if (Date.now() - at > RESEND_MS) {
      fail(line, 0, 'not acknowledged for 23 hours');
    } else if (send('push', { usif, content, type, cid }, cid)) {
      line.isOut = true;
      goAgain(line, ANSWER_MS);
    }
  }

  function goAgain(line, ms) {
    line.timer = setTimeout(() => {
      holdLine(line);
      flush(chatOf(line.item.usif));
    }, ms);
  }

  function pushRefused(line, { retryable, retry_after_ms: wait }, code, text) {
    holdLine(line);
    line.tries += 1;
    if (retryable && line.tries < TRIES_MAX) {
      goAgain(line, Math.max(wait || 0, Math.random() * Math.min(WAIT_MAX_MS, STEP_MS * 2 ** line.tries)));
    } else {
      fail(line, code, text);
    }
  }

  function fail(line, code, text) {
    become(line, 'failed', hubError(code, text));
    keep(line);
    flush(chatOf(line.item.usif));
  }

  function become(line, itsState, error) {
    holdLine(line);
    line.item.state = itsState;
    line.item.error = error || null;
    const { chat } = chatOf(line.item.usif);
    changed(chat);
    emit('outbox', line.item, chat);
  }

  function removeLine(line) {
    const { chat } = chatOf(line.item.usif);
    holdLine(line);
    lines.splice(lines.indexOf(line), 1);
    changed(chat);
    flush(chatOf(chat.usif));
  }

  /** A message of this user's, wherever it came from, needs sending no more. */
  function acknowledged({ from, cid }) {
    const line = from === user && cid && lineOf(cid);
    if (line && line.item.state !== 'sent') {
      store(cid);
      become(line, 'sent');
    }
  }

  function placed({ from, cid }) {
    const line = from === user && cid && lineOf(cid);
    if (line) {
      removeLine(line);
    }
  }

  // Chats.

  const chats = new Map(); // by usif

  function chatOf(usif) {
    if (!chats.has(usif)) {
      chats.set(usif, createChat(usif));
    }
    return chats.get(usif);
  }

  function createChat(usif) {
    const ahead = new Map(); // by seq: messages that wait for those before them
    const changes = new Map(); // by seq: what was recalled or erased, held or not
    const typists = new Map(); // by user: the timer that ends it
    const path = `/api/chats/${encodeURIComponent(usif)}/messages`;
    let messages = [];
    let top = null; // nothing is missing up to here; null: nothing is known
    let place = {}; // another one once what was held is dropped
    let rev;
    let myRead = null;
    let readId; // what the hub was told, and is told again after a break
    let readTimer = 0;
    let holeTimer = 0;
    let isFilling = false;
    let fetching = null;
    let isOpen = false;
    let since = 0;
    let saidWriting = 0;

    const chat = {
      usif,
      booking_id: null,
      state: 'open',
      members: [],
      member_count: 0,
      isKnown: false,
      error: null,
      hasOlder: false,
      unread: 0,
      read: {},
      typing: [],
      get messages() {
        return messages;
      },
      get last() {
        return messages[messages.length - 1] || null;
      },
      get outbox() {
        return lines.filter(({ item }) => item.usif === usif).map(({ item }) => item);
      },

      open() {
        if (!isOpen) {
          isOpen = true;
          if (isUp()) {
            ask([inner]);
            fetchFirst();
            if (!chat.isKnown) {
              loadAgain();
            }
          }
        }
      },

      close() {
        isOpen = false;
        trim(PAGE);
      },

      older() {
        if (fetching || !chat.hasOlder) {
          return fetching || Promise.resolve(false);
        }
        const mine = place;
        const before = bottom();
        const done = () => (fetching = null);
        fetching = get(`${path}?before=${before}&limit=${PAGE}`).then((page) => {
          if (mine === place && before === bottom()) {
            page.messages.forEach(acknowledged);
            messages = [...page.messages.map(asKnown), ...messages];
            page.messages.forEach(placed);
            chat.hasOlder = Boolean(page.more);
            applyReads();
            recount();
            changed(chat);
          }
          return chat.hasOlder;
        });
        fetching.then(done, done);
        return fetching;
      },

      send(content, type = 'text') {
        const item = { cid: newId(), usif, type, content: null, at: Date.now(), state: 'sending', error: null };
        const line = { item, tries: 0, timer: 0, isOut: false, isKept: false };
        let text = null;
        try {
          text = JSON.stringify(content);
          item.content = JSON.parse(text);
        } catch (error) {
          text = null;
        }
        const isFull = lines.length >= ITEMS_MAX;
        lines.push(line);
        changed(chat);
        if (text === null) {
          fail(line, 40001, 'content is not JSON');
        } else if (bytesOf(text) > contentMax) {
          fail(line, 41300, 'content too large');
        } else if (isFull) {
          fail(line, 42900, 'too many messages wait');
        } else {
          keep(line);
          emit('outbox', item, chat);
          flush(inner);
        }
        return item;
      },

      retry(cid) {
        const line = lineOf(cid);
        if (line && line.item.state === 'failed') {
          const { item } = line;
          if (Date.now() - item.at > RESEND_MS) {
            store(item.cid);
            item.cid = newId(); // the hub does not know the old one again
          }
          item.at = Date.now();
          line.tries = 0;
          line.isKept = false;
          become(line, 'sending');
          keep(line);
          flush(inner);
        }
      },

      discard(cid) {
        const line = lineOf(cid);
        if (line) {
          store(cid);
          removeLine(line);
        }
      },

      markRead() {
        const newest = lastOfOthers();
        if (newest && newest.seq > (myRead || 0)) {
          myRead = newest.seq;
          readId = newest.id;
          chat.unread = 0;
          changed(chat);
          readTimer = readTimer || setTimeout(inner.sayRead, READ_MS);
        }
      },

      writing() {
        if (isUp() && Date.now() - saidWriting > WRITING_MS) {
          saidWriting = Date.now();
          send('typing', { usif });
        }
      },

      recall(id) {
        return new Promise((resolve, reject) => {
          if (!isUp()) {
            reject(hubError(0, 'not connected'));
            return;
          }
          request('recall', { usif, id }, ANSWER_MS, (event) => {
            if (event && !event.errcode) {
              resolve();
            } else {
              reject(event ? hubError(event.errcode, event.errmsg) : hubError(0, 'no answer'));
            }
          });
        });
      },
    };

    const bottom = () => (messages.length ? messages[0].seq : top + 1);

    function lastOfOthers() {
      for (let i = messages.length - 1; i >= 0; i -= 1) {
        if (messages[i].from !== user) {
          return messages[i];
        }
      }
      return null;
    }

    const unreadOf = (held) => held.from !== user && held.seq > (myRead || 0);

    /** Exact where everything unread is held; else what the hub said stands. */
    function recount() {
      if (myRead !== null && top !== null && myRead + 1 >= bottom()) {
        chat.unread = messages.filter(unreadOf).length;
      }
    }

    /** The hub's count, which knows of messages up to `seq`. */
    function countFrom(unread, seq) {
      const newest = lastOfOthers();
      const isRead = newest && myRead !== null && newest.seq <= myRead;
      chat.unread = isRead ? 0 : unread + messages.filter((m) => m.seq > seq && unreadOf(m)).length;
      recount();
    }

    function trim(most) {
      if (messages.length > most) {
        messages = messages.slice(-most);
        chat.hasOlder = true;
        changed(chat);
      }
    }

    /** An older copy must not bring back what was recalled. */
    function asKnown(message) {
      const change = changes.get(message.seq);
      return change ? { ...message, ...change, content: null } : message;
    }

    function append(message) {
      top = message.seq;
      ahead.delete(top);
      const known = asKnown(message);
      messages.push(known);
      if (unreadOf(known)) {
        chat.unread += 1;
      }
      clearTyping(message.from);
      if (messages.length > (isOpen ? HELD_MAX : 2 * PAGE)) {
        trim(isOpen ? HELD_MAX - LIMIT_MAX : PAGE);
      }
      placed(message);
      changed(chat);
      emit('message', known, chat);
    }

    /** Everything that there is up to `end` is held or waits in `ahead`: it takes its place. */
    function climb(end) {
      const mine = place;
      [...ahead.keys()]
        .sort((a, b) => a - b)
        .forEach((seq) => {
          if (mine === place && (seq <= end || seq === top + 1)) {
            if (seq > top) {
              append(ahead.get(seq));
            }
            ahead.delete(seq);
          }
        });
      if (mine === place) {
        top = Math.max(top, end);
        applyReads();
      }
    }

    /** Gives up what lies between: history has it. */
    function skipTo(first) {
      messages = [];
      chat.hasOlder = true;
      top = first - 1;
      emit('gap', chat);
      climb(top);
    }

    function begin(held, upTo, hasOlder) {
      messages = held.map(asKnown);
      top = upTo;
      chat.hasOlder = hasOlder;
      held.forEach(placed);
      climb(top);
      changed(chat);
    }

    function watchHole(ms = HOLE_MS) {
      if (ahead.size && !holeTimer && state !== 'idle') {
        holeTimer = setTimeout(() => {
          holeTimer = 0;
          if (ahead.size && isUp() && !isFilling) {
            ask([inner]);
          }
          watchHole(Math.min(2 * ms, WAIT_MAX_MS));
        }, ms);
      }
    }

    /** Fetches what lies between the run and what waits ahead of it. */
    async function fill() {
      const mine = place;
      isFilling = true;
      try {
        for (let pages = 0; pages < FILL_PAGES && ahead.size; pages += 1) {
          const page = await get(`${path}?after=${top}&limit=${limit}`);
          if (mine !== place) {
            break;
          }
          const last = page.messages[page.messages.length - 1];
          page.messages.forEach(wait);
          climb(page.more && last ? last.seq : Math.max(top, ...ahead.keys()));
        }
        if (mine === place && ahead.size) {
          skipTo(Math.min(...ahead.keys()));
        }
      } catch (error) {
        watchHole(STEP_MS);
      }
      isFilling = false;
    }

    function wait(message) {
      acknowledged(message);
      if (message.seq > top) {
        ahead.set(message.seq, message);
      }
    }

    function fetchFirst() {
      if (isOpen && chat.hasOlder && messages.length < PAGE) {
        chat.older().catch(() => {}); // the page asks again when it comes to the end
      }
    }

    function applyReads() {
      const others = chat.members.filter((member) => member.user_id !== user);
      if (others.length && chat.member_count <= chat.members.length) {
        const upTo = Math.min(...others.map((member) => chat.read[member.user_id] || 0));
        messages.forEach((message, i) => {
          if (message.from === user && !message.is_read && message.seq <= upTo) {
            messages[i] = { ...message, is_read: 1 };
          }
        });
      }
    }

    function readUpTo(reader, seq) {
      chat.read[reader] = Math.max(chat.read[reader] || 0, seq);
      if (reader === user) {
        myRead = Math.max(myRead || 0, seq);
      }
    }

    function clearTyping(who) {
      if (typists.has(who)) {
        clearTimeout(typists.get(who));
        typists.delete(who);
        chat.typing = [...typists.keys()];
        changed(chat);
      }
    }

    const inner = {
      chat,
      isOpen: () => isOpen,
      isHeld: () => top !== null || isOpen,
      place: () => place,
      latest: () => (chat.last ? chat.last.created_at : since),

      question() {
        const { last } = chat;
        const index = last && last.seq === top ? last.id : top || 0;
        return { usif, index, rev, read: readId };
      },

      live(message) {
        acknowledged(message);
        if (!chat.isKnown) {
          loadAgain();
        }
        if (top === null) {
          chat.hasOlder = message.seq > 1;
          top = message.seq - 1;
        }
        if (message.seq > top) {
          if (ahead.size < HELD_MAX) {
            ahead.set(message.seq, message);
          }
          climb(top);
          watchHole();
        } else {
          const at = messages.findIndex(({ seq }) => seq === message.seq);
          if (at >= 0 && messages[at].id !== message.id) {
            ask([inner]); // another log than the one that was held
          } else if (at >= 0 && message.is_read && !messages[at].is_read) {
            messages[at] = { ...messages[at], is_read: 1 };
            changed(chat);
          }
          placed(message);
        }
      },

      /** What the answer to a `reconnect` says of this chat. */
      caughtUp(entry, found) {
        if (entry.errcode) {
          inner.gone(hubError(entry.errcode, entry.errmsg));
          return;
        }
        if (entry.reset) {
          inner.forget(true);
          emit('reset', chat);
        }
        rev = entry.rev;
        (entry.changed || []).forEach((change) => inner.changedTo(change, change));
        Object.keys(entry.read || {}).forEach((reader) => readUpTo(reader, entry.read[reader]));
        found.forEach(acknowledged);
        if (top === null) {
          begin(found, entry.last_seq, Boolean(entry.more));
        } else {
          found.forEach(wait);
          if (!entry.more) {
            climb(entry.last_seq);
          } else if (!found.length) {
            ask([inner]); // the others filled the answer
          } else if (!isOpen) {
            skipTo(found[0].seq);
          } else if (!isFilling) {
            fill();
          }
        }
        watchHole();
        countFrom(entry.unread, entry.last_seq);
        applyReads();
        fetchFirst();
        changed(chat);
      },

      listed(entry, order) {
        const { last_message: last } = entry;
        const isNews = !chat.isKnown || chat.state !== entry.state;
        Object.assign(chat, {
          booking_id: entry.booking_id,
          state: entry.state,
          members: entry.members.map(({ online, ...member }) => member),
          member_count: entry.member_count,
          isKnown: true,
          error: null,
        });
        since = order;
        rev = rev === undefined ? entry.rev : rev;
        if (top === null) {
          begin(last ? [last] : [], last ? last.seq : 0, Boolean(last && last.seq > 1));
          fetchFirst();
        } else if (last) {
          inner.live(last);
        }
        if (!last || last.seq >= top) {
          countFrom(entry.unread, last ? last.seq : 0);
        }
        applyReads();
        changed(chat);
        if (isNews && isLoaded) {
          emit('chat', chat);
        }
      },

      told({ state: itsState, booking_id: booking, member }) {
        if (member === 0) {
          inner.gone(null);
        } else {
          chat.state = itsState;
          chat.booking_id = booking;
          changed(chat);
          if (chat.isKnown) {
            emit('chat', chat);
          }
          loadAgain();
        }
      },

      gone(error) {
        chat.isKnown = false;
        chat.error = error;
        chat.unread = 0;
        changed(chat);
        emit('chat', chat);
      },

      changedTo({ seq }, { recalled, erased }) {
        const change = { ...changes.get(seq), ...(recalled && { recalled }), ...(erased && { erased }) };
        changes.set(seq, change);
        if (changes.size > CHANGES_MAX) {
          changes.delete(changes.keys().next().value);
        }
        messages.forEach((message, i) => {
          if (message.seq === seq) {
            messages[i] = asKnown(message);
          }
        });
        changed(chat);
      },

      readBy(event) {
        readUpTo(event.reader, event.seq);
        applyReads();
        if (event.reader === user) {
          chat.unread = Math.min(chat.unread, messages.filter(unreadOf).length);
          recount();
        }
        changed(chat);
        emit('read', event, chat);
      },

      sayRead() {
        if (readTimer) {
          clearTimeout(readTimer);
          readTimer = 0;
          if (isUp()) {
            send('read', { usif, id: readId });
          }
        }
      },

      readAgain(ms) {
        readTimer = readTimer || setTimeout(inner.sayRead, ms || STEP_MS);
      },

      typed(who) {
        clearTyping(who);
        typists.set(who, setTimeout(() => clearTyping(who), TYPING_MS));
        chat.typing = [...typists.keys()];
        changed(chat);
        emit('typing', who, chat);
      },

      /** Drops what is held of it; all of it where another user took over. */
      forget(isSameUser) {
        messages = [];
        ahead.clear();
        changes.clear();
        place = {};
        top = null;
        myRead = null;
        readId = undefined;
        chat.read = {};
        chat.hasOlder = false;
        if (!isSameUser) {
          rev = undefined;
          chat.unread = 0;
          chat.isKnown = false;
        }
        inner.rest();
        changed(chat);
      },

      rest() {
        clearTimeout(holeTimer);
        clearTimeout(readTimer);
        holeTimer = 0;
        readTimer = 0;
        [...typists.keys()].forEach(clearTyping);
      },
    };
    return inner;
  }

  // The list of chats, and who is online.

  const online = new Map();
  let isLoaded = false;
  let loading = null;
  let wantsAgain = false;
  let cursor = null;
  let count = 0; // of chats that were listed

  async function get(path) {
    const used = token;
    if (!used) {
      throw hubError(0, 'not connected');
    }
    const { status, body } = await platform.get(base + path, used);
    if (status !== 200) {
      if (status === 401 && used === token) {
        refused(body && body.errcode, body && body.errmsg);
      }
      throw hubError((body && body.errcode) || 0, (body && body.errmsg) || `HTTP ${status}`);
    }
    return body;
  }

  async function loadPage(most, from) {
    const page = await get(`/api/chats?limit=${most}${from ? `&cursor=${encodeURIComponent(from)}` : ''}`);
    const owner = user;
    let at = now();
    page.chats.forEach((entry) => {
      at = entry.last_message ? entry.last_message.created_at : at;
      entry.members.forEach((member) => setOnline(member.user_id, Boolean(member.online), member));
      chatOf(entry.usif).listed(entry, at);
    });
    cursor = page.cursor;
    return owner === user ? page.chats : [];
  }

  /** Loads what was loaded of the list anew; once more where that was asked for in the meantime. */
  function loadAgain() {
    wantsAgain = true;
    if (!loading && isUp()) {
      const mine = turn;
      loading = reload(mine).then(() => {
        loading = null;
        if (mine !== turn && isUp()) {
          loadAgain();
        }
        settled();
      });
    }
  }

  async function reload(mine) {
    let tries = 0;
    while (wantsAgain && mine === turn) {
      wantsAgain = false;
      try {
        const before = [...chats.values()].filter(({ chat }) => chat.isKnown);
        const listed = new Set();
        const most = Math.max(count, PAGE);
        let page;
        do {
          page = await loadPage(Math.min(most, LIMIT_MAX), page && cursor);
          page.forEach(({ usif }) => listed.add(usif));
        } while (cursor && (listed.size < most || lacks(listed)));
        if (!cursor) {
          before.filter(({ chat }) => chat.isKnown && !listed.has(chat.usif)).forEach((inner) => inner.gone(null));
        }
        count = listed.size;
        isLoaded = true;
        changed();
      } catch (error) {
        wantsAgain = true;
        tries += 1;
        await new Promise((resolve) => setTimeout(resolve, Math.min(WAIT_MAX_MS, STEP_MS * 2 ** tries)));
      }
    }
  }

  /** An open chat that is not known is looked for among the first 1000. */
  function lacks(listed) {
    return listed.size < 5 * LIMIT_MAX && [...chats.values()].some((inner) => inner.isOpen() && !inner.chat.isKnown);
  }

  function setOnline(id, isOnline, about) {
    if (id !== user && online.get(id) !== isOnline) {
      online.set(id, isOnline);
      changed();
      const { role: itsRole, name, at } = about || {};
      emit('presence', { user_id: id, online: isOnline, role: itsRole, name, at });
    }
  }

  /** Who does something is there; patients are not announced. */
  function saw(id) {
    if (id !== 'system') {
      setOnline(id, true);
    }
  }

  const now = () => Date.now() + skew;

  takeStored();

  return {
    get state() {
      return state;
    },
    get why() {
      return why;
    },
    get user() {
      return user;
    },
    get role() {
      return role;
    },
    get chats() {
      if (!sorted) {
        const known = [...chats.values()].filter(({ chat }) => chat.isKnown);
        sorted = known.sort((a, b) => b.latest() - a.latest()).map(({ chat }) => chat);
      }
      return sorted;
    },
    get isLoaded() {
      return isLoaded;
    },
    get hasMore() {
      return cursor !== null;
    },
    get unread() {
      return this.chats.reduce((sum, chat) => sum + chat.unread, 0);
    },
    connect() {
      unwatch = unwatch || (platform.watch ? platform.watch(life) : () => {});
      signal('connect');
    },
    close() {
      if (unwatch) {
        unwatch();
        unwatch = null;
      }
      life.leave();
      signal('close');
      chats.forEach((inner) => inner.rest());
    },
    chat: (usif) => chatOf(usif).chat,
    async more() {
      if (cursor !== null) {
        count += (await loadPage(PAGE, cursor)).length;
        changed();
      }
    },
    async presence(users) {
      const query = users.slice(0, LIMIT_MAX).map((id) => `user_id=${encodeURIComponent(id)}`);
      if (query.length) {
        const body = await get(`/api/presence?${query.join('&')}`);
        body.users.forEach((one) => setOnline(one.user_id, Boolean(one.online)));
      }
    },
    isOnline: (id) => online.get(id),
    now,
    on(event, listener) {
      listeners[event] = [...(listeners[event] || []), listener];
      return () => {
        listeners[event] = listeners[event].filter((other) => other !== listener);
      };
    },
  };
}

function hubError(code, text) {
  return Object.assign(new Error(text || String(code)), { code: code || 0 });
}

/** Unique for a sender and a chat; mini programs have no better source of chance. */
function newId() {
  const random = () => Math.random().toString(36).slice(2, 10);
  return `${Date.now().toString(36)}-${random()}${random()}`;
}

function bytesOf(text) {
  return encodeURIComponent(text).replace(/%../g, '.').length;
}

// Platforms.

/** Browsers and Node; what `scope` has is taken from there. */
function web(scope) {
  const find = (name) => (scope && scope[name]) || globalThis[name];
  const document = find('document');
  let storage = null;
  try {
    storage = (document || scope) && find('localStorage');
  } catch (error) {
    // The user allows none.
  }
  return {
    name: document ? 'web' : 'node',
    url: find('location') && find('location').origin,
    storage,

    open(url, token, on) {
      const Socket = find('WebSocket');
      if (!Socket) {
        throw new Error('no WebSocket here: give one, platform: web({ WebSocket })');
      }
      const socket = new Socket(url, [token]);
      socket.onopen = on.open;
      socket.onmessage = (event) => on.message(event.data);
      socket.onclose = (event) => on.close(event.code, event.reason);
      socket.onerror = () => {}; // a close follows
      return { send: (text) => socket.send(text), close: (code = 1000) => socket.close(code) };
    },

    async get(url, token) {
      const abort = new AbortController();
      const timer = setTimeout(() => abort.abort(), ANSWER_MS);
      try {
        const headers = { Authorization: `Bearer ${token}` };
        const response = await find('fetch')(url, { headers, cache: 'no-store', signal: abort.signal });
        const body = await response.json().catch(() => null);
        return { status: response.ok && !body ? 0 : response.status, body };
      } finally {
        clearTimeout(timer);
      }
    },

    watch(life) {
      if (!document) {
        return () => {};
      }
      const seen = () => (document.visibilityState === 'hidden' ? life.leave() : life.wake());
      document.addEventListener('visibilitychange', seen);
      addEventListener('online', life.wake);
      addEventListener('pageshow', life.wake);
      addEventListener('pagehide', life.leave);
      return () => {
        document.removeEventListener('visibilitychange', seen);
        removeEventListener('online', life.wake);
        removeEventListener('pageshow', life.wake);
        removeEventListener('pagehide', life.leave);
      };
    },
  };
}

/**
 * Mini programs. In the background the socket dies without a word after some seconds, and the
 * clock may stand still meanwhile; a dead task says so only when something is sent.
 */
function wechat(wx) {
  return {
    name: 'wechatmini',
    storage: {
      getItem: (key) => wx.getStorageSync(key) || null,
      setItem: (key, value) => wx.setStorageSync(key, value),
      removeItem: (key) => wx.removeStorageSync(key),
    },

    open(url, token, on) {
      let isOver = false;
      const over = (code, reason) => {
        if (!isOver) {
          isOver = true;
          on.close(code, reason);
        }
      };
      const broken = (error) => over(1006, error && error.errMsg);
      const task = wx.connectSocket({
        url: `${url}&sec-websocket-protocol=${encodeURIComponent(token)}`,
        fail: broken,
      });
      if (task) {
        task.onOpen(() => on.open());
        task.onMessage((event) => on.message(event.data));
        // The system closes with 1000, too: this client's own close asks for no answer.
        task.onClose((event) => over(event && event.code > 1000 ? event.code : 1006, event && event.reason));
        task.onError(broken);
      }
      return {
        send: (text) => task.send({ data: text, fail: broken }),
        close(code = 1000) {
          isOver = true;
          if (task) {
            task.close({ code, fail() {} });
          }
        },
      };
    },

    get(url, token) {
      return new Promise((resolve, reject) => {
        wx.request({
          url,
          header: { Authorization: `Bearer ${token}` },
          timeout: ANSWER_MS,
          success: ({ statusCode, data }) => resolve({ status: statusCode, body: data }),
          fail: (error) => reject(hubError(0, error && error.errMsg)),
        });
      });
    },

    watch(life) {
      let hiddenAt = 0;
      let timer = 0;
      const hide = () => {
        life.leave();
        hiddenAt = Date.now();
        clearTimeout(timer);
        timer = setTimeout(life.hide, HIDDEN_MS);
      };
      const show = () => {
        clearTimeout(timer);
        if (hiddenAt && Date.now() - hiddenAt >= HIDDEN_MS) {
          life.hide();
        }
        hiddenAt = 0;
        life.show();
      };
      const network = ({ isConnected }) => isConnected && life.wake();
      wx.onAppHide(hide);
      wx.onAppShow(show);
      wx.onNetworkStatusChange(network);
      return () => {
        clearTimeout(timer);
        wx.offAppHide(hide);
        wx.offAppShow(show);
        wx.offNetworkStatusChange(network);
      };
    },
  };
}

export { createChathub, web, wechat, transitions };
