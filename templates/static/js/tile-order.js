// Order of tiles as chosen by the viewer, kept while streams come and go.

/** So many names of streams that are gone keep their place; without a limit what is stored would grow. */
const MOST_GONE = 200;

/** The names in what was stored; none if that is nothing of this page. */
export function readOrder(text) {
  try {
    const names = JSON.parse(text ?? '[]');
    return Array.isArray(names) ? [...new Set(names.filter((name) => typeof name === 'string'))] : [];
  } catch {
    return [];
  }
}

/**
 * The chosen order with the streams of now: those that are gone keep their place for when they return, new ones
 * follow at the end, where they move no other.
 */
export function completeOrder(chosen, names) {
  const present = new Set(names);
  const known = new Set(chosen);
  let gone = 0;
  const kept = chosen.filter((name) => present.has(name) || ++gone <= MOST_GONE);
  return [...kept, ...names.filter((name) => !known.has(name))];
}

/** The order after `name` took the place of `target`. */
export function movedTo(order, name, target) {
  const [from, to] = [order.indexOf(name), order.indexOf(target)];
  if (from === -1 || to === -1 || from === to) return order;
  const rest = order.filter((other) => other !== name);
  // All between the two move by one, so the name is where the target was: its index in either direction.
  return [...rest.slice(0, to), name, ...rest.slice(to)];
}

/** Index of the box that contains the point, or else of the one whose middle is nearest. */
export function nearestBox(boxes, x, y) {
  const distances = boxes.map(({ left, top, width, height }) => {
    const isInside = x >= left && x <= left + width && y >= top && y <= top + height;
    return isInside ? -1 : Math.hypot(left + width / 2 - x, top + height / 2 - y);
  });
  return distances.indexOf(Math.min(...distances));
}

/** By how many tiles an arrow key moves; `undefined` for other keys. */
export function stepOf(key, columns, isRightToLeft) {
  const forward = isRightToLeft ? -1 : 1;
  return { ArrowRight: forward, ArrowLeft: -forward, ArrowDown: columns, ArrowUp: -columns }[key];
}
