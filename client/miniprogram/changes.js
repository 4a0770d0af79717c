// What goes to the view at once costs the same whether it is new or not, and 1 MB is the most: so
// only what changed goes there, in parts.

const PART = 256 * 1024;
const ROWS = 50;

/** Makes the page show `next`; `done` is called once all of it is drawn. */
function show(page, next, done) {
  const parts = partsOf(changes(page.data, next));
  parts.forEach((part, i) => page.setData(part, i === parts.length - 1 ? done : undefined));
  return parts.length > 0;
}

/** The paths of `setData` that lead from one state of a page to the next. Rows are told by their `key`. */
function changes(before, next) {
  const patch = {};
  Object.keys(next).forEach((name) => {
    if (Array.isArray(next[name]) && Array.isArray(before[name])) {
      rowChanges(patch, name, before[name], next[name]);
    } else if (!isSame(before[name], next[name])) {
      patch[name] = next[name];
    }
  });
  return patch;
}

function rowChanges(patch, name, before, next) {
  const isLonger = next.length >= before.length;
  const isMoved = before.filter((row, i) => isLonger && row.key !== next[i].key).length > before.length / 2;
  if (!isLonger || isMoved || before.length === 0) {
    if (!isSame(before, next)) {
      patch[name] = next.slice(0, ROWS);
      next.slice(ROWS).forEach((row, i) => (patch[`${name}[${i + ROWS}]`] = row));
    }
    return;
  }
  next.forEach((row, i) => {
    const old = before[i];
    if (!old || old.key !== row.key || Object.keys(old).length !== Object.keys(row).length) {
      if (!isSame(old, row)) {
        patch[`${name}[${i}]`] = row;
      }
      return;
    }
    Object.keys(row).forEach((field) => {
      if (!isSame(old[field], row[field])) {
        patch[`${name}[${i}].${field}`] = row[field];
      }
    });
  });
}

function partsOf(patch) {
  const parts = [];
  let size = PART;
  Object.keys(patch).forEach((path) => {
    const itsSize = JSON.stringify(patch[path]).length * 3;
    if (size + itsSize > PART) {
      parts.push({});
      size = 0;
    }
    parts[parts.length - 1][path] = patch[path];
    size += itsSize;
  });
  return parts;
}

function isSame(one, other) {
  return one === other || JSON.stringify(one) === JSON.stringify(other);
}

module.exports = { show, changes, partsOf };
