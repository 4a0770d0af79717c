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
const TOLD_MAX_MS = 600000; // the hub never asks to stay away for longer
const STABLE_MS = 10000; // a connection that held this long ends the row of failures
const ANSWER_MS = 15000; // for a token, `ready`, a pushback, a recall, an HTTP answer
const CATCH_UP_MS = 30000; // for a reconnect: its answer may be large and the network slow
const PONG_MS = 10000;
const PROBE_MS = 5000; // for the pong, where there is reason to doubt the connection
const HIDDEN_MS = 5000; // in the background a mini program keeps its socket no longer

const OUTBOX = 'chathub.outbox';
const ITEMS_MAX = 200; // in a chat
const STORED_MAX = 500; // on the device
const TRIES_MAX = 10;
const RESEND_MS = 23 * 3600000; // the hub knows a `cid` again for 24 h

const PAGE = 50;
const PAGE_MAX = 200;
const CHATS_A_FRAME = 100; // their longest names fit into a frame
const CHATS_SEARCHED = 1000;
const FILL_PAGES = 5;
const HELD_MAX = 5000; // messages of an open chat
const CHANGES_MAX = 1000;
const HOLE_MS = 500;
const READ_MS = 350;
const WRITING_MS = 2000;
const TYPING_MS = 5000;

/**
 * The connection's states, and where each signal leads from there; a signal that a state does not
 * list changes nothing. Entering `connecting` opens the only socket, `syncing` asks for what was
 * missed, `waiting` starts the clock. All but `syncing` and `live` close the socket before.
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
  idle: STOPPED,
  connecting: { ready: 'syncing', ...BROKEN },
  syncing: { caughtUp: 'live', ...BROKEN },
  live: BROKEN,
  waiting: { due: 'connecting', hide: 'asleep', ...STOPPED },
  asleep: { show: 'connecting', ...STOPPED },
  signedOut: STOPPED,
  replaced: STOPPED,
  failed: STOPPED,
};

/** The signal that a close code, or the errcode of a `fail`, is; any other is `lost`. */
const ENDINGS = {
  1000: 'close',
  1003: 'fault',
  1008: 'fault',
  1009: 'fault',
  4401: 'refused',
  4409: 'replaced',
  4410: 'refused',
  40100: 'refused',
  40101: 'refused',
};

const OFFLINE = { errmsg: 'not connected' };
const SILENCE = { errmsg: 'no answer' };

