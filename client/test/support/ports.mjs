// Free ports of loopback, below those that the system hands out: a hub that is started again finds
// its own free.

import { createServer } from 'node:net';

const FIRST = 12_000;
const COUNT = 10_000;
const ATTEMPTS = 1_000;

const given = new Set();

export async function freePort() {
  for (let attempt = 0; attempt < ATTEMPTS; attempt++) {
    const port = FIRST + Math.floor(Math.random() * COUNT);
    if (!given.has(port) && (await isFree(port))) {
      given.add(port);
      return port;
    }
  }
  throw new Error('no free port');
}

function isFree(port) {
  return new Promise((resolve) => {
    const server = createServer();
    server.once('error', () => resolve(false));
    server.listen(port, '127.0.0.1', () => server.close(() => resolve(true)));
  });
}
