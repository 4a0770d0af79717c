// What the app says, in Chinese and English. The times are written out here: not every phone's engine
// knows how to.

const ENGLISH = {
  labels: {
    title: 'Chats',
    loading: 'Loading…',
    noChats: 'No chats yet. One appears here as soon as somebody opens it with you.',
    connecting: 'Connecting…',
    waiting: 'Offline. Trying again. Tap to try now.',
    signedOut: 'Your session has ended. Tap to sign in again.',
    replaced: 'This account is open elsewhere. Tap to use it here.',
    broken: 'The connection was closed for good. Tap to try again.',
    online: 'online',
    offline: 'offline',
    notifications: 'Notifications',
    you: 'You',
    placeholder: 'Message',
    send: 'Send',
    sending: 'Sending',
    queued: 'Waits for the connection',
    sent: 'Sent',
    read: 'Read',
    failed: 'Not sent',
    retry: 'Send again',
    edit: 'Edit',
    discard: 'Discard',
    recall: 'Recall',
    copy: 'Copy',
    notRecalled: 'It could not be recalled',
    tooLate: 'Too late to recall it',
    erased: 'This message was erased',
    image: 'Image',
    closed: 'This chat is closed.',
    closedShort: 'Closed',
    systemChat: 'Only the service writes here.',
    noSuchChat: 'There is no such chat here.',
    older: 'Show older messages',
    loadFailed: 'Could not load. Tap to try again.',
    mostShown: 'Older messages are not shown here.',
    emptyChat: 'No messages yet.',
  },
  kinds: { image: 'Image', voice: 'Voice message', file: 'File', video: 'Video', location: 'Location', text: '', system: '' },
  roles: { doctor: 'Doctor', patient: 'Patient', assistant: 'Assistant' },
  failures: {
    40300: 'You are not a member of this chat.',
    40301: 'This chat is closed.',
    41300: 'This message is too long.',
    42900: 'Too many messages wait to be sent.',
  },
  order: (id) => `Order ${id}`,
  unread: (n) => (n === 1 ? '1 new message' : `${n} new messages`),
  typing: (names) => `${names} is typing…`,
  youRecalled: 'You recalled a message',
  recalled: (name) => `${name} recalled a message`,
  today: 'Today',
  yesterday: 'Yesterday',
  weekday: (day) => ['Sun', 'Mon', 'Tue', 'Wed', 'Thu', 'Fri', 'Sat'][day],
  date: (year, month, day) => `${day} ${MONTHS[month]}${year === null ? '' : ` ${year}`}`,
};

const CHINESE = {
  labels: {
    title: '会话',
    loading: '加载中…',
    noChats: '还没有会话。有人与您开启会话后会显示在这里。',
    connecting: '连接中…',
    waiting: '已离线，正在重试。点此立即重试',
    signedOut: '登录已失效，点此重新登录',
    replaced: '此账号已在别处打开，点此在这里使用',
    broken: '连接已关闭，点此重试',
    online: '在线',
    offline: '离线',
    notifications: '系统通知',
    you: '我',
    placeholder: '输入消息',
    send: '发送',
    sending: '发送中',
    queued: '等待连接',
    sent: '已发送',
    read: '已读',
    failed: '未发送',
    retry: '重新发送',
    edit: '编辑',
    discard: '删除',
    recall: '撤回',
    copy: '复制',
    notRecalled: '撤回失败',
    tooLate: '已超过可撤回的时间',
    erased: '此消息已被清除',
    image: '图片',
    closed: '此会话已结束。',
    closedShort: '已结束',
    systemChat: '此处仅显示系统消息。',
    noSuchChat: '没有这个会话。',
    older: '查看更早的消息',
    loadFailed: '加载失败，点此重试',
    mostShown: '更早的消息不在此显示。',
    emptyChat: '还没有消息。',
  },
  kinds: { image: '图片', voice: '语音消息', file: '文件', video: '视频', location: '位置', text: '', system: '' },
  roles: { doctor: '医生', patient: '患者', assistant: '助理' },
  failures: {
    40300: '您不在此会话中。',
    40301: '此会话已结束。',
    41300: '消息过长。',
    42900: '等待发送的消息过多。',
  },
  order: (id) => `订单 ${id}`,
  unread: (n) => `${n} 条新消息`,
  typing: (names) => `${names} 正在输入…`,
  youRecalled: '您撤回了一条消息',
  recalled: (name) => `${name} 撤回了一条消息`,
  today: '今天',
  yesterday: '昨天',
  weekday: (day) => `周${'日一二三四五六'[day]}`,
  date: (year, month, day) => `${year === null ? '' : `${year}年`}${month + 1}月${day}日`,
};

const MONTHS = ['Jan', 'Feb', 'Mar', 'Apr', 'May', 'Jun', 'Jul', 'Aug', 'Sep', 'Oct', 'Nov', 'Dec'];
const DAY_MS = 86400000;

function wordsIn(language) {
  return /^zh/i.test(language || 'zh') ? CHINESE : ENGLISH;
}

function timeOf(at) {
  const date = new Date(at);
  const two = (n) => (n < 10 ? `0${n}` : `${n}`);
  return `${two(date.getHours())}:${two(date.getMinutes())}`;
}

/** As short as it stays clear. */
function whenOf(at, now, words) {
  const days = daysBetween(at, now);
  if (days < 2) {
    return days < 1 ? timeOf(at) : words.yesterday;
  }
  return days < 7 ? words.weekday(new Date(at).getDay()) : dateOf(at, now, words);
}

function dayOf(at, now, words) {
  const days = daysBetween(at, now);
  if (days < 2) {
    return days < 1 ? words.today : words.yesterday;
  }
  return dateOf(at, now, words);
}

function dateOf(at, now, words) {
  const date = new Date(at);
  const year = date.getFullYear();
  return words.date(year === new Date(now).getFullYear() ? null : year, date.getMonth(), date.getDate());
}

function daysBetween(at, now) {
  return Math.round((new Date(now).setHours(0, 0, 0, 0) - new Date(at).setHours(0, 0, 0, 0)) / DAY_MS);
}

module.exports = { wordsIn, timeOf, whenOf, dayOf };
