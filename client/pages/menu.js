import { at, element } from './dom.js';
import { t } from './words.js';

const LONG_PRESS_MS = 500;

/** What can be done with a message. */
export class Menu {
  constructor() {
    this.dialog = at('menu');
    closeOutside(this.dialog);
  }

  get isOpen() {
    return this.dialog.open;
  }

  /** @param choices `[label, task]` each */
  choose(choices) {
    const buttons = [...choices, [t.cancel, () => {}]].map(([label, task]) => {
      const onclick = () => {
        this.dialog.close();
        task();
      };
      return element('button', { type: 'button', onclick }, label);
    });
    this.dialog.replaceChildren(...buttons);
    this.dialog.showModal();
  }

  /** A long press where there is touch, the other button where there is a mouse. */
  listenForLongPress(messages) {
    let timer;
    let isLong = false;
    const optionsOf = (event) =>
      event.target.closest?.('.bubble')?.parentElement.querySelector('.options');
    const show = (options) => {
      if (!this.isOpen) {
        options.click();
      }
    };
    const on = (type, listener) =>
      messages.addEventListener(type, listener, { passive: type !== 'touchend' });
    messages.addEventListener('contextmenu', (event) => {
      const options = optionsOf(event);
      const isLink = event.target.closest?.('.link') && matchMedia('(pointer: fine)').matches;
      if (options && !isLink && String(getSelection()) === '') {
        event.preventDefault();
        show(options);
      }
    });
    on('touchstart', (event) => {
      clearTimeout(timer);
      isLong = false;
      const options = optionsOf(event);
      if (options) {
        timer = setTimeout(() => {
          isLong = true;
          show(options);
        }, LONG_PRESS_MS);
      }
    });
    on('touchmove', () => clearTimeout(timer));
    on('touchcancel', () => clearTimeout(timer));
    on('touchend', (event) => {
      clearTimeout(timer);
      if (isLong && event.cancelable) {
        event.preventDefault(); // no click on what is under the finger now
      }
    });
  }
}

/** Not on click: the finger that opened the dialog would close it when it lets go. */
export function closeOutside(dialog) {
  dialog.addEventListener('pointerdown', (event) => {
    if (event.target === dialog) {
      dialog.close();
    }
  });
}

/** Pages that came over plain HTTP have no clipboard of the newer kind. */
export function copy(text) {
  if (navigator.clipboard) {
    navigator.clipboard.writeText(text).catch(() => {}); // not allowed: the browser has told the user
    return;
  }
  const field = element('textarea', { class: 'unseen' });
  field.value = text;
  document.body.append(field);
  field.select();
  document.execCommand('copy');
  field.remove();
}
