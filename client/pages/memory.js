// What the page keeps in the tab's storage: for as long as the tab lives.

const OURS = 'chathub.';

const items = new Map(); // what the storage did not take: kept as long as the page

/** Never throws: a browser may have no storage, none for this page, or no room in it. */
export const memory = {
  getItem(key) {
    const value = items.get(key) ?? attempt(() => sessionStorage.getItem(key));
    return typeof value === 'string' ? value : null;
  },

  setItem(key, value) {
    items.set(key, value);
    attempt(() => {
      sessionStorage.setItem(key, value);
      items.delete(key);
    });
  },

  removeItem(key) {
    items.delete(key);
    attempt(() => sessionStorage.removeItem(key));
  },

  /** Leaves nothing. */
  clear() {
    const keys = attempt(() => Object.keys(sessionStorage)) ?? [];
    [...items.keys(), ...keys.filter((key) => key.startsWith(OURS))].forEach((key) => memory.removeItem(key));
  },
};

function attempt(task) {
  try {
    return task();
  } catch {
    return null;
  }
}
