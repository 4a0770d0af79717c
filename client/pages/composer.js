import { addressOf } from './address.js';
import { at, say } from './dom.js';
import { Drafts } from './drafts.js';
import { closeOutside } from './menu.js';
import { whyOf } from './text.js';
import { t } from './words.js';

const IMAGE_FILE = /\.(png|jpe?g|gif|webp|avif)$/i;

/** The line to write in, and what goes out of it. */
export class Composer {
  /** @param onSent called after a message went into the outbox */
  constructor(hub, onSent) {
    this.hub = hub;
    this.onSent = onSent;
    this.chat = null;
    this.form = at('composer');
    this.input = at('input');
    this.refused = at('refused'); // why the last message was not taken
    this.asImage = at('as-image');
    this.dialog = at('image-dialog');
    this.input.setAttribute('enterkeyhint', hasKeyboard() ? 'send' : 'enter');
    this.form.addEventListener('submit', (event) => {
      event.preventDefault();
      this.#sendText();
    });
    this.input.addEventListener('input', () => {
      say(this.refused, '');
      this.#resize();
      this.#keep();
      if (this.input.value.trim() !== '') {
        this.chat.writing();
      }
    });
    this.input.addEventListener('keydown', (event) => this.#pressed(event));
    // The keys of a phone stay up.
    at('send').addEventListener('pointerdown', (event) => event.preventDefault());
    this.asImage.addEventListener('click', () => this.#sendAsImage());
    this.#listenForImages();
  }

  open(chat) {
    this.chat = chat;
    say(this.refused, '');
    this.drafts = chat && this.hub.user ? new Drafts(this.hub.user) : null;
    this.input.value = this.drafts?.get(chat.usif) ?? '';
    this.#resize();
  }

  show(isOpen) {
    if (this.form.hidden === isOpen) {
      this.form.hidden = !isOpen;
      this.#resize();
    }
    if (!this.drafts && this.chat && this.hub.user) {
      const { value } = this.input;
      this.open(this.chat); // now it is known whose drafts to take
      this.input.value = value || this.input.value;
      this.#resize();
    }
  }

  focus() {
    this.input.focus();
  }

  /** Takes a text back into the field, before what is written there. */
  edit(text) {
    const { value } = this.input;
    this.input.value = value.trim() === '' ? text : `${text}\n${value}`;
    this.#resize();
    this.#keep();
    this.input.focus();
  }

  #sendText() {
    const text = this.input.value.trim();
    if (text !== '' && this.#send(text)) {
      this.#clear();
    }
    this.input.focus();
  }

  #sendAsImage() {
    if (this.#send({ url: addressOf(this.input.value.trim()) }, 'image')) {
      this.#clear();
    }
    this.input.focus();
  }

  /** What can't be taken at all stays in the field. */
  #send(content, type) {
    const item = this.chat.send(content, type);
    const isTaken = item.state !== 'failed';
    say(this.refused, isTaken ? '' : whyOf(item.error));
    this.onSent(isTaken);
    return isTaken;
  }

  #clear() {
    this.input.value = '';
    this.#resize();
    this.#keep();
  }

  #keep() {
    this.drafts?.set(this.chat.usif, this.input.value);
  }

  #resize() {
    const text = this.input.value.trim();
    at('send').disabled = text === '';
    this.asImage.hidden = !isImageFile(text);
    this.input.style.height = 'auto';
    this.input.style.height = `${this.input.scrollHeight + 2}px`;
  }

  #pressed(event) {
    const isComposing = event.isComposing || event.keyCode === 229;
    if (event.key === 'Enter' && !event.shiftKey && !isComposing && hasKeyboard()) {
      event.preventDefault();
      this.#sendText();
    }
  }

  #listenForImages() {
    const field = at('image-url');
    const refused = at('image-refused');
    closeOutside(this.dialog);
    at('attach').addEventListener('click', () => {
      field.value = '';
      say(refused, '');
      this.dialog.showModal();
    });
    at('image-cancel').addEventListener('click', () => this.dialog.close());
    at('image-form').addEventListener('submit', (event) => {
      event.preventDefault();
      const url = addressOf(field.value.trim());
      if (!url) {
        say(refused, t.noImageAddress);
        field.focus();
        return;
      }
      this.dialog.close();
      this.#send({ url }, 'image');
    });
  }
}

/** An https address that says by its name that it is an image. */
function isImageFile(text) {
  const address = /^https:\S+$/.test(text) ? addressOf(text) : null;
  return address !== null && IMAGE_FILE.test(new URL(address).pathname);
}

/** On a phone, Enter is a new line, and focus would bring up the keys over half of the chat. */
export function hasKeyboard() {
  return matchMedia('(pointer: fine)').matches;
}
