// A way to the hub that breaks as networks do: a TCP proxy that cuts, refuses, stalls and slows.
//
//   const proxy = await startProxy(hub.port);
//   after(() => proxy.close());
//   … proxy.url …
//   proxy.cut();                  resets every connection; what was under way is lost
//   proxy.down();                 refuses new ones, those that are open go on; `await proxy.up()` ends it
//   proxy.stall('toClient');      passes nothing on, one way (`toHub`) or, without a name, both
//   proxy.flow();                 passes on what was held, in order; one way, or both
//   proxy.slow(2_000, 300);       bytes a second each way, and how many ms late at the least
//   proxy.fast();
//
// It reorders nothing, and loses nothing but what a cut loses. While it stalls it also holds what
// the ends do: that one of them closed, or died, is known to the other when it flows again. What is
// held is not read: 64 KiB and what the kernel takes, then the sender waits.
//
// `opened` counts the connections that were opened, `upgrades` those of them that asked for `/ws`,
// `held` those that are open now.

import { once } from 'node:events';
import { connect, createServer } from 'node:net';
import { setTimeout as sleep } from 'node:timers/promises';
import { freePort } from './ports.mjs';

const WAYS = ['toHub', 'toClient'];
const PIECES_A_SECOND = 20;
const UPGRADE = /^GET \S*\/ws(\?\S*)? HTTP/;

export async function startProxy(target) {
  const proxy = new Proxy(await freePort(), target);
  await proxy.up();
  return proxy;
}

class Proxy {
  opened = 0;
  upgrades = 0;
  #target;
  #server = null;
  #pairs = new Set();
  #gates = { toHub: gate(), toClient: gate() };
  #bytesPerSecond = Infinity;
  #latencyMs = 0;

  constructor(port, target) {
    this.port = port;
    this.#target = target;
  }

  get url() {
    return `http://127.0.0.1:${this.port}`;
  }

  get held() {
    return this.#pairs.size;
  }

  cut() {
    for (const pair of this.#pairs) {
      pair.forEach((socket) => socket.resetAndDestroy());
    }
    this.#pairs.clear();
  }

  down() {
    const server = this.#server;
    this.#server = null;
    // It closes when the last of its connections does; it refuses new ones from now on.
    server?.close();
  }

  async up() {
    if (!this.#server) {
      this.#server = createServer({ allowHalfOpen: true }, (client) => this.#join(client));
      this.#server.unref();
      await once(this.#server.listen(this.port, '127.0.0.1'), 'listening');
    }
  }

  stall(...ways) {
    for (const way of ways.length > 0 ? ways : WAYS) {
      this.#gates[way].shut();
    }
  }

  flow(...ways) {
    for (const way of ways.length > 0 ? ways : WAYS) {
      this.#gates[way].open();
    }
  }

  slow(bytesPerSecond, latencyMs = 0) {
    this.#bytesPerSecond = bytesPerSecond;
    this.#latencyMs = latencyMs;
  }

  fast() {
    this.slow(Infinity);
  }

  close() {
    this.down();
    this.cut();
    this.flow();
  }

  #join(client) {
    this.opened += 1;
    const hub = connect({ port: this.#target, host: '127.0.0.1', allowHalfOpen: true });
    const pair = [client, hub];
    this.#pairs.add(pair);
    for (const socket of pair) {
      socket.setNoDelay(true).unref();
      // The pump that reads from it hears of it.
      socket.on('error', () => {});
      socket.on('close', () => {
        if (pair.every((end) => end.destroyed)) {
          this.#pairs.delete(pair);
        }
      });
    }
    this.#pump(client, hub, 'toHub');
    this.#pump(hub, client, 'toClient');
  }

  async #pump(from, to, way) {
    let isFirst = way === 'toHub';
    try {
      for await (const chunk of from.iterator({ destroyOnReturn: false })) {
        if (isFirst && UPGRADE.test(chunk.toString('latin1'))) {
          this.upgrades += 1;
        }
        isFirst = false;
        await pause(this.#latencyMs);
        for (const piece of this.#pieces(chunk)) {
          await pause((1000 * piece.length) / this.#bytesPerSecond);
          await this.#gates[way].passage;
          await new Promise((written) => to.write(piece, written));
        }
      }
      await this.#gates[way].passage;
      to.end();
    } catch {
      await this.#gates[way].passage;
      to.resetAndDestroy();
    }
  }

  *#pieces(chunk) {
    const size = Math.min(chunk.length, Math.max(1, Math.floor(this.#bytesPerSecond / PIECES_A_SECOND)));
    for (let i = 0; i < chunk.length; i += size) {
      yield chunk.subarray(i, i + size);
    }
  }
}

async function pause(ms) {
  if (ms > 0) {
    await sleep(ms);
  }
}

/** What waits for `passage` waits while it is shut. */
function gate() {
  const self = {
    passage: null,
    open: () => {},
    shut() {
      self.open();
      self.passage = new Promise((resolve) => {
        self.open = () => {
          self.passage = null;
          resolve();
        };
      });
    },
  };
  return self;
}
