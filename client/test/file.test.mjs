// The client as a file: how it is written, how large it is, and what is said of it beside it.

import assert from 'node:assert/strict';
import { execFile } from 'node:child_process';
import { readFileSync } from 'node:fs';
import { test } from 'node:test';
import { fileURLToPath } from 'node:url';
import { promisify } from 'node:util';
import vm from 'node:vm';
import { parse } from 'acorn';
import { minify } from 'terser';
import * as client from '../chathub.js';

const SYNTAX = 2020;
const BYTES_MAX = 13_000;
// Later than the syntax: what old engines of mini programs do not have.
const TOO_NEW = new Set(
  (
    'any at findLast findLastIndex fromAsync groupBy hasOwn replaceAll structuredClone toReversed toSorted ' +
    'toSpliced with withResolvers'
  ).split(' '),
);

const module = read('../chathub.js');
const names = Object.keys(client).sort();

test('its syntax is that of old engines, and nothing is imported', () => {
  const { body } = parse(module, { ecmaVersion: SYNTAX, sourceType: 'module' });
  const found = [];
  walk(body, (node) => {
    if (/^(Import|MetaProperty)/.test(node.type)) {
      found.push(node.type);
    }
    const called = node.type === 'CallExpression' && (node.callee.property ?? node.callee);
    if (called && TOO_NEW.has(called.name)) {
      found.push(called.name);
    }
  });
  assert.deepEqual(found, []);
});

test('it is small', async (t) => {
  const { code } = await minify(module, { module: true });
  const bytes = Buffer.byteLength(code);
  t.diagnostic(`minified: ${bytes} bytes`);
  assert.ok(bytes < BYTES_MAX, `minified it has ${bytes} bytes, not less than ${BYTES_MAX}`);
});

test('it exports once, at its end, on one line', () => {
  const { body } = parse(module, { ecmaVersion: SYNTAX, sourceType: 'module' });
  const last = body.at(-1);
  assert.deepEqual(
    body.filter((node) => node.type.startsWith('Export')),
    [last],
  );
  assert.match(module.slice(last.start), /^export \{ [\w, ]+ \};\n$/);
});

test('the CommonJS copy is the same, and needs nothing but a module', () => {
  const copy = read('../miniprogram/chathub.js', 'mvn package makes it');
  parse(copy, { ecmaVersion: SYNTAX, sourceType: 'script' });
  assert.equal(copy, `'use strict';\n${module.replace(/^export (?=\{)/m, 'module.exports = ')}`);
  const scope = { module: {} };
  vm.runInNewContext(copy, scope);
  assert.deepEqual(Object.keys(scope.module.exports).sort(), names);
});

test('what it exports is declared, and nothing else', () => {
  const values = /^export (?:declare )?(?:function|const|let|class) (\w+)/gm;
  const declared = [...read('../chathub.d.ts').matchAll(values)].map(([, name]) => name);
  assert.deepEqual(declared.sort(), names);
});

test('a page in TypeScript that uses all of it compiles, strictly', async () => {
  const compiler = fileURLToPath(import.meta.resolve('typescript/package.json').replace(/[^/]*$/, 'bin/tsc'));
  const sample = fileURLToPath(new URL('types', import.meta.url));
  const wrong = await promisify(execFile)(process.execPath, [compiler, '-p', sample]).then(
    () => null,
    (error) => error.stdout + error.stderr,
  );
  assert.equal(wrong, null, wrong);
});

function read(path, otherwise) {
  try {
    return readFileSync(new URL(path, import.meta.url), 'utf8');
  } catch (error) {
    throw new Error(otherwise ?? error.message, { cause: error });
  }
}

function walk(node, visit) {
  if (Array.isArray(node)) {
    node.forEach((each) => walk(each, visit));
  } else if (node !== null && typeof node === 'object') {
    if (typeof node.type === 'string') {
      visit(node);
    }
    Object.values(node).forEach((each) => walk(each, visit));
  }
}
