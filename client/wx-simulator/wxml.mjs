const WORDS = new Set(['true', 'false', 'null', 'undefined', 'typeof', 'item', 'index']);

/** The page functions that a template binds: `bindtap="open"` names `open`. */
export function handlersOf(wxml) {
  const bindings = bare(wxml).matchAll(/\s(?:capture-)?(?:bind|catch|mut-bind):?[\w-]+="([^"{}]+)"/g);
  return [...new Set([...bindings].map(([, name]) => name))];
}

/** The data that a template names: `{{chat.title}}` names `chat`. What stands before a colon may be a key. */
export function namesOf(wxml) {
  const text = bare(wxml);
  const own = [
    ...text.matchAll(/\swx:for-(?:item|index)="([^"]+)"/g),
    ...text.matchAll(/<wxs[^>]*\smodule="([^"]+)"/g),
  ];
  const local = new Set([...WORDS, ...own.map(([, name]) => name)]);
  const names = new Set();
  for (const [, expression] of text.matchAll(/\{\{([\s\S]*?)\}\}/g)) {
    const quiet = expression.replace(/'[^']*'|"[^"]*"/g, "''");
    for (const [, name] of quiet.matchAll(/(?<![\w$.])([A-Za-z_$][\w$]*\b)(?!\s*:)/g)) {
      if (!local.has(name)) {
        names.add(name);
      }
    }
  }
  return [...names];
}

function bare(wxml) {
  return wxml.replace(/<!--[\s\S]*?-->/g, '');
}
