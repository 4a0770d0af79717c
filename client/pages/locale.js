// The language of the browser: whatever it is called, the page is written.

const ENGLISH = 'en';

/** The names that the browser gives for it, the first that is one. */
export function browserLanguage() {
  try {
    const { language, languages } = navigator;
    return [language, languages?.[0]].find((name) => typeof name === 'string' && name !== '') ?? ENGLISH;
  } catch {
    return ENGLISH;
  }
}

/** As `Intl` takes it: systems have names of their own, such as `zh_CN.UTF-8`, `en-US@posix` and `C`. */
export function localeOf(name) {
  const [tag] = name.trim().replace(/_/g, '-').split(/[.@]/);
  try {
    return Intl.getCanonicalLocales(tag)[0] ?? ENGLISH;
  } catch {
    return ENGLISH;
  }
}

export function isChinese(name) {
  return /^\s*zh\b|^\s*zh_/i.test(name);
}

/**
 * Writes times as the locale does, in English where it can't, and as `plain` does where nothing can.
 * What is no time is ''.
 */
export function formatOf(locale, options, plain) {
  const format = [locale, ENGLISH].map((each) => intl(each, options)).find(Boolean) ?? plain;
  return (at) => {
    try {
      return format(at);
    } catch {
      return '';
    }
  };
}

function intl(locale, options) {
  try {
    const format = new Intl.DateTimeFormat(locale, options);
    format.format(0);
    return (at) => format.format(at);
  } catch {
    return null;
  }
}
