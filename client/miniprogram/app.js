const { createChathub } = require('./chathub.js');
const { url } = require('./config.js');
const { signIn } = require('./session.js');
const { plain } = require('./text.js');
const { wordsIn } = require('./words.js');

App({
  onLaunch() {
    const { language } = wx.getAppBaseInfo ? wx.getAppBaseInfo() : wx.getSystemInfoSync();
    this.words = wordsIn(language);
    // The one client of the whole app: its pages come and go, the connection stays.
    this.hub = createChathub({ url, token: signIn });
    this.hub.on('notice', (notice) => {
      wx.showToast({ title: plain({ ...notice, type: 'system' }, this.words), icon: 'none', duration: 4000 });
    });
    this.hub.connect();
  },
});