function createChathub(options) {
  const platform = options.platform || (typeof wx === 'object' ? wechat(wx) : web());
  const storage = options.storage === undefined ? platform.storage : options.storage;
  const base = String(options.url || platform.url).replace(/\/+$/, '');

  let user = options.user || null;
  let skew = 0;
  let contentMax = 8192;
  const now = () => Date.now() + skew;

  // Events.

  const listeners = {};
  const dirty = new Set();
  let changeTimer = 0;

  function emit(event, ...args) {
    (listeners[event] || []).forEach((listener) => {
      try {
        listener(...args);
      } catch (error) {
        console.error(error);
      }
    });
  }

  function changed(chat) {
    if (chat && chat.usif) {
      dirty.add(chat);
    }
    if (!changeTimer) {
      changeTimer = setTimeout(() => {
        changeTimer = 0;
        const chats = [...dirty];
        dirty.clear();
        emit('change', chats);
      });
    }
  }

  function tell(event, what, chat) {
    changed(chat);
    emit(event, what, chat);
  }

  // Connection.

  let state = 'idle';
  let socket = null;
  let turn = 0; // what an earlier socket, token or answer says comes too late
  let timer = 0;
  let bye = {};
  let told = 0;
  let attempts = 0;
  let readyAt = 0;
  let heartbeatMs;
  let token = null;
  let tokenOfUser; // the one that the hub said `ready` to
  let refusedToken;
  let tokenWhy = 'first';

  let isMissing = false; // what was missed is asked for, and to come

  const requests = new Map(); // by ref: told of the answer, or of none
  const isUp = () => state === 'syncing' || state === 'live';

  function signal(name, reason = null) {
    const next = transitions[state][name];
    if (next) {
      if (next !== 'syncing' && next !== 'live') {
        drop(name === 'fault' && reason);
      }
      state = next;
      hub.why = reason;
      if (next === 'waiting') {
        const wait = told + Math.random() * Math.min(WAIT_MAX_MS, STEP_MS * 2 ** attempts);
        attempts = Math.min(attempts + 1, 5);
        reason.retryAt = Date.now() + wait;
        after(wait, () => signal('due'));
      }
      const mine = turn;
      tell('state', state, reason);
      if (mine === turn) {
        if (next === 'connecting') {
          dial();
        } else if (next === 'syncing') {
          catchUp();
        }
      }
    }
    return next;
  }

  function after(ms, task) {
    clearTimeout(timer);
    timer = setTimeout(task, ms);
  }

  function drop(fault) {
    turn += 1;
    clearTimeout(timer);
    if (socket) {
      socket.close();
      socket = null;
    }
    if (readyAt && Date.now() - readyAt > STABLE_MS) {
      attempts = 0;
    }
    readyAt = 0;
    bye = {};
    isMissing = false;
    requests.forEach((answer) => answer(OFFLINE));
    chats.forEach((inner) => inner.stopSending(fault));
  }

  async function dial() {
    const mine = turn;
    const patience = () => after(ANSWER_MS, () => broke(SILENCE));
    const ifMine = (task) => (...args) => mine === turn && task(...args);
    told = 0;
    patience();
    try {
      if (!token) {
        const given = await options.token(tokenWhy);
        if (mine !== turn) {
          return;
        }
        if (!given || given === refusedToken) {
          signal('noToken');
          return;
        }
        token = given;
        patience();
      }
      const opened = platform.open(`${base.replace(/^http/, 'ws')}/ws?from=${platform.name}`, token, {
        // The hub keeps what comes before `ready`: whom it knows saves a round trip.
        open: ifMine(() => token === tokenOfUser && askMissed()),
        message: ifMine(heard),
        close: ifMine((code, errmsg) => broke({ errcode: (code === 1006 && bye.code) || code, errmsg })),
      });
      if (mine === turn) {
        socket = opened;
      } else {
        opened.close();
      }
    } catch (error) {
      if (mine === turn) {
        const reason = { errmsg: error && error.message };
        if (token) {
          signal('fault', wrong(reason));
        } else {
          broke(reason);
        }
      }
    }
  }

  /** @param event with an `errcode`, which may be the code of a close, where there is one */
  function broke(event) {
    const reason = wrong(event);
    const name = ENDINGS[reason.code] || 'lost';
    if (name === 'refused') {
      refusedToken = token;
      token = null;
      tokenWhy = reason.code === 4410 ? 'revoked' : name;
    }
    signal(name, reason);
  }

  function send(action, data, ref) {
    try {
      socket.send(JSON.stringify({ action, data, ref }));
    } catch ({ message }) {
      broke({ errmsg: message });
    }
  }

  /** `done` gets the answer, the `error`, or why there is none: with no errcode. */
  function request(action, data, ms, done) {
    const ref = newId();
    const answer = (event) => {
      clearTimeout(late);
      if (requests.delete(ref)) {
        done(event);
      }
    };
    const late = setTimeout(answer, ms, SILENCE);
    requests.set(ref, answer);
    send(action, data, ref);
  }

  function ping(patience = PONG_MS) {
    after(patience, () => broke(SILENCE));
    send('ping', {});
  }

  function heard(text) {
    let event;
    try {
      event = JSON.parse(text);
    } catch (error) {
      return;
    }
    const data = event.data || {};
    const answer = requests.get(event.ref);
    const take = events[event.msgType] || (data.usif && chatOf(data.usif).events[event.msgType]);
    if (isUp()) {
      after(heartbeatMs, ping);
    }
    if (answer) {
      answer(event);
    }
    if (take) {
      take(data, event, answer);
    }
  }

  function tellTime({ retry_after_ms: ms }) {
    told = Math.min(ms || 0, TOLD_MAX_MS);
  }

  /** What concerns no one chat. */
  const events = {
    ready(data) {
      if (user && user !== data.user_id) {
        requests.clear();
        isMissing = false;
        hub.isLoaded = false;
        chats.forEach((inner) => inner.forget());
      }
      user = data.user_id;
      hub.role = data.role;
      skew = data.server_time - Date.now();
      contentMax = data.max_content_bytes;
      heartbeatMs = data.heartbeat_ms;
      readyAt = Date.now();
      tokenOfUser = token;
      after(heartbeatMs, ping);
      takeStored();
      signal('ready');
    },

    fail(data, event) {
      tellTime(event.meta);
      broke(event);
    },

    bye(data) {
      bye = data;
      tellTime(data);
    },

    online: (data) => setOnline(data, true),
    offline: (data) => setOnline(data, false),
    notice: (data) => emit('notice', data),

    error({ action, usif, retryable, retry_after_ms: ms }, event, answer) {
      if (action === 'read' && retryable) {
        chatOf(usif).markAgain(ms);
      } else if (!answer) {
        emit('error', wrong(event));
      }
    },
  };

  const life = {
    wake() {
      if (isUp()) {
        ping(PROBE_MS);
      } else if (!told) {
        signal('due');
      }
    },
    leave: () => chats.forEach((inner) => inner.sayRead()),
    hide: () => signal('hide'),
    show: () => signal('show') || life.wake(),
  };

  // Catching up.

  function catchUp() {
    if (!isMissing) {
      askMissed();
    }
    loadAgain();
    chats.forEach((inner) => inner.flush());
  }

  function settle() {
    if (state === 'syncing' && !isMissing && !loading) {
      signal('caughtUp');
    }
  }

  /** The chats that are open first; those that are left out show by the list that they have news. */
  function askMissed() {
    const held = all().filter((inner) => inner.rank());
    held.sort((a, b) => b.rank() - a.rank());
    isMissing = held.length > 0;
    if (isMissing) {
      ask(held.slice(0, CHATS_A_FRAME), () => {
        isMissing = false;
        settle();
      });
    }
  }

  function ask(inners, done) {
    const mine = turn;
    const data = { chats: inners.map((inner) => inner.question()), scope: 'all', limit: PAGE };
    request('reconnect', data, CATCH_UP_MS, (event) => {
      if (mine !== turn) {
        return;
      }
      if (event.errcode !== 0) {
        tellTime(event.data || {});
        broke(event);
        return;
      }
      // Those that found no room in this answer, since the others filled it.
      const left = event.meta.chats
        .filter((entry) => {
          const found = event.data.filter(({ usif }) => usif === entry.usif);
          chatOf(entry.usif).caughtUp(entry, found);
          return entry.more && !found.length;
        })
        .map(({ usif }) => chatOf(usif));
      if (left.length) {
        ask(left, done);
      } else if (done) {
        done();
      }
    });
  }

  // What is kept across page loads: other pages of this user keep theirs in the same place.

  const kept = new Set(); // cids

  function stored() {
    try {
      return JSON.parse(storage.getItem(OUTBOX)) || [];
    } catch (error) {
      return []; // none, not ours, or no storage
    }
  }

  function store(cid, record) {
    const records = stored().filter((other) => other.cid !== cid);
    try {
      storage.setItem(OUTBOX, JSON.stringify(records.concat(record || []).slice(-STORED_MAX)));
      kept.add(cid);
    } catch (error) {
      // Full, or none: it is in memory.
    }
  }

  function takeStored() {
    stored()
      .filter((record) => user && record.user === user)
      .sort((a, b) => a.at - b.at)
      .forEach((record) => chatOf(record.usif).take(record));
  }

  // Chats.

  const chats = new Map(); // by usif
  const all = () => [...chats.values()];

  function chatOf(usif) {
    if (!chats.has(usif)) {
      chats.set(usif, createChat(usif));
    }
    return chats.get(usif);
  }

  function createChat(usif) {
    const path = `/api/chats/${encodeURIComponent(usif)}/messages?limit=`;
    const changes = new Map(); // by seq: what was recalled or erased, held or not
    let messages = [];
    let ahead = []; // by seq: what waits for those before it
    let top = null; // nothing is missing up to here; null: nothing is known
    let log = {}; // another one once what was held is dropped
    let rev;
    let myRead = null;
    let counted = 0; // `unread` has those up to here, held or not
    let readId; // what the hub was told, and is told again after a break
    let readTimer = 0;
    let holeTimer = 0;
    let isFilling = false;
    let fetching = null;
    let isOpen = false;
    let since = 0;
    let saidWriting = 0;
    let typingTimer;
    let sendTimer = 0; // runs while the first of the outbox is on its way, or waits to go again
    let tries = 0;

    const chat = {
      usif,
      booking_id: null,
      state: 'open',
      members: [],
      member_count: 0,
      isKnown: false,
      error: null,
      outbox: [],
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

      open() {
        isOpen = true;
        if (isUp()) {
          ask([inner]);
          if (!chat.isKnown) {
            wanted = CHATS_SEARCHED;
            loadAgain();
          }
        }
      },

      close() {
        isOpen = false;
        trim(PAGE);
      },

      older() {
        if (!fetching && chat.hasOlder) {
          const mine = log;
          const before = bottom();
          fetching = get(`${path}${PAGE}&before=${before}`)
            .then((page) => {
              if (mine === log && before === bottom()) {
                messages = page.messages.concat(messages);
                chat.hasOlder = !!page.more;
                page.messages.forEach(settled);
                refresh();
              }
              return chat.hasOlder;
            })
            .finally(() => (fetching = null));
        }
        return fetching || Promise.resolve(false);
      },

      send(content, type = 'text') {
        const text = JSON.stringify(content);
        const item = {
          cid: newId(),
          usif,
          type,
          content: JSON.parse(text),
          at: Date.now(),
          state: 'sending',
          error: null,
        };
        chat.outbox.push(item);
        if (encodeURIComponent(text).replace(/%../g, '.').length > contentMax) {
          fail(item, { errcode: 41300, errmsg: 'content is too large' });
        } else if (chat.outbox.length > ITEMS_MAX) {
          fail(item, { errcode: 42900, errmsg: 'too many messages wait' });
        } else {
          become(item, 'sending');
          flush();
        }
        return item;
      },

      retry(cid) {
        const item = itemOf(cid);
        if (item && item.state === 'failed') {
          store(cid);
          if (isOld(item)) {
            item.cid = newId(); // the hub does not know the old one again
          }
          item.at = Date.now();
          become(item, 'sending');
          flush();
        }
      },

      discard(cid) {
        store(cid);
        remove(itemOf(cid));
      },

      markRead() {
        const newest = messages.filter(isUnread).pop();
        if (newest) {
          myRead = newest.seq;
          readId = newest.id;
          count(0, myRead);
          inner.markAgain(READ_MS);
        }
      },

      writing() {
        if (isUp() && Date.now() - saidWriting > WRITING_MS) {
          saidWriting = Date.now();
          send('typing', { usif });
        }
      },

      recall: (id) =>
        new Promise((resolve, reject) => {
          if (!isUp()) {
            throw hubError(OFFLINE);
          }
          request('recall', { usif, id }, ANSWER_MS, (event) =>
            event.errcode === 0 ? resolve() : reject(hubError(event)),
          );
        }),
    };

    // Outbox: one message at a time, so that they keep their order, always with the `cid` that they
    // began with, so that none is stored twice.

    const itemOf = (cid) => chat.outbox.find((item) => item.cid === cid);
    const next = () => chat.outbox.find((item) => item.state === 'sending');
    const isOld = (item) => Date.now() - item.at > RESEND_MS;

    function flush() {
      const item = next();
      if (!item || sendTimer || !isUp()) {
        return;
      }
      const { cid, type, content } = item;
      if (kept.has(cid) && !stored().some((record) => record.cid === cid)) {
        remove(item); // another page sent or discarded it
      } else if (isOld(item)) {
        fail(item, { errmsg: 'not acknowledged for 23 hours' });
      } else {
        keep(item);
        again(ANSWER_MS);
        send('push', { usif, content, type, cid }, cid);
      }
    }

    function again(ms) {
      hold();
      sendTimer = setTimeout(() => {
        sendTimer = 0;
        flush();
      }, ms);
    }

    function hold() {
      clearTimeout(sendTimer);
      sendTimer = 0;
    }

    function become(item, itsState, error = null) {
      hold();
      tries = 0;
      item.state = itsState;
      item.error = error;
      keep(item);
      tell('outbox', item, chat);
    }

    function keep(item) {
      if (item.state === 'sent') {
        store(item.cid);
      } else if (user) {
        store(item.cid, { ...item, user });
      }
    }

    function fail(item, event) {
      become(item, 'failed', wrong(event));
      flush();
    }

    function remove(item) {
      chat.outbox = chat.outbox.filter((other) => other !== item);
      hold();
      changed(chat);
      flush();
    }

    /** A message of this user's needs sending no more; once it has its place, nor showing. */
    function settled({ from, cid, seq }) {
      const item = from === user && itemOf(cid);
      if (item) {
        if (item.state !== 'sent') {
          become(item, 'sent');
        }
        if (seq <= top) {
          remove(item);
        }
        flush();
      }
    }

    // The log.

    const bottom = () => (messages.length ? messages[0].seq : top + 1);
    const isUnread = (message) => message.from !== user && message.seq > myRead;

    function trim(most) {
      if (messages.length > most) {
        messages = messages.slice(-most);
        chat.hasOlder = true;
        changed(chat);
      }
    }

    /** An older copy must not bring back what was recalled, or is read. */
    function asKnown(message) {
      const isRead =
        message.from === user &&
        chat.member_count &&
        chat.member_count === chat.members.length &&
        chat.members.every(({ user_id: id }) => id === user || chat.read[id] >= message.seq);
      const change = changes.get(message.seq);
      return { ...message, ...(isRead && { is_read: 1 }), ...(change && { ...change, content: null }) };
    }

    function refresh() {
      messages = messages.map(asKnown);
      changed(chat);
    }

    function append(message) {
      const known = asKnown(message);
      top = message.seq;
      messages.push(known);
      if (isUnread(message) && message.seq > counted) {
        chat.unread += 1;
      }
      trim(isOpen ? HELD_MAX : PAGE);
      setTyping(chat.typing.filter((who) => who !== message.from));
      settled(message);
      tell('message', known, chat);
    }

    /** All that there is up to `end` is held, or waits ahead: that takes its place. */
    function climb(end) {
      while (ahead.length && ahead[0].seq <= Math.max(end, top + 1)) {
        const message = ahead.shift();
        if (message.seq > top) {
          append(message);
        }
      }
      top = Math.max(top, end);
      watchHole();
    }

    /** Begins anew with what is held up to `end`: nothing of it is news. */
    function begin(held, end) {
      messages = held;
      top = end;
      chat.hasOlder = bottom() > 1;
      held.forEach(settled);
      refresh();
    }

    /** What lies before what waits is left to history. */
    function skip() {
      tell('gap', chat, chat);
      begin([], ahead[0].seq - 1);
      climb(top);
    }

    function watchHole(ms = HOLE_MS) {
      if (ahead.length && !holeTimer) {
        holeTimer = setTimeout(() => {
          holeTimer = 0;
          if (ahead.length && isUp() && !isFilling) {
            ask([inner]);
          }
          watchHole(Math.min(2 * ms, WAIT_MAX_MS));
        }, ms);
      }
    }

    /** Fetches what lies between the run and what waits ahead of it. */
    async function fill() {
      const mine = log;
      isFilling = true;
      try {
        for (let pages = FILL_PAGES; ahead.length && pages; pages -= 1) {
          const page = await get(`${path}${PAGE_MAX}&after=${top}`);
          if (mine !== log) {
            break;
          }
          page.messages.forEach(wait);
          climb((page.messages.length ? page.messages.slice(-1) : ahead)[0].seq);
        }
        if (ahead.length && mine === log) {
          skip();
        }
      } catch (error) {
        watchHole();
      }
      isFilling = false;
    }

    function wait(message) {
      settled(message);
      if (message.seq > top && ahead.length < HELD_MAX) {
        ahead = ahead.filter(({ seq }) => seq !== message.seq).concat(message);
        ahead.sort((a, b) => a.seq - b.seq);
      }
    }

    function live(message) {
      if (!chat.isKnown) {
        loadAgain();
      }
      if (top === null) {
        begin([], message.seq - 1);
      }
      const held = messages.find(({ seq }) => seq === message.seq);
      if (held && held.id !== message.id) {
        ask([inner]); // another log than the one that is held
      }
      wait(message);
      climb(top);
    }

    function readUpTo(reader, seq) {
      chat.read[reader] = Math.max(chat.read[reader] || 0, seq);
      if (reader === user) {
        myRead = Math.max(myRead, seq);
      }
    }

    /** Exact where all that may be unread is held; else the hub's count, which knows of `seq` and before. */
    function count(unread, seq) {
      const isExact = myRead !== null && bottom() <= myRead + 1;
      counted = isExact ? 0 : seq;
      chat.unread = messages.filter((message) => isUnread(message) && (isExact || message.seq > seq)).length;
      chat.unread += isExact ? 0 : unread;
      changed(chat);
    }

    function setTyping(users) {
      clearTimeout(typingTimer);
      chat.typing = users;
      changed(chat);
    }

    const inner = {
      chat,
      flush,
      latest: () => (chat.last ? chat.last.created_at : since),
      /** For what was missed: 0 for none, the open ones first. */
      rank: () => (isOpen ? 1e15 : 0) + (top === null ? 0 : inner.latest() + 1),

      events: {
        push(message) {
          saw(message.from);
          live(message);
        },

        pushback(data, event) {
          const item = itemOf(data.cid || event.ref);
          if (!event.errcode) {
            live(data);
          } else if (item) {
            tries += 1;
            if (data.retryable && tries < TRIES_MAX) {
              again((data.retry_after_ms || 0) + Math.random() * Math.min(WAIT_MAX_MS, STEP_MS * 2 ** tries));
            } else {
              fail(item, event);
            }
          }
        },

        read(data) {
          saw(data.reader);
          readUpTo(data.reader, data.seq);
          refresh();
          count(chat.unread, Math.max(counted, top));
          tell('read', data, chat);
        },

        typing({ user_id: who }) {
          saw(who);
          setTyping([who]);
          typingTimer = setTimeout(setTyping, TYPING_MS, []);
          tell('typing', who, chat);
        },

        recall(data) {
          inner.change({ seq: data.seq, recalled: 1 });
          tell('recall', data, chat);
        },

        erase(data) {
          data.seqs.forEach((seq) => inner.change({ seq, erased: 1 }));
          tell('erase', data, chat);
        },

        chat(data) {
          if (data.member === 0) {
            inner.gone(null);
          } else {
            chat.state = data.state;
            loadAgain();
            tell('chat', chat, chat);
          }
        },
      },

      question() {
        const { last } = chat;
        return { usif, index: last && last.seq === top ? last.id : top || 0, rev, read: readId };
      },

      caughtUp(entry, found) {
        if (entry.errcode) {
          inner.gone(wrong(entry));
          return;
        }
        if (entry.reset) {
          inner.forget(true);
          tell('reset', chat, chat);
        }
        rev = entry.rev;
        (entry.changed || []).forEach(inner.change);
        Object.entries(entry.read || {}).forEach(([reader, seq]) => readUpTo(reader, seq));
        if (top === null) {
          begin(found, entry.last_seq);
          climb(top);
        } else {
          found.forEach(wait);
          if (!entry.more || (found.length && found[0].seq <= top + 1)) {
            climb(entry.last_seq);
          } else if (found.length && !isOpen) {
            skip();
          } else if (found.length && !isFilling) {
            fill();
          }
        }
        count(entry.unread, entry.last_seq);
        refresh();
        inner.fetchFirst();
      },

      /** What the list of chats says. */
      listed(entry, order) {
        const { last_message: last, unread } = entry;
        const seq = last ? last.seq : 0;
        const isNews = hub.isLoaded && (!chat.isKnown || chat.state !== entry.state);
        ['booking_id', 'state', 'members', 'member_count'].forEach((key) => (chat[key] = entry[key]));
        chat.isKnown = true;
        chat.error = null;
        since = order;
        rev = rev === undefined ? entry.rev : rev;
        if (top === null) {
          begin(last ? [last] : [], seq);
          inner.fetchFirst();
        } else if (last) {
          live(last);
        }
        if (seq >= top) {
          count(unread, seq);
        }
        refresh();
        if (isNews) {
          emit('chat', chat);
        }
      },

      fetchFirst() {
        if (isOpen && messages.length < PAGE) {
          chat.older().catch(() => {}); // the page asks again when it comes to the end
        }
      },

      change(what) {
        const { seq } = what;
        changes.set(seq, { ...changes.get(seq), ...what });
        if (changes.size > CHANGES_MAX) {
          changes.delete(changes.keys().next().value);
        }
        refresh();
      },

      gone(error) {
        chat.isKnown = false;
        chat.error = error;
        chat.unread = 0;
        tell('chat', chat, chat);
      },

      /** Drops what is held of it; where another user took over, what waits to be sent, too. */
      forget(isSameUser) {
        inner.rest();
        ahead = [];
        changes.clear();
        log = {};
        myRead = null;
        readId = undefined;
        chat.read = {};
        begin([], null);
        chat.outbox = chat.outbox.filter((item) => isSameUser && item.state !== 'sent');
        if (!isSameUser) {
          chat.isKnown = false;
          chat.unread = 0;
        }
      },

      rest() {
        clearTimeout(holeTimer);
        clearTimeout(readTimer);
        holeTimer = 0;
        readTimer = 0;
        setTyping([]);
      },

      markAgain(ms = STEP_MS) {
        readTimer = readTimer || setTimeout(inner.sayRead, ms);
      },

      sayRead() {
        if (readTimer && isUp()) {
          send('read', { usif, id: readId });
        }
        clearTimeout(readTimer);
        readTimer = 0;
      },

      /** @param fault of what was sent last, where the hub said so */
      stopSending(fault) {
        if (fault && sendTimer) {
          become(next(), 'failed', fault);
        }
        hold();
        tries = 0;
      },

      take(item) {
        kept.add(item.cid);
        if (!itemOf(item.cid)) {
          chat.outbox.push(item);
          changed(chat);
        }
      },
    };
    return inner;
  }

  // The list of chats, and who is online.

  const online = new Map();
  let loading = null;
  let wantsAgain = false;
  let wanted = PAGE; // chats

  async function get(path) {
    const used = token;
    if (!used) {
      throw hubError(OFFLINE);
    }
    const { status, body } = await platform.get(base + path, used);
    if (status !== 200) {
      if (status === 401 && used === token) {
        broke(body);
      }
      throw hubError(body);
    }
    return body;
  }

  /** Loads as much of the list as is wanted; once more where that was asked for in the meantime. */
  function loadAgain() {
    wantsAgain = true;
    if (!loading && isUp()) {
      loading = reload().then(() => {
        loading = null;
        if (wantsAgain) {
          loadAgain();
        }
        settle();
      });
    }
    return loading;
  }

  async function reload() {
    const mine = turn;
    for (let tries = 1; wantsAgain && mine === turn; tries += 1) {
      wantsAgain = false;
      try {
        let listed = 0;
        let cursor;
        do {
          const page = await get(`/api/chats?limit=${Math.min(wanted, PAGE_MAX)}&cursor=${encodeURIComponent(cursor || '')}`);
          if (mine !== turn) {
            throw page;
          }
          let at = now();
          page.chats.forEach((entry) => {
            at = entry.last_message ? entry.last_message.created_at : at;
            entry.members.forEach((member) => setOnline(member, !!member.online));
            chatOf(entry.usif).listed(entry, at);
          });
          listed += page.chats.length;
          cursor = page.cursor;
        } while (cursor && listed < wanted);
        wanted = Math.max(PAGE, listed);
        hub.isLoaded = true;
        hub.hasMore = !!cursor;
        changed();
      } catch (error) {
        wantsAgain = true;
        await new Promise((resolve) => setTimeout(resolve, Math.min(WAIT_MAX_MS, STEP_MS * 2 ** tries)));
      }
    }
  }

  function setOnline(about, isOnline) {
    const id = about.user_id;
    if (id !== user && online.get(id) !== isOnline) {
      online.set(id, isOnline);
      tell('presence', { ...about, online: isOnline });
    }
  }

  /** Who does something is there; not every role is announced. */
  function saw(id) {
    if (id !== 'system') {
      setOnline({ user_id: id }, true);
    }
  }

  const hub = {
    why: null,
    role: null,
    isLoaded: false,
    hasMore: false,
    get state() {
      return state;
    },
    get user() {
      return user;
    },
    get chats() {
      const known = all().filter(({ chat }) => chat.isKnown);
      return known.sort((a, b) => b.latest() - a.latest()).map(({ chat }) => chat);
    },
    get unread() {
      return hub.chats.reduce((sum, chat) => sum + chat.unread, 0);
    },
    connect() {
      signal('connect');
    },
    close() {
      life.leave();
      signal('close');
      chats.forEach((inner) => inner.rest());
    },
    chat: (usif) => chatOf(usif).chat,
    more() {
      wanted += PAGE;
      return loadAgain();
    },
    presence: (users) =>
      get(`/api/presence?${users.map((id) => `user_id=${encodeURIComponent(id)}`).join('&')}`).then((found) =>
        found.users.forEach((one) => setOnline(one, !!one.online)),
      ),
    isOnline: (id) => online.get(id),
    now,
    on(event, listener) {
      listeners[event] = (listeners[event] || []).concat(listener);
      return () => {
        listeners[event] = listeners[event].filter((other) => other !== listener);
      };
    },
  };

  takeStored();
  if (platform.watch) {
    platform.watch(life);
  }
  return hub;
}

