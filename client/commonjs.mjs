// Makes the client's files for `require`: chathub.cjs and its types. `npm pack` and `npm install` of
// this folder run it; the jar and the mini program have the same copy from Maven.

import { copyFileSync, readFileSync, writeFileSync } from 'node:fs';

const file = (name) => new URL(name, import.meta.url);
const module = readFileSync(file('chathub.js'), 'utf8');
const copy = module.replace(/^export (?=\{[^{}]+\};\n$)/m, 'module.exports = ');
if (copy === module) {
  throw new Error('chathub.js must export once, on its last line: export { a, b };');
}
writeFileSync(file('chathub.cjs'), `'use strict';\n${copy}`);
copyFileSync(file('chathub.d.ts'), file('chathub.d.cts'));
