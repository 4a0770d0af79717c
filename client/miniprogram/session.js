const { service, token } = require('./config.js');

/**
 * What the client asks for a token, at first and whenever the hub took the last one back. A null
 * ends in `signedOut`; a rejection is tried again.
 */
function signIn() {
  if (token || !service) {
    return token || null;
  }
  return new Promise((resolve, reject) => {
    const fail = ({ errMsg }) => reject(new Error(errMsg));
    const success = ({ code }) =>
      wx.request({
        url: service,
        method: 'POST',
        data: { code },
        success: ({ statusCode, data }) => {
          if (statusCode === 200 && data && data.token) {
            resolve(data.token);
          } else if (statusCode === 401 || statusCode === 403) {
            resolve(null);
          } else {
            reject(new Error(`HTTP ${statusCode}`));
          }
        },
        fail,
      });
    wx.login({ success, fail });
  });
}

module.exports = { signIn };
