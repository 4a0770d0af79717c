// A process that cannot outlive the one that started it, however that one ends: beside it waits a
// guard, at the end of a pipe that breaks with its starter, which kills it by its id and removes its
// directory.

import { spawn } from 'node:child_process';
import { once } from 'node:events';

const GUARD = `
read -r _
kill -KILL "$1" 2>/dev/null
for _ in 1 2 3 4 5 6 7 8 9 10; do rm -rf "$2" 2>/dev/null && exit; sleep 0.2; done`;

export class Child {
  #process;
  #guard;

  /** `output` is a file's descriptor; `dir`, where it works, goes with its starter. */
  constructor(program, args, { dir, env, output }) {
    this.#process = spawn(program, args, { cwd: dir, env, stdio: ['ignore', output, output] });
    this.#process.on('error', (error) => (this.error = error));
    this.#process.unref();
    if (this.pid) {
      const guard = ['-c', GUARD, 'guard', String(this.pid), dir];
      this.#guard = spawn('sh', guard, { stdio: ['pipe', 'ignore', 'ignore'], detached: true });
      this.#guard.unref();
      this.#guard.stdin.unref();
      this.#process.once('exit', () => this.#guard.kill());
    }
  }

  get pid() {
    return this.#process.pid;
  }

  get isAlive() {
    return Boolean(this.pid) && this.#process.exitCode === null && this.#process.signalCode === null;
  }

  /** How it ended, for people. */
  get end() {
    return this.error?.message ?? this.#process.signalCode ?? `exit code ${this.#process.exitCode}`;
  }

  signal(name) {
    if (this.isAlive) {
      this.#process.kill(name);
    }
  }

  /** Waits for its end; gives the exit code, or null where a signal ended it. */
  async ended(patienceMs) {
    if (this.isAlive) {
      this.#process.ref();
      try {
        await once(this.#process, 'exit', { signal: AbortSignal.timeout(patienceMs) });
      } finally {
        this.#process.unref();
      }
    }
    return this.#process.exitCode;
  }
}
