import { memory } from './memory.js';

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
    memory.setItem(this.key, JSON.stringify(Object.fromEntries(entries.slice(-KEPT_MAX))));
  }

  /** Whatever stands there: only texts are drafts. */
  #all() {
    try {
      const held = JSON.parse(memory.getItem(this.key) ?? '{}');
      return Object.fromEntries(Object.entries(held ?? {}).filter(([, text]) => typeof text === 'string'));
    } catch {
      return {};
    }
  }
}
