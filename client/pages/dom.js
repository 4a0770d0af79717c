// Elements, made and kept in order. Text only ever gets in as text.

/** `on…` are listeners, everything else an attribute; a false, null or undefined one is left out. */
export function element(name, attributes = {}, ...children) {
  const made = document.createElement(name);
  for (const [key, value] of Object.entries(attributes)) {
    if (key.startsWith('on')) {
      made.addEventListener(key.slice(2), value);
    } else if (value !== false && value !== null && value !== undefined) {
      made.setAttribute(key, value === true ? '' : value);
    }
  }
  made.append(...children.filter((child) => child !== null && child !== undefined));
  return made;
}

export const at = (id) => document.getElementById(id);

/** Says a text anew only where it is another: a live region is read out when it is touched. */
export function say(place, text) {
  if (place.textContent !== text) {
    place.textContent = text;
  }
}

/**
 * Makes the children of a parent be these, leaving alone the ones that stay as they are.
 *
 * @param wanted `{key, look, make, update}` each: made anew only when `look` changed; `update`,
 *   where given, is called with the element every time
 */
export function reconcile(parent, wanted) {
  const held = new Map([...parent.children].map((child) => [child.dataset.key, child]));
  const focused = keyOfFocus(parent);
  let place = parent.firstElementChild;
  for (const { key, look, make, update } of wanted) {
    let child = held.get(key);
    held.delete(key);
    if (!child || child.look !== look) {
      const fresh = make();
      fresh.dataset.key = key;
      fresh.look = look;
      if (child) {
        if (place === child) {
          place = fresh;
        }
        replace(child, fresh);
      }
      child = fresh;
    }
    update?.(child);
    if (child === place) {
      place = place.nextElementSibling;
    } else {
      parent.insertBefore(child, place);
    }
  }
  held.forEach((child) => child.remove());
  if (focused && !parent.contains(document.activeElement)) {
    const row = [...parent.children].find((child) => child.dataset.key === focused);
    (row?.querySelector('a, button') ?? parent.closest('[tabindex]'))?.focus({ preventScroll: true });
  }
}

function keyOfFocus(parent) {
  let child = document.activeElement;
  while (child && child.parentElement !== parent) {
    child = child.parentElement;
  }
  return child?.dataset.key;
}

/** The focus goes over to the new one. */
function replace(child, fresh) {
  const hadFocus = child.contains(document.activeElement);
  child.replaceWith(fresh);
  if (hadFocus) {
    (fresh.matches('a, button') ? fresh : fresh.querySelector('a, button'))?.focus();
  }
}

export function avatar(name, key) {
  const hue = [...key].reduce((sum, char) => (sum * 31 + char.codePointAt(0)) % 6, 0);
  return element('span', { class: `avatar hue-${hue}`, 'aria-hidden': 'true' }, [...name][0] ?? '?');
}

const CLOCK = 'M12 7v5l3 2M12 3a9 9 0 1 1 0 18a9 9 0 0 1 0-18';
const MARKS = {
  sending: CLOCK,
  waiting: CLOCK,
  sent: 'M5 12.5l4.5 4.5L19 7',
  read: 'M1 12.5l4.5 4.5L15 7M11 15.5l1.5 1.5L22 7',
  failed: 'M12 6v8M12 18v.01M12 2a10 10 0 1 1 0 20a10 10 0 0 1 0-20',
};

/** How far a message got, as a small drawing with words for those who don't see it. */
export function mark(state, words) {
  const svg = document.createElementNS('http://www.w3.org/2000/svg', 'svg');
  svg.setAttribute('viewBox', '0 0 24 24');
  svg.setAttribute('class', 'mark');
  svg.setAttribute('role', 'img');
  svg.setAttribute('aria-label', words);
  const path = document.createElementNS(svg.namespaceURI, 'path');
  path.setAttribute('d', MARKS[state]);
  svg.append(path);
  return svg;
}