/** @param event an `error`, or whatever else has the fields of one */
function wrong({ errcode: code = 0, errmsg: message }) {
  return { code, message };
}

function hubError(event) {
  return Object.assign(new Error(), wrong(event));
}

/** Unique for a sender and a chat; mini programs have no better source of chance. */
function newId() {
  return Date.now().toString(36) + Math.random().toString(36).slice(1);
}

// Platforms.

/** Browsers; and Node, which before its version 22 has no WebSocket of its own. */
function web({ WebSocket, fetch, document } = globalThis) {
  const platform = {
    name: document ? 'web' : 'node',

    open(url, token, on) {
      const socket = new WebSocket(url, [token]);
      socket.onopen = on.open;
      socket.onmessage = (event) => on.message(event.data);
      socket.onclose = (event) => on.close(event.code, event.reason);
      socket.onerror = () => {}; // a close follows
      return socket;
    },

    async get(url, token) {
      const response = await fetch(url, {
        headers: { Authorization: `Bearer ${token}` },
        cache: 'no-store',
        // An old engine has its own limit alone.
        signal: AbortSignal.timeout && AbortSignal.timeout(ANSWER_MS),
      });
      return { status: response.status, body: await response.json() };
    },

    watch({ wake, leave }) {
      if (document) {
        document.addEventListener('visibilitychange', () => (document.hidden ? leave() : wake()));
        addEventListener('online', wake);
        addEventListener('pageshow', wake);
        addEventListener('pagehide', leave);
      }
    },
  };
  if (document) {
    platform.url = location.origin;
    try {
      platform.storage = localStorage;
    } catch (error) {
      // The user allows none.
    }
  }
  return platform;
}

