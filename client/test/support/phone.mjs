// The sample mini program on a simulated phone, against a hub.
//
//   const phone = startPhone(hub, { token });
//   await until(() => phone.page.data.rows.length === 1, 'the list is there');
//   … phone.openChat('b1'), phone.say('hello'), phone.press(row) …

import { readFileSync } from 'node:fs';
import { fileURLToPath } from 'node:url';
import { Phone } from '../../wx-simulator.mjs';
import { until } from './until.mjs';

const CLIENT = fileURLToPath(new URL('../..', import.meta.url));

/** The client as the build writes it for mini programs: CommonJS instead of the last line. */
export function commonJs() {
  const text = readFileSync(`${CLIENT}/chathub.js`, 'utf8');
  const exported = /\nexport (\{[^}]*\});\s*$/;
  if (!exported.test(text)) {
    throw new Error('chathub.js does not end with export { … };');
  }
  return text.replace(exported, '\nmodule.exports = $1;\n');
}

/** `config` is what config.js says besides the hub's address. */
export function startPhone(hub, config, settings = {}) {
  const files = {
    'chathub.js': commonJs(),
    'config.js': `module.exports = ${JSON.stringify({ url: hub.url, token: '', service: '', ...config })};`,
  };
  return new SamplePhone({ files, ...settings });
}

class SamplePhone extends Phone {
  constructor(settings) {
    super(settings);
    this.launch(`${CLIENT}/miniprogram`);
  }

  get hub() {
    return this.app.hub;
  }

  get rows() {
    return this.page.data.rows;
  }

  /** The frames of one action that went to any socket since the start of the app. */
  sent(action) {
    const frames = this.sockets.tasks.flatMap((task) => task.sent.map((text) => JSON.parse(text)));
    return frames.filter((frame) => frame.action === action);
  }

  live() {
    return until(() => this.hub.state === 'live', 'the app is live');
  }

  async openChat(usif) {
    await until(() => this.rows.some(({ key }) => key === usif), `${usif} is listed`);
    this.page.open(tapOn({ usif }));
    await until(() => this.page.route === 'pages/chat/chat', 'the chat is open');
  }

  say(text) {
    this.page.setData({ draft: text }); // what model:value does
    this.page.typed({ detail: { value: text } });
    this.page.send();
  }

  /** A long press on a row, and the choice that is made then. */
  async choose(row, label) {
    this.page.pressed(tapOn({ key: row.key }));
    await until(() => this.screen.dialog !== null, 'the choices are there');
    this.tap(label);
  }

  texts() {
    return this.rows.filter(({ kind }) => kind === 'message').map(({ text }) => text);
  }

  row(text) {
    return this.rows.find((row) => row.text === text);
  }
}

export function tapOn(dataset) {
  return { currentTarget: { dataset }, detail: {} };
}
