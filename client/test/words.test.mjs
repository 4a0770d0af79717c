// What the pages say, in both of their languages.

import assert from 'node:assert/strict';
import { test } from 'node:test';

const speaking = async (language) => {
  Object.defineProperty(globalThis, 'navigator', { value: { language }, configurable: true });
  return (await import(`../pages/words.js?${language}`)).t;
};
const english = await speaking('en-GB');
const chinese = await speaking('zh-CN');

/** The refusals that a signed-in user of the pages may be told of, and no answer at all. */
const TOLD = [0, 40001, 40300, 40301, 40302, 40400, 41300, 42900, 50000, 50300, 50400];

test('whatever is refused has words in both languages', () => {
  for (const code of TOLD) {
    assert.match(english.error[code], /^[A-Z].*\.$/, `${code}`);
    assert.match(chinese.error[code], /^\p{Script=Han}.*。$/u, `${code}`);
  }
});

test('what one language says the other says, too', () => {
  const names = (words) => Object.keys(words).sort();
  assert.deepEqual(names(chinese), names(english));
  assert.deepEqual(names(chinese.error), names(english.error));
  for (const part of ['role', 'kinds', 'trouble']) {
    assert.deepEqual(names(chinese[part]), names(english[part]));
  }
});

test('any other language is served in English', async () => {
  assert.deepEqual((await speaking('fr')).error, english.error);
});
