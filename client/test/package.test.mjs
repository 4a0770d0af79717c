// The client as a package: packed, installed into projects of others, and used there.

import assert from 'node:assert/strict';
import { execFile } from 'node:child_process';
import { mkdirSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { after, test } from 'node:test';
import { fileURLToPath } from 'node:url';
import { promisify } from 'node:util';
import { build } from 'vite';

const CLIENT = fileURLToPath(new URL('..', import.meta.url));
const TSC = join(CLIENT, 'node_modules/typescript/bin/tsc');
const NAMES = ['createChathub', 'transitions', 'web', 'wechat'];
const dir = mkdtempSync(join(tmpdir(), 'chathub-package-'));
after(() => rmSync(dir, { recursive: true }));

const run = async (program, args, cwd) => {
  try {
    return (await promisify(execFile)(program, args, { cwd })).stdout;
  } catch (error) {
    throw new Error(`${program} ${args.join(' ')}\n${error.stdout}\n${error.stderr}`);
  }
};

const packed = run('npm', ['pack', '--json', '--pack-destination', dir], CLIENT).then((said) => {
  const [{ filename, files }] = JSON.parse(said.slice(said.indexOf('[')));
  return { file: join(dir, filename), names: files.map(({ path }) => path).sort() };
});

/** A project that has installed it, and nothing else. */
async function project(name, files) {
  const root = join(dir, name);
  mkdirSync(root);
  Object.entries({ 'package.json': '{"private": true}', ...files }).forEach(([path, text]) =>
    writeFileSync(join(root, path), text),
  );
  const { file } = await packed;
  await run('npm', ['install', '--offline', '--no-audit', '--no-fund', '--no-package-lock', file], root);
  return root;
}

const LIST = 'console.log(JSON.stringify(Object.keys(client).sort()), typeof createChathub);';

test('it has the client, its types, and nothing of the tests', async () => {
  const { names } = await packed;
  assert.deepEqual(names, [
    'README.md',
    'chathub.cjs',
    'chathub.d.cts',
    'chathub.d.ts',
    'chathub.js',
    'package.json',
  ]);
});

test('plain Node imports and requires it', async () => {
  const root = await project('node', {
    'esm.mjs': `import * as client from 'chathub-client';\nimport { createChathub } from 'chathub-client';\n${LIST}`,
    'cjs.cjs': `const client = require('chathub-client');\nconst { createChathub } = client;\n${LIST}`,
    // What somebody gets who has saved the copy by hand.
    'copy.mjs': `import { createChathub } from './copy.cjs';\nimport client from './copy.cjs';\n${LIST}`,
  });
  writeFileSync(join(root, 'copy.cjs'), readFileSync(join(root, 'node_modules/chathub-client/chathub.cjs')));
  for (const file of ['esm.mjs', 'cjs.cjs', 'copy.mjs']) {
    assert.equal(await run(process.execPath, [file], root), `${JSON.stringify(NAMES)} function\n`, file);
  }
});

test('TypeScript, strict, finds the types however it resolves modules', async () => {
  const page = readFileSync(join(CLIENT, 'test/types/page.ts'), 'utf8').replace(/'[./]+chathub\.js'/, "'chathub-client'");
  assert.match(page, /from 'chathub-client'/);
  const root = await project('typescript', { 'page.ts': page, 'page.mts': page, 'page.cts': page });
  const common = ['--strict', '--noEmit', '--target', 'es2022', '--lib', 'es2022,dom', '--types', ''];
  for (const [module, resolution, file] of [
    ['esnext', 'bundler', 'page.ts'],
    ['nodenext', 'nodenext', 'page.mts'],
    ['nodenext', 'nodenext', 'page.cts'],
  ]) {
    await run(process.execPath, [TSC, ...common, '--module', module, '--moduleResolution', resolution, file], root);
  }
});

test('Vite builds a page with it', async () => {
  const root = await project('vite', {
    'index.html': '<!doctype html><script type="module" src="/main.ts"></script>',
    'main.ts': `import { createChathub, type Hub } from 'chathub-client';
const hub: Hub = createChathub({ url: 'https://chat.example.com', token: () => null });
document.title = hub.state;`,
  });
  const options = { write: false, modulePreload: { polyfill: false } };
  const { output } = await build({ root, logLevel: 'error', configFile: false, build: options });
  const [script] = output.filter(({ type }) => type === 'chunk');
  const page = {};
  new Function('document', 'addEventListener', script.code)(page, () => {});
  assert.equal(page.title, 'idle');
});
