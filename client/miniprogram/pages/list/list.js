const { watchConnection } = require('../../bar.js');
const { show } = require('../../changes.js');
const { listOf } = require('./view.js');

Page({
  data: { rows: [], hint: '', bar: '' },

  onLoad() {
    const { hub, words } = getApp();
    this.hub = hub;
    this.words = words;
    this.isShown = true;
    wx.setNavigationBarTitle({ title: words.labels.title });
    this.ends = [
      hub.on('change', () => this.render()),
      watchConnection(hub, (what) => this.setData({ bar: what ? words.labels[what] : '' })),
    ];
    this.render();
  },

  onShow() {
    this.isShown = true;
    this.isLeaving = false;
    this.render();
  },

  onHide() {
    this.isShown = false;
  },

  onUnload() {
    this.ends.forEach((end) => end());
  },

  onReachBottom() {
    if (this.hub.hasMore && !this.isLoadingMore) {
      this.isLoadingMore = true;
      const done = () => (this.isLoadingMore = false);
      this.hub.more().then(done, done);
    }
  },

  /** Under another page nothing is drawn; `onShow` makes up for it. */
  render() {
    if (this.isShown) {
      show(this, listOf(this.hub, this.words));
    }
  },

  connect() {
    this.hub.connect();
  },

  open({ currentTarget }) {
    if (!this.isLeaving) {
      this.isLeaving = true;
      const stay = () => (this.isLeaving = false);
      const url = `../chat/chat?usif=${encodeURIComponent(currentTarget.dataset.usif)}`;
      wx.navigateTo({ url, fail: stay });
    }
  },
});
