module.exports = {
  // Where the hub is. On a phone: https, and a domain that the account's settings allow for both
  // requests and sockets.
  url: 'http://127.0.0.1:8080',

  // Your service, which knows your users: it gets `POST {"code": …}` with the code of wx.login, finds
  // out whose it is, has the hub make a session, and answers `{"token": …}`; 401 where it knows
  // nobody. session.js is the place to say more.
  service: '',

  // To look at it with `./chathub demo`: one of the tokens in the addresses that it prints. It comes
  // before the service; a token in the code is everybody's who has the code.
  token: '',
};
