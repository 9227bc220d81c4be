// Grids with a border moved, as they would look: the server works out the same, and its word counts.
import {nameOf} from './fabric.js';

/** @typedef {import('./fabric.js').GridState} GridState @typedef {import('./fabric.js').Place} Place */

/** A grid whose rings were changed. @param {GridState} grid @param {(ring: Place[]) => Place[]} change */
function changed(grid, change) {
  return {...grid, geometry: {...grid.geometry, coordinates: grid.geometry.coordinates.map((polygon) => polygon.map(change))}};
}

/** @param {GridState} grid @param {Place} from @param {Place} to */
export function withVertexMoved(grid, from, to) {
  const name = nameOf(from);
  return changed(grid, (ring) => ring.map((place) => (nameOf(place) === name ? to : place)));
}

/**
 * A grid in which a stretch of border runs elsewhere; the ends of both are the same.
 * @param {GridState} grid @param {Place[]} from vertices one after another @param {Place[]} to
 */
export function withStretchMoved(grid, from, to) {
  return changed(grid, (ring) => replaced(ring, from, to) ?? replaced(ring, [...from].reverse(), [...to].reverse()) ?? ring);
}

function replaced(ring, from, to) {
  const open = ring.slice(0, -1), count = open.length, names = from.map(nameOf);
  if (from.length > count) return null;
  const at = open.findIndex((_, i) => names.every((name, k) => nameOf(open[(i + k) % count]) === name));
  if (at < 0) return null;
  const turned = [...open.slice(at), ...open.slice(0, at)];
  const made = [...to, ...turned.slice(from.length)];
  return [...made, made[0]];
}

/**
 * The shorter way along a ring from one vertex to another, both counted in.
 * @param {Place[]} ring closed @param {number} a @param {number} b places in the ring
 * @returns {Place[]}
 */
export function shorterWay(ring, a, b) {
  const open = ring.slice(0, -1), count = open.length, forth = [], back = [];
  for (let i = a; ; i = (i + 1) % count) {
    forth.push(open[i]);
    if (i === b) break;
  }
  for (let i = a; ; i = (i - 1 + count) % count) {
    back.push(open[i]);
    if (i === b) break;
  }
  return lengthOf(forth) <= lengthOf(back) ? forth : back;
}

/** Length of a line in degrees of latitude, good enough to compare two. @param {Place[]} line */
export function lengthOf(line) {
  let sum = 0;
  for (let i = 1; i < line.length; i += 1) {
    const narrow = Math.cos((line[i][1] * Math.PI) / 180);
    sum += Math.hypot((line[i][0] - line[i - 1][0]) * narrow, line[i][1] - line[i - 1][1]);
  }
  return sum;
}

/** Leaflet's points as places. @returns {Place[]} */
export const placesOf = (latlngs) => latlngs.map(({lng, lat}) => [lng, lat]);

/** A closed ring of places that need not be closed. @param {Place[]} places @returns {Place[]} */
export const closed = (places) => (nameOf(places[0]) === nameOf(places.at(-1)) ? places : [...places, places[0]]);
