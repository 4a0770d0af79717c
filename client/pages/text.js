// What the page says, in the language of the browser: English or Chinese.

const ENGLISH = {
  title: 'Chats',
  loading: 'Loading…',
  noChats: 'No chats yet. One appears here as soon as somebody opens it with you.',
  moreChats: 'Only the latest 200 chats are shown.',
  pickChat: 'Choose a chat.',
  noSuchChat: 'There is no such chat here.',
  back: 'Back to the chats',
  connecting: 'Connecting…',
  waiting: 'Offline. Trying again.',
  tryNow: 'Try now',
  elsewhere: 'This account is open in another place.',
  useHere: 'Use here',
  stopped: 'The connection was closed for good.',
  reload: 'Reload',
  needsToken: 'A session token is needed',
  noTokenHow:
    'Open this page with the token that your service gave you: add ?token=<session token> to its address. Or paste the token here.',
  tokenOverHow:
    'Your session has expired or was ended. Get a new token from your service and paste it here, or open its link again.',
  token: 'Session token',
  open: 'Open',
  online: 'online',
  offline: 'offline',
  notifications: 'Notifications',
  order: (id) => `Order ${id}`,
  role: { doctor: 'Doctor', patient: 'Patient', assistant: 'Assistant' },
  unread: (n) => (n === 1 ? '1 new message' : `${n} new messages`),
  you: 'You',
  typing: (names) => `${names} is typing…`,
  placeholder: 'Message',
  send: 'Send',
  sending: 'Sending',
  sent: 'Sent',
  read: 'Read',
  failed: 'Not sent',
  waitingToSend: 'Waits for the connection',
  options: 'Options of this message',
  retry: 'Try again',
  discard: 'Discard',
  recall: 'Recall',
  copy: 'Copy',
  cancel: 'Cancel',
  recalledByYou: 'You recalled a message',
  recalledBy: (name) => `${name} recalled a message`,
  erased: 'This message was erased',
  image: 'Image',
  closed: 'This chat is closed.',
  systemChat: 'Only the service writes here.',
  tooLong: 'This message is too long.',
  older: 'Show older messages',
  loadFailed: 'Could not load. Try again',
  emptyChat: 'No messages yet.',
  messages: 'Messages',
  dismiss: 'Dismiss',
  today: 'Today',
  yesterday: 'Yesterday',
};

const CHINESE = {
  title: '会话',
  loading: '加载中…',
  noChats: '还没有会话。有人与您开启会话后会显示在这里。',
  moreChats: '仅显示最近的 200 个会话。',
  pickChat: '请选择一个会话。',
  noSuchChat: '没有这个会话。',
  back: '返回会话列表',
  connecting: '连接中…',
  waiting: '已离线，正在重试。',
  tryNow: '立即重试',
  elsewhere: '此账号已在别处打开。',
  useHere: '在此使用',
  stopped: '连接已关闭。',
  reload: '重新加载',
  needsToken: '需要会话令牌',
  noTokenHow: '请用服务提供的令牌打开本页：在地址后加上 ?token=<会话令牌>，或在此粘贴令牌。',
  tokenOverHow: '会话已过期或已结束。请向服务获取新的令牌并在此粘贴，或重新打开链接。',
  token: '会话令牌',
  open: '打开',
  online: '在线',
  offline: '离线',
  notifications: '系统通知',
  order: (id) => `订单 ${id}`,
  role: { doctor: '医生', patient: '患者', assistant: '助理' },
  unread: (n) => `${n} 条新消息`,
  you: '我',
  typing: (names) => `${names} 正在输入…`,
  placeholder: '输入消息',
  send: '发送',
  sending: '发送中',
  sent: '已发送',
  read: '已读',
  failed: '未发送',
  waitingToSend: '等待连接',
  options: '消息操作',
  retry: '重试',
  discard: '删除',
  recall: '撤回',
  copy: '复制',
  cancel: '取消',
  recalledByYou: '您撤回了一条消息',
  recalledBy: (name) => `${name} 撤回了一条消息`,
  erased: '此消息已被清除',
  image: '图片',
  closed: '此会话已结束。',
  systemChat: '此处仅显示系统消息。',
  tooLong: '消息过长。',
  older: '查看更早的消息',
  loadFailed: '加载失败，点击重试',
  emptyChat: '还没有消息。',
  messages: '消息',
  dismiss: '关闭',
  today: '今天',
  yesterday: '昨天',
};

