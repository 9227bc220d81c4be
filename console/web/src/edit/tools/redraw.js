// Which stretch of a border a line drawn by hand stands for.
import {lengthOf, shorterWay} from '../geometry.js';

const SAME_M = 0.00002; // degrees, about two metres: the line's end is the corner it was snapped to

/**
 * The stretch between the corners nearest to the line's two ends, and the line in its place.
 * @param {[number, number][][]} rings of the picked grid, closed
 * @param {[number, number][]} line
 * @returns {{from: [number, number][], to: [number, number][]}|null}
 */
export function stretchFor(rings, line) {
  let best = null;
  for (const ring of rings) {
    const a = nearest(ring, line[0]), b = nearest(ring, line.at(-1));
    if (a.number !== b.number && (!best || a.far + b.far < best.far)) best = {ring, a: a.number, b: b.number, far: a.far + b.far};
  }
  if (!best) return null;
  const from = shorterWay(best.ring, best.a, best.b), inner = [...line];
  if (lengthOf([from[0], inner[0]]) < SAME_M) inner.shift();
  if (inner.length && lengthOf([from.at(-1), inner.at(-1)]) < SAME_M) inner.pop();
  return {from, to: [from[0], ...inner, from.at(-1)]};
}

function nearest(ring, place) {
  let found = {number: 0, far: Infinity};
  for (let number = 0; number < ring.length - 1; number += 1) {
    const far = lengthOf([ring[number], place]);
    if (far < found.far) found = {number, far};
  }
  return found;
}
