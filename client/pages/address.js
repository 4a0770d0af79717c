// Addresses of the web, and whose pictures are loaded unasked.

/** An address of the web as it is written out: null for everything else. */
export function addressOf(text) {
  try {
    const url = new URL(text);
    return url.protocol === 'https:' || url.protocol === 'http:' ? url.href : null;
  } catch {
    return null;
  }
}

export function hostOf(address) {
  return new URL(address).host;
}

/**
 * Whether a picture may be loaded before somebody asks for it, which tells its owner who reads: those
 * of the hub, and of the origins that its operator named. The page's policy allows no other.
 */
export function isTrusted(address) {
  const named = document.querySelector('meta[name=image-origins]')?.content ?? '';
  return [location.origin, ...named.split(' ')].includes(new URL(address).origin);
}
