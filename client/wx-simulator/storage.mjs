const LIMIT = 10 * 1024 * 1024;
const VALUE_LIMIT = 1024 * 1024;

/** What a mini program keeps on the phone: 10 MB in all, 1 MB a key. It outlives the app. */
export class Storage {
  #values = new Map();

  get size() {
    let size = 0;
    this.#values.forEach((text, key) => (size += Buffer.byteLength(key) + Buffer.byteLength(text)));
    return size;
  }

  api = {
    getStorageSync: (key) => (this.#values.has(key) ? JSON.parse(this.#values.get(key)) : ''),
    setStorageSync: (key, value) => this.#set(key, value),
    removeStorageSync: (key) => void this.#values.delete(key),
    clearStorageSync: () => this.#values.clear(),
    getStorageInfoSync: () => ({
      keys: [...this.#values.keys()],
      currentSize: Math.ceil(this.size / 1024),
      limitSize: LIMIT / 1024,
    }),
  };

  #set(key, value) {
    const text = JSON.stringify(value);
    if (typeof key !== 'string' || key === '' || text === undefined) {
      throw new Error('setStorageSync:fail parameter error');
    }
    if (Buffer.byteLength(text) > VALUE_LIMIT) {
      throw new Error('setStorageSync:fail entry size limit reached');
    }
    const before = this.#values.get(key);
    this.#values.set(key, text);
    if (this.size > LIMIT) {
      before === undefined ? this.#values.delete(key) : this.#values.set(key, before);
      throw new Error('setStorageSync:fail exceed storage max size 10Mb');
    }
  }
}
