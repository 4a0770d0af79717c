import { readFileSync } from 'node:fs';
import path from 'node:path';
import vm from 'node:vm';

// What engines bring along and mini programs do not have, or not on every phone.
const MISSING = [
  'WebAssembly',
  'SharedArrayBuffer',
  'Atomics',
  'Intl',
  'globalThis',
  'WeakRef',
  'FinalizationRegistry',
];

const CLOCKED_DATE = `(now) => {
  const RealDate = Date;
  Date = class Date extends RealDate {
    constructor(...args) {
      args.length === 0 ? super(now()) : super(...args);
    }
    static now() {
      return now();
    }
  };
}`;

/**
 * The code of one app folder, run where there is nothing but the language and what mini programs
 * have: no window, no process, no eval. `require` reads files of the folder by relative path;
 * `files` stands in for some of them.
 */
export class Program {
  #folder;
  #files;
  #context;
  #modules = new Map();

  constructor(folder, files, globals, now) {
    this.#folder = path.resolve(folder);
    this.#files = files;
    const codeGeneration = { strings: false, wasm: false };
    this.#context = vm.createContext({ ...globals }, { codeGeneration });
    vm.runInContext(CLOCKED_DATE, this.#context)(now);
    vm.runInContext(`for (const name of ${JSON.stringify(MISSING)}) delete this[name];`, this.#context);
  }

  /** The text of a file, null where there is none. */
  read(file) {
    if (Object.hasOwn(this.#files, file)) {
      return this.#files[file];
    }
    try {
      return readFileSync(path.join(this.#folder, file), 'utf8');
    } catch (error) {
      if (error.code === 'ENOENT') {
        return null;
      }
      throw error;
    }
  }

  json(file) {
    const text = this.read(file);
    return text === null ? null : JSON.parse(text);
  }

  /** Runs a file once, and returns what it exports. */
  run(file) {
    const known = this.#modules.get(file);
    if (known) {
      return known.exports;
    }
    const text = this.read(file);
    if (text === null) {
      throw new Error(`module '${file}' is not defined`);
    }
    const module = { exports: {} };
    this.#modules.set(file, module);
    const filename = path.join(this.#folder, file);
    // On the line of the first statement, so that places in errors are those of the file.
    const wrapped = `(function (require, module, exports) {'use strict';${text}\n})`;
    const body = new vm.Script(wrapped, { filename }).runInContext(this.#context);
    body((name) => this.run(this.#resolve(file, name)), module, module.exports);
    return module.exports;
  }

  #resolve(from, name) {
    const isRelative = /^\.\.?\//.test(name);
    const file = path.posix.join(path.posix.dirname(from), name);
    if (!isRelative || file.startsWith('..')) {
      throw new Error(`module '${name}' is not defined, require args is '${name}'`);
    }
    return file.endsWith('.js') ? file : `${file}.js`;
  }
}
