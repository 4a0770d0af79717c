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
const HEARTBEAT_MS = 25000; // where the hub says none
const STABLE_MS = 10000; // a connection that held this long ends the row of failures
const ANSWER_MS = 15000; // for a token, `ready`, a pushback, a recall, an HTTP answer
const CATCH_UP_MS = 30000; // for a reconnect: its answer may be large and the network slow
const PONG_MS = 10000;
const PROBE_MS = 5000; // without an answer there is reason to doubt; and for the pong then
const HIDDEN_MS = 4800; // in the background a mini program stands still from 5 s on

const OUTBOX = 'chathub.outbox'; // before the `cid` of each; alone where a storage lists no keys
const ITEMS_MAX = 200; // in a chat
const STORED_MAX = 500; // on the device
const TRIES_MAX = 10;
const RESEND_MS = 23 * 3600000; // the hub knows a `cid` again for 24 h

const PAGE = 50;
const PAGE_MAX = 200;
const CHATS_A_FRAME = 100; // their longest names fit into a frame
const CHATS_ASKED = 300; // the hub takes 400 at once
const FILL_PAGES = 5;
const HELD_MAX = 5000; // messages of an open chat
const CHANGES_MAX = 1000;
const HOLE_MS = 500;
const READ_MS = 350;
const WRITING_MS = 2000;
const TYPING_MS = 5000;

const IDLE = 'idle';
const CONNECTING = 'connecting';
const SYNCING = 'syncing';
const WAITING = 'waiting';
const FAILED = 'failed'; // items, too
const SENDING = 'sending';
const SENT = 'sent';

/**
 * The connection's states, and where each signal leads from there; a signal that a state does not
 * list changes nothing. Entering `connecting` opens the only socket, `syncing` asks for what was
 * missed, `waiting` starts the clock. All but `syncing` and `live` close the socket before.
 */
const STOPPED = { connect: CONNECTING, close: IDLE };
const BROKEN = {
  lost: WAITING,
  refused: WAITING,
  noToken: 'signedOut',
  replaced: 'replaced',
  fault: FAILED,
  hide: 'asleep',
  close: IDLE,
};
const transitions = {
  idle: STOPPED,
  connecting: { ready: SYNCING, ...BROKEN },
  syncing: { caughtUp: 'live', ...BROKEN },
  live: BROKEN,
  waiting: { due: CONNECTING, hide: 'asleep', ...STOPPED },
  asleep: { show: CONNECTING, ...STOPPED },
  signedOut: STOPPED,
  replaced: STOPPED,
  failed: STOPPED,
};

const FAULT = 'fault';
const HTTP = 'http';
const LOST = 'lost';
const SILENT = 'silent';
const TOKEN = 'token';
const REFUSED = 'refused';
const REVOKED = 4410;

/** The signal that a close code is; any other is `lost`. */
const ENDINGS = {
  1000: 'close',
  1003: FAULT,
  1008: FAULT,
  1009: FAULT,
  4401: REFUSED,
  4409: 'replaced',
  [REVOKED]: REFUSED,
};

const encode = encodeURIComponent;
const { max, min } = Math;
const { parse, stringify } = JSON;
const time = () => Date.now();
const start = (...task) => setTimeout(...task);
const stop = (timer) => clearTimeout(timer);
const each = (list, task) => list.forEach((one) => task(one)); // no index with it
const NO_ANSWER = 'no answer';
const SILENCE = { errmsg: NO_ANSWER };