export const locale = navigator.language || 'en';
export const language = locale.toLowerCase().startsWith('zh') ? 'zh-CN' : 'en';
export const t = language === 'en' ? ENGLISH : CHINESE;

const formats = language === 'en' && !locale.toLowerCase().startsWith('en') ? 'en' : locale;
const time = new Intl.DateTimeFormat(formats, { hour: 'numeric', minute: '2-digit' });
const weekday = new Intl.DateTimeFormat(formats, { weekday: 'short' });
const date = new Intl.DateTimeFormat(formats, { month: 'short', day: 'numeric' });
const fullDate = new Intl.DateTimeFormat(formats, { dateStyle: 'full' });
const dateOfYear = new Intl.DateTimeFormat(formats, { dateStyle: 'medium' });

const DAY_MS = 86_400_000;

export function timeOf(at) {
  return time.format(at);
}

/** As short as it stays clear. */
export function whenOf(at, now) {
  const days = daysBetween(at, now);
  if (days === 0) {
    return time.format(at);
  }
  if (days === 1) {
    return t.yesterday;
  }
  if (days < 7) {
    return weekday.format(at);
  }
  return new Date(at).getFullYear() === new Date(now).getFullYear()
    ? date.format(at)
    : dateOfYear.format(at);
}

export function dayOf(at, now) {
  const days = daysBetween(at, now);
  if (days === 0) {
    return t.today;
  }
  return days === 1 ? t.yesterday : fullDate.format(at);
}

function daysBetween(at, now) {
  return Math.round((new Date(now).setHours(0, 0, 0, 0) - new Date(at).setHours(0, 0, 0, 0)) / DAY_MS);
}

// Chats and messages in words.

export function othersOf(chat, me) {
  return chat.members.filter((member) => member.user_id !== me);
}

export function titleOf(chat, me) {
  if (chat.usif.startsWith('system:')) {
    return t.notifications;
  }
  return othersOf(chat, me).map(nameOf).join(', ') || chat.usif;
}

export function nameOf(member) {
  return member.name || member.user_id;
}

export function senderOf(chat, user) {
  const member = chat.members.find((candidate) => candidate.user_id === user);
  return member ? nameOf(member) : user;
}

export function roleOf(role) {
  return t.role[role] ?? role;
}

export function isSystem(message) {
  return message.type === 'system' || message.from === 'system';
}

/** The address of an image, where the message is one that may be shown: null for none. */
export function imageOf(message) {
  if (message.type !== 'image') {
    return null;
  }
  const address = typeof message.content === 'string' ? message.content : message.content?.url;
  try {
    const url = new URL(address);
    return url.protocol === 'https:' || url.protocol === 'http:' ? url.href : null;
  } catch {
    return null;
  }
}

export function contentOf(message, chat, me) {
  if (message.recalled) {
    return message.from === me ? t.recalledByYou : t.recalledBy(senderOf(chat, message.from));
  }
  return message.erased ? t.erased : plain(message.content);
}

export function plain(content) {
  if (typeof content === 'string') {
    return content;
  }
  return typeof content?.text === 'string' ? content.text : JSON.stringify(content);
}

/** One line for the list. */
export function previewOf(message, chat, me) {
  const what = imageOf(message) ? `[${t.image}]` : contentOf(message, chat, me);
  const isPlain = !message.recalled && !message.erased && message.from === me;
  return isPlain ? `${t.you}: ${what}` : what;
}
