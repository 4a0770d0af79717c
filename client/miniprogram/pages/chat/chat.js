const { watchConnection } = require('../../bar.js');
const { show } = require('../../changes.js');
const { titleOf } = require('../../text.js');
const { chatOf, mayLoadOlder } = require('./view.js');

Page({
  data: {
    labels: {},
    bar: '',
    about: '',
    isOnline: false,
    rows: [],
    older: '',
    typing: '',
    closed: '',
    draft: '',
    canSend: false,
    into: '',
    keyboard: 0,
  },

  onLoad({ usif }) {
    const { hub, words } = getApp();
    this.hub = hub;
    this.words = words;
    this.chat = hub.chat(decodeURIComponent(usif));
    this.isShown = true;
    this.isAtEnd = true;
    this.failed = {};
    this.top = 0;
    this.setData({ labels: words.labels });
    this.chat.open();
    this.ends = [
      hub.on('change', () => this.render()),
      watchConnection(hub, (what) => this.setData({ bar: what ? words.labels[what] : '' })),
    ];
    this.render();
  },

  onShow() {
    this.isShown = true;
    this.render();
  },

  onHide() {
    this.isShown = false;
  },

  onUnload() {
    this.ends.forEach((end) => end());
    this.chat.close();
  },

  render() {
    if (!this.isShown) {
      return;
    }
    this.chat.markRead();
    this.seek();
    const title = titleOf(this.chat, this.hub.user, this.words);
    if (title !== this.title) {
      this.title = title;
      wx.setNavigationBarTitle({ title });
    }
    const first = firstAnchor(this.data.rows);
    const next = chatOf(this.chat, this.hub, this.words, this.failed);
    const hasMore = next.rows.length !== this.data.rows.length;
    const isLonger = first !== '' && first !== firstAnchor(next.rows);
    // Whoever reads further up stays where he is: what was first before the older ones came.
    const into = this.isAtEnd ? (hasMore ? 'end' : '') : isLonger && this.isAtTop ? first : '';
    show(this, next, () => into && this.scrollTo(into));
  },

  /** A chat that was opened by a link, and that the list has not come to: it tells who is in it. */
  seek() {
    const { chat, hub } = this;
    if (!chat.isKnown && !chat.error && hub.state === 'live' && hub.hasMore && !this.isSeeking) {
      const over = () => (this.isSeeking = false);
      this.isSeeking = true;
      hub.more().then(over, over);
    }
  },

  /** The same place twice would be no change: it is let go of in between. */
  scrollTo(into) {
    this.setData({ into: '' }, () => this.setData({ into }));
  },

  // Scrolling.

  scrolled({ detail }) {
    const { scrollTop, scrollHeight } = detail;
    const isShorter = scrollHeight < this.height;
    if (scrollTop < this.top - 10 && !isShorter) {
      this.isAtEnd = false;
    }
    this.isAtTop = scrollTop < 50;
    this.top = scrollTop;
    this.height = scrollHeight;
  },

  cameToEnd() {
    this.isAtEnd = true;
  },

  cameToTop() {
    this.isAtTop = true;
    this.loadOlder();
  },

  loadOlder() {
    if (!mayLoadOlder(this.chat)) {
      return;
    }
    this.isAtEnd = false;
    const done = (hasFailed) => {
      this.failed.older = hasFailed;
      this.render();
    };
    this.chat.older().then(
      () => done(false),
      () => done(true),
    );
  },

  /** An image has its height only now. */
  imageLoaded() {
    if (this.isAtEnd) {
      this.scrollTo('end');
    }
  },

  /** Its address is better than nothing. */
  imageFailed({ currentTarget }) {
    this.failed[currentTarget.dataset.url] = true;
    this.render();
  },

  keyboardMoved({ detail }) {
    this.setData({ keyboard: detail.height }, () => this.isAtEnd && this.scrollTo('end'));
  },

  // Writing.

  typed({ detail }) {
    const canSend = detail.value.trim() !== '';
    if (canSend !== this.data.canSend) {
      this.setData({ canSend });
    }
    if (canSend) {
      this.chat.writing();
    }
  },

  send() {
    const text = this.data.draft.trim();
    if (text !== '') {
      const { state, error } = this.chat.send(text);
      if (state === 'failed') {
        // It can't be taken: it stays in the field.
        wx.showToast({ title: this.words.failures[error.code], icon: 'none' });
        return;
      }
      this.isAtEnd = true;
      this.setData({ draft: '', canSend: false });
    }
  },

  // What can be done with a message.

  pressed({ currentTarget }) {
    const { labels } = this.words;
    const row = this.data.rows.find(({ key }) => key === currentTarget.dataset.key);
    const choices = [];
    if (row.mayRetry) {
      choices.push([labels.retry, () => this.chat.retry(row.cid)]);
    }
    if (row.mayEdit) {
      choices.push([labels.edit, () => this.editAgain(row.cid)]);
    }
    if (row.text) {
      choices.push([labels.copy, () => wx.setClipboardData({ data: row.text, fail() {} })]);
    }
    if (row.isOwn && row.id) {
      choices.push([labels.recall, () => this.recall(row.id)]);
    }
    if (row.mark === 'failed' || row.mark === 'queued') {
      choices.push([labels.discard, () => this.chat.discard(row.cid)]);
    }
    if (choices.length > 0) {
      const itemList = choices.map(([label]) => label);
      const success = ({ tapIndex }) => choices[tapIndex][1]();
      wx.showActionSheet({ itemList, success, fail() {} });
    }
  },

  recall(id) {
    const { labels } = this.words;
    this.chat.recall(id).catch(({ code }) => {
      wx.showToast({ title: code === 40302 ? labels.tooLate : labels.notRecalled, icon: 'none' });
    });
  },

  retry({ currentTarget }) {
    this.chat.retry(currentTarget.dataset.cid);
  },

  edit({ currentTarget }) {
    this.editAgain(currentTarget.dataset.cid);
  },

  /** Takes a text that is too long back into the field, before what is written there. */
  editAgain(cid) {
    const row = this.data.rows.find((each) => each.cid === cid);
    if (row) {
      const { draft } = this.data;
      this.chat.discard(cid);
      this.setData({ draft: draft.trim() === '' ? row.text : `${row.text}\n${draft}`, canSend: true });
    }
  },

  preview({ currentTarget }) {
    const urls = this.data.rows.map(({ image }) => image).filter(Boolean);
    wx.previewImage({ current: currentTarget.dataset.url, urls });
  },

  connect() {
    this.hub.connect();
  },
});

/** Where the page's first message is, '' where there is none. */
function firstAnchor(rows) {
  const row = rows.find(({ anchor }) => anchor);
  return row ? row.anchor : '';
}