function createChathub({
  platform = typeof wx === 'object' && wx.connectSocket ? wechat(wx) : web(),
  storage = platform.storage,
  url = platform.url,
  token: askToken,
  user = null,
}) {
  // All that changes.

  let state = IDLE;
  let why = null;
  let isUp; // syncing or live
  let turn = 0; // what an earlier socket, token or answer says comes too late
  let token;
  let missing = 0; // answers that are to come until nothing is missed
  let skew = 0; // of the hub's clock from this one
  let told = 0; // for how long the hub asked to stay away
  let refusal = 0; // the code that refusedToken ended with
  let refusedToken;
  let tokenOfUser; // the one that the hub said `ready` to
  let socket;
  let bye = {}; // what the hub said before it closes
  let attempts = 0;
  let timer;
  let stableTimer;
  let slowTimer;
  let changeTimer;
  let heartbeatMs;
  let contentMax = 8192;
  let lastAt = 0; // no two own messages have one time
  let loading;
  let wantsAgain;
  let wanted = PAGE; // chats

  const chats = new Map(); // by usif
  const online = new Map();
  const requests = new Map(); // by ref: told of the answer, or of none
  const listeners = {};
  const dirty = new Set();

  const [, base] = /^(?:http|ws)(s?:\/\/[^\s?#]*[^\s?#/])\/*([?#]|$)/i.exec(url) || [];
  const now = () => time() + skew;

  const setClock = ({ server_time: at }) => {
    skew = at > 0 ? at - time() : skew;
  };

  // Events.

  const emit = (event, what, chat) => {
    each([...(listeners[event] || [])], (listener) => {
      try {
        listener(what, chat);
      } catch (error) {
        console.error(error);
      }
    });
  };

  const changed = (chat) => {
    if (chat) {
      dirty.add(chat);
    }
    changeTimer =
      changeTimer ||
      start(() => {
        changeTimer = 0;
        const chats = [...dirty];
        dirty.clear();
        emit('change', chats);
      });
  };

  const tell = (event, what, chat) => {
    changed(chat);
    emit(event, what, chat);
  };

  const isOffline = () => platform.isOnline?.() === false;

  /** What a developer can mend is an error, too. */
  const report = (said, message, code = 0) => {
    const reason = /lost|silent|http/.test(said) && isOffline() ? 'offline' : said;
    const what = { reason, code, message: message || NO_ANSWER };
    if (reason !== why?.reason && /^[fhstu]/.test(reason)) {
      emit('error', what);
    }
    return what;
  };

  /** Not all is well, whatever the state. */
  const warn = (reason, message) => {
    why = report(reason, message);
    changed();
  };

  // Connection.

  const signal = (name, reason = /due|ready/.test(name) ? why : null) => {
    const next = transitions[state][name];
    if (next) {
      state = next;
      isUp = next === SYNCING || next === 'live';
      if (!isUp) {
        drop(name === FAULT && reason);
      }
      why = reason;
      stop(slowTimer);
      slowTimer = start(() => {
        if (/ing/.test(next) && !why) {
          warn(loading ? HTTP : token ? SILENT : TOKEN);
        }
      }, PROBE_MS);
      if (next === WAITING) {
        const wait = told + jitter(attempts++);
        why.retryAt = time() + wait;
        after(wait, () => signal('due'));
      }
      const mine = turn;
      tell('state', state, why);
      if (mine === turn) {
        if (next === CONNECTING) {
          dial();
        }
        if (next === SYNCING) {
          loadAgain();
        }
        resume();
      }
    }
  };

  const after = (ms, task) => {
    stop(timer);
    timer = start(task, ms);
  };

  const drop = (fault) => {
    turn++;
    stop(timer);
    socket?.close();
    socket = null;
    stop(stableTimer);
    bye = {};
    missing = 0;
    loading = null;
    each(requests, (answer) => answer());
    each(chats, (inner) => inner.pause(fault));
  };

  const dial = async () => {
    const mine = turn;
    const ifMine = (task) => (what, more) => mine === turn && task(what, more);
    told = 0;
    after(ANSWER_MS, () => broke(0, NO_ANSWER, token ? SILENT : TOKEN));
    try {
      if (!token) {
        const given = await askToken(refusal);
        if (mine !== turn) {
          return;
        }
        if (!isText(given) || given === refusedToken) {
          if (refusal === REVOKED) {
            empty();
          }
          signal('noToken', report(given ? TOKEN : 'noToken', typeof given, refusal));
          return;
        }
        token = given;
      }
      if (!base) {
        throw Error(url);
      }
      const opened = platform.open(`ws${base}/ws?from=${platform.name}`, token, {
        // The hub keeps what comes before `ready`: whom it knows saves a round trip.
        open: ifMine(() => token === tokenOfUser && askMissed()),
        message: ifMine(heard),
        close: ifMine(broke),
      });
      if (mine === turn) {
        socket = opened;
      } else {
        opened.close();
      }
    } catch (error) {
      if (mine === turn) {
        signal(token ? FAULT : LOST, report(token ? (base ? FAULT : 'url') : TOKEN, error?.message));
      }
    }
  };

  /** @param code of the close, or an errcode, where there is one */
  const broke = (code, message, reason = LOST) => {
    code = bye.code || code; // not every platform knows the close's own
    const name = ENDINGS[code];
    if (name === REFUSED) {
      refusedToken = token;
      token = null;
      refusal = code;
    }
    signal(name || LOST, report(name || reason, message || bye.reason, code));
  };

  const send = (action, data, ref) => {
    try {
      socket.send(stringify({ action, data, ref }));
    } catch ({ message }) {
      broke(0, message);
    }
  };

  /** `done` gets the answer, the `error`, or why there is none: with no errcode. */
  const request = (action, data, ms, done) => {
    const ref = newId();
    const answer = (event = SILENCE) => {
      stop(late);
      requests.delete(ref);
      done(event);
    };
    const late = start(answer, ms);
    requests.set(ref, answer);
    send(action, data, ref);
  };

  const ping = (patience = PONG_MS) => {
    after(patience, () => broke(0, NO_ANSWER, SILENT));
    send('ping', {});
  };

  const heard = (text) => {
    let event;
    if (isUp && why && why.reason !== HTTP) {
      why = null;
      changed();
    }
    try {
      event = parse(text);
      const data = event.data || {};
      const take = events[event.msgType] || (data.usif && chatOf(data.usif).events[event.msgType]);
      requests.get(event.ref)?.(event);
      take?.(data, event);
    } catch ({ message }) {
      if (event?.ref) {
        broke(0, message, 'frame');
      } else {
        report('frame', message);
      }
    }
    if (isUp) {
      after(heartbeatMs, ping);
    }
  };

  const tellTime = (data) => {
    told = amount(data?.retry_after_ms, 0);
  };

  const refused = ({ data, errcode, errmsg }) => {
    if (data) {
      tellTime(data);
    }
    broke(errcode, errmsg);
  };

  /** What concerns no one chat. */
  const events = {
    ready(data) {
      if (user && user !== data.user_id) {
        forgetAll();
      }
      user = data.user_id;
      setClock(data);
      contentMax = amount(data.max_content_bytes, contentMax);
      heartbeatMs = amount(data.heartbeat_ms, HEARTBEAT_MS);
      stableTimer = start(() => (attempts = 0), STABLE_MS);
      tokenOfUser = token;
      takeStored();
      if (!missing) {
        askMissed();
      }
      signal('ready');
    },

    /** The close that follows says the rest, where the platform knows its code. */
    fail(data, { errcode, errmsg: reason, meta }) {
      bye = { code: /^4010[01]$/.test(errcode) && 4401, reason };
      tellTime(meta);
    },

    bye(data) {
      bye = data;
      tellTime(data);
    },

    online: (data) => setOnline(data, true),
    offline: (data) => setOnline(data, false),
    pong: setClock,
    notice: (data) => emit('notice', data),

    error(data, event) {
      if (data.action === 'read' && data.retryable) {
        refused(event); // after a break it is said again
      } else if (!event.ref) {
        emit('error', wrong(event));
      }
    },
  };

  const life = {
    wake() {
      if (isUp) {
        if (isOffline()) {
          warn('offline');
        }
        ping(PROBE_MS);
      } else if (!told && !isOffline()) {
        signal('due');
      }
    },
    leave: () => each(chats, (inner) => inner.tellRead()),
    hide: () => told || signal('hide'), // what the hub asked for is waited for
    show() {
      signal('show');
      life.wake();
    },
  };

  // Catching up.

  const resume = () => each(chats, (inner) => inner.resume());

  const settle = () => {
    if (state === SYNCING && !missing && !loading) {
      signal('caughtUp');
    }
  };

  /** The chats that are open first; by the rest of the list those that are left out show their news. */
  const askMissed = () => {
    const held = all().filter((inner) => inner.rank());
    held.sort((a, b) => b.rank() - a.rank()).splice(CHATS_ASKED);
    while (held[0]) {
      ask(held.splice(0, CHATS_A_FRAME));
    }
  };

  const ask = (inners) => {
    missing++;
    const data = { chats: inners.map((inner) => inner.query()), scope: 'all', limit: PAGE };
    request('reconnect', data, CATCH_UP_MS, (event) => {
      if (event.errcode !== 0) {
        refused(event);
        return;
      }
      missing--;
      each(event.meta.chats, (entry) => {
        chatOf(entry.usif).merge(
          entry,
          event.data.filter((one) => one.usif === entry.usif),
        );
      });
      settle();
    });
  };

  // What is kept across page loads. Other pages of this user keep theirs in the same place, at the same
  // time: each item has a key of its own, so that no page overwrites what another one has changed. A
  // storage that lists no keys has all in one value, and is one page's.

  const isListed = storage?.key && storage.removeItem;
  const keyOf = (cid) => `${OUTBOX}.${cid}`;
  const keys = () =>
    Array.from(storage, (_, at) => storage.key(at)).filter((key) => key?.startsWith(keyOf('')));

  /** Where there is no storage, or no room, memory has to do. */
  const withStorage = (task) => {
    try {
      return storage && task();
    } catch (error) {
      report('storage', error?.message);
    }
  };

  const read = (key) => withStorage(() => parse(storage.getItem(key) || null));

  const readItem = (key) => ({ ...read(key), cid: key.slice(OUTBOX.length + 1) });

  const stored = () =>
    [
      read(OUTBOX),
      withStorage(() => isListed && keys().map(readItem)),
    ]
      .flat()
      // Anything may lie in a storage.
      .filter((one) => one?.at >= 0 && [one.user, one.cid, one.usif, one.type].every(isText))
      .sort((a, b) => a.at - b.at);

  const isStored = (cid) => stored().some((one) => one.cid === cid);

  const store = (cid, record) =>
    withStorage(() => {
      const key = keyOf(cid);
      if (!isListed) {
        const others = stored().filter((one) => one.cid !== cid);
        storage.setItem(OUTBOX, stringify(others.concat(record || []).slice(0, STORED_MAX)));
      } else if (!record) {
        storage.removeItem(key);
      } else if (storage.getItem(key) || keys().length < STORED_MAX) {
        storage.setItem(key, stringify(record));
      }
    });

  const takeStored = () => {
    const found = stored();
    if (isListed && read(OUTBOX)) {
      // An earlier version had them together.
      withStorage(() => storage.removeItem(OUTBOX));
      each(found, (record) => store(record.cid, record));
    }
    each(found, (record) => record.user === user && chatOf(record.usif).take(record));
  };

  const forgetAll = () => {
    hub.isLoaded = false;
    each(chats, (inner) => inner.forget());
  };

  /** Nothing of this user stays, here or on the device. */
  const empty = () => {
    each(stored(), (record) => record.user === user && store(record.cid));
    forgetAll();
    user = null;
    changed();
  };

  // Chats.

  const all = () => [...chats.values()];

  const chatOf = (usif) => {
    if (!chats.has(usif)) {
      chats.set(usif, createChat(usif));
    }
    return chats.get(usif);
  };

  const createChat = (usif) => {
    const path = `/api/chats/${encode(usif)}/messages?limit=`;
    const chat = {
      usif,
      booking_id: null,
      state: 'open',
      members: [],
      member_count: 0,
      error: null,
      typing: [],
      get messages() {
        return messages;
      },
      get isKnown() {
        return isKnown;
      },
      get hasOlder() {
        return hasOlder;
      },
      get unread() {
        return unread;
      },
      get outbox() {
        return outbox;
      },
      get last() {
        return messages[messages.length - 1] || null;
      },

      open() {
        if (!/^[\w.:@-]{1,128}$/.test(usif)) {
          gone({ code: 40300, message: REFUSED });
          return;
        }
        isOpen = true;
        changed(chat);
        if (isUp || missing) {
          ask([inner]);
        }
      },

      close() {
        isOpen = false;
        trim(PAGE);
      },

      async older() {
        if (!fetching && hasOlder) {
          const mine = log;
          const before = bottom();
          fetching = get(`${path}${PAGE}&before=${before}`)
            .then((page) => {
              if (mine === log && before === bottom()) {
                messages = page.messages.concat(messages);
                hasOlder = !!page.more;
                each(page.messages, settled);
                refresh();
              }
              return hasOlder;
            })
            .finally(() => (fetching = null));
        }
        return fetching || false;
      },

      send(content, type = 'text') {
        let text;
        try {
          text = stringify(content);
        } catch {}
        const isJson = text && isText(type);
        // Bytes of UTF-8; mini programs have no TextEncoder.
        const isSmall = () => encode(text).replace(/%../g, '_').length <= contentMax;
        const code = !isJson ? 40001 : !isSmall() ? 41300 : outbox.length < ITEMS_MAX ? 0 : 42900;
        const item = {
          cid: newId(),
          usif,
          type,
          content: text && parse(text),
          at: time(),
          state: FAILED,
          error: { code, message: REFUSED },
        };
        if (!code) {
          enqueue(item);
        }
        return item;
      },

      retry(cid) {
        const item = itemOf(cid);
        if (item?.state === FAILED) {
          chat.discard(cid);
          enqueue(item);
        }
      },

      discard(cid) {
        store(cid);
        remove(itemOf(cid));
      },

      markRead() {
        const newest = messages.filter(isUnread).pop();
        if (newest) {
          readUpTo(user, newest.seq);
          readId = newest.id;
          count(0, newest.seq);
          readTimer = readTimer || start(tellRead, READ_MS);
        }
      },

      writing() {
        if (isUp && !writingTimer) {
          writingTimer = start(() => (writingTimer = 0), WRITING_MS);
          send('typing', { usif });
        }
      },

      recall: (id) =>
        new Promise((resolve, reject) => {
          const done = (event) => (event.errcode === 0 ? resolve() : reject(hubError(event)));
          isUp ? request('recall', { usif, id }, ANSWER_MS, done) : done(SILENCE);
        }),
    };

    const changes = new Map(); // by seq: what was recalled or erased, held or not
    let isKnown;
    let hasOlder;
    let unread;
    let outbox = [];
    let messages;
    let ahead; // by seq: what waits for those before it
    let top; // nothing is missing up to here; null: nothing is known
    let log; // another one once what was held is dropped
    let rev;
    let counted = 0; // what the hub's count of unread messages knows of
    let readId; // what the hub was told, and is told again after a break
    let readTimer;
    let holeTimer;
    let isFilling;
    let fetching;
    let isOpen;
    let since = 0;
    let writingTimer;
    let typingTimer;
    let sendTimer; // runs while the first of the outbox is on its way, or waits to go again
    let tries = 0;

    // Outbox: one message at a time, so that they keep their order, always with the `cid` that they
    // began with, so that none is stored twice.

    const itemOf = (cid) => outbox.find((item) => item.cid === cid);
    const next = () => outbox.find((item) => item.state === SENDING);

    const enqueue = (item) => {
      item.at = lastAt = max(now(), lastAt + 1);
      item.user = undefined;
      outbox.push(item);
      become(item, SENDING);
    };

    const flush = () => {
      const item = next();
      if (!item || sendTimer || !isUp) {
        return;
      }
      const { cid, type, content } = item;
      if (isGone(item)) {
        remove(item);
      } else if (Math.abs(now() - item.at) > RESEND_MS) {
        // Not before all that the hub may have of it is here.
        if (state === 'live') {
          fail(item, { errmsg: 'too old' });
        }
      } else {
        again(PROBE_MS, () => {
          again(ANSWER_MS - PROBE_MS);
          if (isUp) {
            warn(SILENT);
            // The answer to a question may be large, and before it: that has more time.
            missing || ping(PROBE_MS);
          }
        });
        send('push', { usif, content, type, cid }, cid);
      }
    };

    const again = (ms, task = flush) => {
      stop(sendTimer);
      sendTimer =
        ms &&
        start(() => {
          sendTimer = 0;
          task();
        }, ms);
    };

    const become = (item, itsState, error = null) => {
      halt(item);
      item.state = itsState;
      item.error = error;
      keep(item);
      tell('outbox', item, chat);
      flush();
    };

    const keep = (item) => {
      if (user) {
        store(item.cid, item.state !== SENT && { ...item, user });
      }
    };

    const fail = (item, event) => (isGone(item) ? remove(item) : become(item, FAILED, wrong(event)));

    /** Taken over from a page that has sent or discarded it since. */
    const isGone = (item) => item.user && !isStored(item.cid);

    const remove = (item) => {
      halt(item);
      outbox = outbox.filter((other) => other !== item);
      changed(chat);
      flush();
    };

    const halt = (item) => {
      if (item === next()) {
        again(0);
        tries = 0;
      }
    };

    /** A message of this user's needs sending no more; once it has its place, nor showing. */
    const settled = ({ from, cid, seq }) => {
      const item = from === user && itemOf(cid);
      if (item) {
        if (item.state !== SENT) {
          become(item, SENT);
        }
        if (seq <= top) {
          remove(item);
        }
      }
    };

    // The log.

    const bottom = () => messages[0]?.seq ?? top + 1;
    const isUnread = (message) => message.from !== user && !(message.seq <= chat.read[user]);

    const trim = (most) => {
      if (messages.length > most) {
        messages = messages.slice(-most);
        hasOlder = true;
        changed(chat);
      }
    };

    /** An older copy must not bring back what was recalled, or is read. */
    const asKnown = (message) => {
      const isRead =
        isKnown &&
        chat.members.length === chat.member_count &&
        chat.members.every(({ user_id: id }) => id === message.from || chat.read[id] >= message.seq);
      return { ...message, ...(isRead && { is_read: 1 }), ...changes.get(message.seq) };
    };

    const refresh = () => {
      messages = messages.map(asKnown);
      changed(chat);
    };

    const append = (message) => {
      const known = asKnown(message);
      top = message.seq;
      messages.push(known);
      if (isUnread(message) && top > counted) {
        unread++;
      }
      trim(isOpen ? HELD_MAX : PAGE);
      if (chat.typing[0] === message.from) {
        setTyping([]);
      }
      settled(message);
      tell('message', known, chat);
    };

    /** All that there is up to `end` is held, or waits ahead: that takes its place. */
    const climb = (end) => {
      while (ahead[0]?.seq <= max(end, top + 1)) {
        append(ahead.shift());
      }
      top = max(top, end);
      watchHole();
    };

    /** Begins anew with what is held up to `end`: nothing of it is news. */
    const begin = (held, end) => {
      messages = held;
      top = end;
      hasOlder = bottom() > 1;
      each(held, settled);
      refresh();
      climb(end);
    };

    /** What lies before what waits is left to history. */
    const skip = () => {
      tell('gap', chat, chat);
      begin([], ahead[0].seq - 1);
    };

    /** Asks in a while, where by then something still waits, or another log than the held one shows. */
    const watchHole = (isOther, ms = HOLE_MS) => {
      if ((isOther || ahead[0]) && !holeTimer) {
        holeTimer = start(() => {
          holeTimer = 0;
          if (isUp) {
            if ((isOther || ahead[0]) && !isFilling) {
              ask([inner]);
            }
            watchHole(false, min(2 * ms, WAIT_MAX_MS));
          }
        }, ms);
      }
    };

    /** Fetches what lies between the run and what waits ahead of it. */
    const fill = async () => {
      const mine = log;
      const began = turn;
      let page = { more: 1 };
      isFilling = true;
      missing++;
      try {
        for (let pages = FILL_PAGES; page.more && ahead[0] && pages; pages--) {
          page = await get(`${path}${PAGE_MAX}&after=${top}`);
          if (mine !== log) {
            break;
          }
          each(page.messages, wait);
          climb(page.messages.pop().seq);
        }
        if (page.more && ahead[0] && mine === log) {
          skip();
        }
      } catch {
        watchHole();
      }
      isFilling = false;
      if (began === turn) {
        missing--;
        settle();
      }
    };

    const wait = (message) => {
      settled(message);
      if (message.seq > top && ahead.length < HELD_MAX) {
        ahead = ahead
          .filter((other) => other.seq !== message.seq)
          .concat(message)
          .sort((a, b) => a.seq - b.seq);
      }
    };

    const live = (message) => {
      if (!isKnown) {
        loadAgain();
      }
      if (top === null) {
        rev = 0; // what was changed since is asked for, whatever the list says meanwhile
        begin([], message.seq - 1);
      }
      const held = messages.find((other) => other.seq === message.seq);
      watchHole(message.seq <= top && held?.id !== message.id);
      wait(message);
      climb(top);
    };

    const readUpTo = (reader, seq) => {
      chat.read[reader] = max(chat.read[reader] || 0, seq);
    };

    /** Exact where all that may be unread is held; else the hub's count, which knows of `seq` and before. */
    const count = (itsCount, seq) => {
      if (bottom() <= chat.read[user] + 1) {
        itsCount = seq = 0;
      }
      counted = seq;
      unread = itsCount + messages.filter((message) => isUnread(message) && message.seq > seq).length;
      changed(chat);
    };

    const setTyping = (users) => {
      stop(typingTimer);
      chat.typing = users;
      changed(chat);
    };

    const fetchFirst = () => {
      if (isUp && isOpen && hasOlder && messages.length < PAGE) {
        chat.older().then(fetchFirst, () => start(fetchFirst, PROBE_MS));
      }
    };

    const change = (what) => {
      if (changes.size > CHANGES_MAX) {
        changes.clear(); // what is held has them
      }
      changes.set(what.seq, { ...changes.get(what.seq), ...what, content: null });
      refresh();
    };

    const gone = (error) => {
      isKnown = false;
      chat.error = error;
      unread = 0;
      tell('chat', chat, chat);
    };

    const tellRead = () => {
      if (readTimer && readId && isUp) {
        send('read', { usif, id: readId });
      }
      stop(readTimer);
      readTimer = 0;
    };

    const inner = {
      chat,
      tellRead,
      latest: () => chat.last?.created_at || since,
      /** For what was missed: 0 for none, the open ones first. */
      rank: () => (isOpen || outbox[0] ? Infinity : top !== null && inner.latest() + 1),

      events: {
        push(message) {
          live(message);
          saw(message.from);
        },

        pushback(data, event) {
          const item = next();
          if (!event.errcode) {
            live(data);
          } else if (item && item.cid === (event.ref || item.cid)) {
            tries++;
            if (data.retryable && tries < TRIES_MAX) {
              again(amount(data.retry_after_ms, 1) + jitter(tries));
            } else {
              fail(item, event);
            }
          }
        },

        read(data) {
          saw(data.reader);
          readUpTo(data.reader, data.seq);
          refresh();
          if (data.reader === user && !count(unread, max(counted, top))) {
            ask([inner]); // how many are unread now
          }
          tell('read', data, chat);
        },

        typing({ user_id: who }) {
          saw(who);
          setTyping([who]);
          typingTimer = start(setTyping, TYPING_MS, []);
          tell('typing', who, chat);
        },

        recall(data) {
          change({ seq: data.seq, recalled: 1 });
          tell('recall', data, chat);
        },

        erase(data) {
          each(data.seqs, (seq) => change({ seq, erased: 1 }));
          tell('erase', data, chat);
        },

        chat(data) {
          if (data.member === 0) {
            gone(null);
          } else {
            chat.state = data.state || chat.state;
            loadAgain();
            if (isKnown) {
              tell('chat', chat, chat);
            }
          }
        },
      },

      query() {
        const { last } = chat;
        return { usif, index: last?.seq === top ? last.id : top, rev, read: readId };
      },

      merge(entry, found) {
        if (entry.errcode) {
          gone(wrong(entry));
          return;
        }
        if (entry.reset) {
          inner.forget(true);
          tell('reset', chat, chat);
        }
        rev = entry.rev;
        entry.changed?.forEach(change);
        for (const reader in entry.read) {
          readUpTo(reader, entry.read[reader]);
        }
        if (top === null) {
          begin(found, entry.last_seq);
        } else {
          each(found, wait);
          if (!entry.more || found[0]?.seq <= top + 1) {
            climb(entry.last_seq);
          } else if (!found[0]) {
            ask([inner]); // the others filled the answer
          } else if (!isOpen) {
            skip();
          } else if (!isFilling) {
            fill();
          }
        }
        count(entry.unread, entry.last_seq);
        refresh();
        fetchFirst();
      },

      /** What the list of chats says. */
      list(entry, order) {
        const last = entry.last_message;
        const seq = last?.seq || 0;
        const isNews = hub.isLoaded && (!isKnown || chat.state !== entry.state);
        each(['booking_id', 'state', 'members', 'member_count'], (key) => (chat[key] = entry[key]));
        isKnown = true;
        chat.error = null;
        since = order;
        if (top === null) {
          rev = entry.rev;
          begin(last ? [last] : [], seq);
          fetchFirst();
        } else if (last) {
          live(last);
        }
        if (seq >= top) {
          count(entry.unread, seq);
        }
        refresh();
        if (isNews) {
          emit('chat', chat);
        }
      },

      /** Drops what is held of it; where another user took over, what waits to be sent, too. */
      forget(isSameUser) {
        readId = undefined;
        tellRead();
        ahead = [];
        changes.clear();
        log = {};
        chat.read = {};
        messages = [];
        top = null;
        hasOlder = false;
        changed(chat);
        if (!isSameUser) {
          isKnown = false;
          unread = 0;
        }
        outbox = outbox.filter((item) => isSameUser && item.state !== SENT);
      },

      /** @param fault of what was sent last, where the hub said so */
      pause(fault) {
        if (fault && sendTimer) {
          become(next(), FAILED, fault);
        }
        again(0);
      },

      resume() {
        each(outbox, (item) => item.user || keep(item));
        flush();
      },

      take(item) {
        if (!itemOf(item.cid)) {
          item.state = item.error ? FAILED : SENDING;
          outbox.push(item);
          changed(chat);
        }
      },
    };
    inner.forget();
    return inner;
  };

  // The list of chats, and who is online.

  const get = async (path) => {
    const { status, body } = await platform
      .get(`http${base}${path}`, { Authorization: `Bearer ${token}` })
      .catch((error) => ({ body: { errmsg: error?.message } }));
    if (status !== 200 || Object(body) !== body) {
      throw hubError({ errmsg: `HTTP ${status}`, ...body });
    }
    return body;
  };

  /** Loads as much of the list as is wanted; once more where that was asked for in the meantime. */
  const loadAgain = () => {
    wantsAgain = true;
    if (!loading && isUp) {
      loading = load(turn);
    }
    return loading;
  };

  const load = async (mine) => {
    let cursor = '';
    let listed = 0;
    wantsAgain = false;
    try {
      do {
        const page = await get(`/api/chats?limit=${min(wanted, PAGE_MAX)}&cursor=${encode(cursor)}`);
        if (mine !== turn) {
          return;
        }
        let at = now();
        each(page.chats, (entry) => {
          at = entry.last_message?.created_at || at;
          each(entry.members, setOnline);
          chatOf(entry.usif).list(entry, at);
        });
        listed += page.chats.length;
        cursor = page.cursor;
      } while (cursor && listed < wanted);
      wanted = max(PAGE, listed);
      hub.isLoaded = true;
      hub.hasMore = !!cursor;
      why = null;
      changed();
    } catch ({ message }) {
      if (mine !== turn) {
        return;
      }
      warn(HTTP, message);
      wantsAgain = true;
      await new Promise((resolve) => start(resolve, STEP_MS + jitter(3)));
    }
    if (mine === turn) {
      loading = null;
      const more = wantsAgain && loadAgain();
      settle();
      return more;
    }
  };

  const setOnline = (about, isOnline = !!about.online) => {
    const id = about.user_id;
    if (id !== user && online.get(id) !== isOnline) {
      online.set(id, isOnline);
      tell('presence', { ...about, online: isOnline });
    }
  };

  /** Who does something is there; not every role is announced. */
  const saw = (id) => {
    if (id !== 'system') {
      setOnline({ user_id: id }, true);
    }
  };

  const hub = {
    get why() {
      return why;
    },
    isLoaded: false,
    hasMore: false,
    get state() {
      return state;
    },
    get user() {
      return user;
    },
    get chats() {
      const known = all().filter((inner) => inner.chat.isKnown);
      return known.sort((a, b) => b.latest() - a.latest()).map((inner) => inner.chat);
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
    },
    signOut() {
      hub.close();
      token = null;
      refusal = 0;
      empty();
    },
    chat: (usif) => chatOf(usif).chat,
    async more() {
      wanted += PAGE;
      return loadAgain();
    },
    async presence(users) {
      const found = await get(`/api/presence?user_id=${users.map(encode).join('&user_id=')}`);
      each(found.users, setOnline);
    },
    isOnline: (id) => online.get(id),
    now,
    on(event, listener) {
      listeners[event] = (listeners[event] || new Set()).add(listener);
      return () => listeners[event].delete(listener);
    },
  };

  takeStored();
  platform.watch?.(life);
  return hub;
}

/** Full jitter: any time up to a step that doubles. */
const jitter = (failures) => Math.random() * min(WAIT_MAX_MS, STEP_MS * 2 ** failures);

/** @param event an `error`, or whatever else has the fields of one */
const wrong = ({ errcode: code = 0, errmsg: message = '' }) => ({ code, message });

const isText = (value) => value && typeof value === 'string';
const amount = (ms, otherwise) => (ms > 0 ? min(ms, TOLD_MAX_MS) : otherwise);

const hubError = (event) => Object.assign(Error(), wrong(event));

/** Unique for a sender and a chat; mini programs have no better source of chance. */
const newId = () => `${time()}-${Math.random()}`;

// Platforms.

/** Browsers; and Node, which before its version 22 has no WebSocket of its own. */
function web({ WebSocket, fetch, document } = globalThis) {
  let storage;
  try {
    storage = document && localStorage;
  } catch {
    // The user allows none.
  }
  return {
    name: document ? 'web' : 'node',
    url: document && location.origin,
    storage,
    isOnline: () => globalThis.navigator?.onLine !== false,

    open(url, token, on) {
      return Object.assign(new WebSocket(url, [token]), {
        onopen: on.open,
        onmessage: (event) => on.message(event.data),
        onclose: (event) => on.close(event.code, event.reason),
        onerror() {}, // a close follows
      });
    },

    async get(url, headers) {
      const response = await fetch(url, {
        headers,
        // An old engine has its own limit alone.
        signal: AbortSignal.timeout?.(ANSWER_MS),
      });
      return { status: response.status, body: await response.json().catch(() => null) };
    },

    watch({ wake, leave }) {
      if (document) {
        document.addEventListener('visibilitychange', () => (document.hidden ? leave() : wake()));
        each(['online', 'offline'], (event) => addEventListener(event, wake));
      }
    },
  };
}

/**
 * Mini programs. In the background the socket dies without a word after some seconds, and the
 * clock may stand still meanwhile; a dead task says so only when something is sent. What a phone
 * hands to a callback may be nothing at all.
 */
function wechat(wx) {
  let isConnected = true;
  return {
    name: 'wechatmini',
    storage: { getItem: wx.getStorageSync, setItem: wx.setStorageSync }, // there are no other pages
    isOnline: () => isConnected,

    open(url, token, on) {
      const broken = (error) => on.close(1006, error?.errMsg);
      const task = wx.connectSocket({
        url: `${url}&sec-websocket-protocol=${encode(token)}`,
        fail: broken,
      });
      if (task) {
        task.onOpen(on.open);
        task.onMessage((event) => on.message(event?.data));
        // The system closes with 1000, too: this client's own close asks for no answer.
        task.onClose((event) => on.close(event?.code > 1000 ? event.code : 1006, event?.reason));
        task.onError(broken);
      }
      return {
        send: (data) => task.send({ data, fail: broken }),
        close: () => task?.close({ fail() {} }),
      };
    },

    get: (url, header) =>
      new Promise((resolve, reject) => {
        wx.request({
          url,
          header,
          timeout: ANSWER_MS,
          success: (answer) => resolve({ status: answer?.statusCode, body: answer?.data }),
          fail: (error) => reject({ message: error?.errMsg }),
        });
      }),

    watch({ wake, leave, hide, show }) {
      let hiddenAt;
      let timer;
      wx.onAppHide(() => {
        leave();
        hiddenAt = time();
        timer = start(hide, HIDDEN_MS);
      });
      wx.onAppShow(() => {
        stop(timer);
        if (time() - hiddenAt >= HIDDEN_MS) {
          hide();
        }
        hiddenAt = Infinity;
        show();
      });
      wx.onNetworkStatusChange((change) => {
        isConnected = change?.isConnected;
        wake();
      });
    },
  };
}

export { createChathub, web, wechat, transitions };
