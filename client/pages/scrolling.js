const NEAR_PX = 80;
const TOP_PX = 300;

/** Where the reader is in a chat: at its end, and stays there, or at messages that must not move. */
export class Scrolling {
  /** @param onMoved called when the reader moved; `isNearTop` says whether older messages are due */
  constructor(scroller, messages, onMoved) {
    this.scroller = scroller;
    this.messages = messages;
    this.isAtEnd = true;
    this.endTop = 0; // where the scroller stood when it was last put to the end
    scroller.addEventListener(
      'scroll',
      () => {
        this.#look();
        onMoved();
      },
      { passive: true },
    );
    // Also when the keyboard comes up.
    const observer = new ResizeObserver(() => {
      if (this.isAtEnd) {
        this.toEnd();
      }
    });
    observer.observe(scroller);
    observer.observe(messages);
  }

  get isNearTop() {
    return this.scroller.scrollTop < TOP_PX;
  }

  get isShort() {
    return this.scroller.scrollHeight <= this.scroller.clientHeight;
  }

  toEnd() {
    this.scroller.scrollTop = this.scroller.scrollHeight;
    this.endTop = this.scroller.scrollTop;
    this.isAtEnd = true;
  }

  /** Changes what is shown; what is in view stays where it is, whatever comes above it. */
  hold(change) {
    this.#look();
    const before = this.scroller.scrollHeight;
    const inView = this.isAtEnd ? [] : this.#inView();
    change();
    if (this.isAtEnd) {
      if (this.scroller.scrollHeight !== before) {
        this.toEnd();
      }
      return;
    }
    const rows = new Map([...this.messages.children].map((row) => [row.dataset.key, row]));
    const anchor = inView.find(({ key }) => rows.has(key));
    if (anchor) {
      this.scroller.scrollTop += rows.get(anchor.key).getBoundingClientRect().top - anchor.top;
      this.#look();
    } else if (rows.size > 0) {
      this.toEnd();
    }
  }

  /** Puts a row to the upper edge where it is above it. */
  reveal(row) {
    const above = this.scroller.getBoundingClientRect().top - row.getBoundingClientRect().top;
    if (above > 0) {
      this.scroller.scrollTop -= above;
      this.isAtEnd = false;
      this.#look();
    }
  }

  /** A scroller that became smaller is at its end still, one that was moved up is not. */
  #look() {
    const { scrollTop, scrollHeight, clientHeight } = this.scroller;
    const isNear = scrollHeight - scrollTop - clientHeight < NEAR_PX;
    this.isAtEnd = isNear || (this.isAtEnd && scrollTop >= this.endTop - 1);
  }

  /** Messages only: what stands between them comes and goes. */
  #inView() {
    const { top, bottom } = this.scroller.getBoundingClientRect();
    return [...this.messages.children]
      .filter((row) => row.matches('.message, .note'))
      .map((row) => ({ key: row.dataset.key, rect: row.getBoundingClientRect() }))
      .filter(({ rect }) => rect.bottom > top && rect.top < bottom)
      .map(({ key, rect }) => ({ key, top: rect.top }));
  }
}
