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
    this.heldTop = null; // where it was last put so that what is in view stays
    this.rounded = 0; // by how much that was off: a scroller stands at whole pixels
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
    const rounded = this.scroller.scrollTop === this.heldTop ? this.rounded : 0;
    change();
    if (this.isAtEnd) {
      if (this.scroller.scrollHeight !== before) {
        this.toEnd();
      }
      return;
    }
    const anchor = inView.map(({ row, top }) => ({ row: this.#now(row), top })).find(({ row }) => row);
    if (anchor) {
      const wanted = anchor.top - rounded;
      this.scroller.scrollTop += anchor.row.getBoundingClientRect().top - wanted;
      this.heldTop = this.scroller.scrollTop;
      this.rounded = anchor.row.getBoundingClientRect().top - wanted;
      this.#look();
    } else if (this.messages.firstElementChild) {
      this.toEnd();
    }
  }

  /** The row itself, or the one that was made in its place. */
  #now(row) {
    const isSame = (other) => other.dataset.key === row.dataset.key;
    return row.isConnected ? row : [...this.messages.children].find(isSame);
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
    const inView = [];
    let row = firstBelow(this.messages.children, top);
    for (; row; row = row.nextElementSibling) {
      const rect = row.getBoundingClientRect();
      if (rect.top >= bottom) {
        break;
      }
      if (row.matches('.message, .note')) {
        inView.push({ row, top: rect.top });
      }
    }
    return inView;
  }
}

/** The first row that reaches below a height; they stand in their order, and there may be thousands. */
function firstBelow(rows, height) {
  let from = 0;
  let to = rows.length;
  while (from < to) {
    const middle = (from + to) >> 1;
    if (rows[middle].getBoundingClientRect().bottom > height) {
      to = middle;
    } else {
      from = middle + 1;
    }
  }
  return rows[from];
}
