import { memory } from './token.js';

const KEPT_MAX = 20;

/** What was begun in each chat and not sent: the latest 20, for as long as the tab lives. */
export class Drafts {
  constructor(user) {
    this.key = `chathub.drafts.${user}`;
  }

  get(usif) {
    const all = this.#all();
    return Object.hasOwn(all, usif) ? all[usif] : '';
  }

  set(usif, text) {
    const { [usif]: _, ...others } = this.#all();
    const entries = Object.entries(text === '' ? others : { ...others, [usif]: text });
    try {
      memory.setItem(this.key, JSON.stringify(Object.fromEntries(entries.slice(-KEPT_MAX))));
    } catch {
      // No room: the text stays in the field.
    }
  }

  #all() {
    try {
      return JSON.parse(memory.getItem(this.key) ?? '{}');
    } catch {
      return {};
    }
  }
}
