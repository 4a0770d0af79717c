const KEPT = 200;

/** What the app shows besides its pages: kept in `shown` for tests; a dialog waits for `tap`. */
export class Screen {
  /** `{api, ...options}` of each call, oldest first; the latest 200. */
  shown = [];
  /** The open dialog: its `choices`, or null. */
  dialog = null;
  #phone;

  constructor(phone) {
    this.#phone = phone;
  }

  /** Presses what has that label: a choice of the open dialog. */
  tap(label) {
    const index = this.dialog?.choices.indexOf(label) ?? -1;
    if (index < 0) {
      throw new Error(
        `Nothing to tap says ${label}; there is ${this.dialog?.choices.join(', ') ?? 'no dialog'}`,
      );
    }
    const { press } = this.dialog;
    this.dialog = null;
    press(index);
  }

  api() {
    const { callbacks } = this.#phone;
    const noted = (name, work = () => {}) =>
      callbacks.api(name, (options) => this.#note(name, options, work));
    const plain = ['showToast', 'hideToast', 'setNavigationBarTitle', 'previewImage', 'setClipboardData'];
    const more = [
      'pageScrollTo',
      'stopPullDownRefresh',
      'showLoading',
      'hideLoading',
      'setNavigationBarColor',
    ];
    return {
      ...Object.fromEntries([...plain, ...more].map((name) => [name, noted(name)])),
      showModal: noted('showModal', ({ confirmText = 'OK', cancelText = 'Cancel', showCancel = true }) =>
        this.#ask(showCancel ? [confirmText, cancelText] : [confirmText], (index) => ({
          confirm: index === 0,
          cancel: index === 1,
        })),
      ),
      showActionSheet: noted('showActionSheet', ({ itemList }) => {
        if (!Array.isArray(itemList) || itemList.length === 0 || itemList.length > 6) {
          throw new Error('parameter error: itemList should have 1 to 6 items');
        }
        return this.#ask([...itemList, 'Cancel'], (index) => {
          if (index === itemList.length) {
            throw new Error('cancel');
          }
          return { tapIndex: index };
        });
      }),
    };
  }

  #note(api, { success, fail, complete, ...options }, work) {
    this.shown.push({ api, ...options });
    this.shown.splice(0, this.shown.length - KEPT);
    return work(options);
  }

  async #ask(choices, resultOf) {
    const index = await new Promise((press) => (this.dialog = { choices, press }));
    return resultOf(index);
  }
}