/**
 * Mini programs. In the background the socket dies without a word after some seconds, and the
 * clock may stand still meanwhile; a dead task says so only when something is sent.
 */
function wechat(wx) {
  return {
    name: 'wechatmini',
    storage: { getItem: wx.getStorageSync, setItem: wx.setStorageSync },

    open(url, token, on) {
      const broken = (error) => on.close(1006, error.errMsg);
      const task = wx.connectSocket({
        url: `${url}&sec-websocket-protocol=${encodeURIComponent(token)}`,
        fail: broken,
      });
      if (task) {
        task.onOpen(on.open);
        task.onMessage((event) => on.message(event.data));
        // The system closes with 1000, too: this client's own close asks for no answer.
        task.onClose(({ code, reason }) => on.close(code > 1000 ? code : 1006, reason));
        task.onError(broken);
      }
      return {
        send: (data) => task.send({ data, fail: broken }),
        close: () => task && task.close({ code: 1000, fail() {} }),
      };
    },

    get: (url, token) =>
      new Promise((resolve, reject) => {
        wx.request({
          url,
          header: { Authorization: `Bearer ${token}` },
          timeout: ANSWER_MS,
          success: ({ statusCode, data }) => resolve({ status: statusCode, body: data }),
          fail: ({ errMsg }) => reject(hubError({ errmsg: errMsg })),
        });
      }),

    watch({ wake, leave, hide, show }) {
      let hiddenAt = 0;
      let timer = 0;
      wx.onAppHide(() => {
        leave();
        hiddenAt = Date.now();
        timer = setTimeout(hide, HIDDEN_MS);
      });
      wx.onAppShow(() => {
        clearTimeout(timer);
        if (hiddenAt && Date.now() - hiddenAt >= HIDDEN_MS) {
          hide();
        }
        hiddenAt = 0;
        show();
      });
      wx.onNetworkStatusChange(({ isConnected }) => isConnected && wake());
    },
  };
}

export { createChathub, web, wechat, transitions };
