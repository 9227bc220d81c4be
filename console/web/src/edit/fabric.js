// The grids of a draft as one fabric: who holds which vertex, so that a border is always both neighbours' border.
import {classOf, layerOf} from '../layer_list.js';

/**
 * @typedef {[number, number]} Place lon, lat
 * @typedef {{code: string, name: string, community: ?string, locked: boolean, geometry: {coordinates: Place[][][]},
 *   people: number, households: number, elderly: number, buildings: number, area_m2: number, workers_due: number,
 *   compactness: number, worker: ?string}} GridState
 */

/** One name for one place, as the server writes it. @param {Place} place */
export const nameOf = (place) => `${place[0]},${place[1]}`;

/** The class of the legend that a number of people belongs to. @param {number} people */
export function classOfPeople(people) {
  const style = layerOf('grids')?.style;
  return style ? classOf(style, {population: people}) : 0;
}

export class Fabric {
  constructor() {
    /** @type {Map<string, GridState>} */
    this.grids = new Map();
    /** @type {Map<string, Set<string>>} vertex → codes of the grids that have it */
    this.holders = new Map();
    this.boxes = new Map();
  }

  /**
   * Take over what the server says.
   * @param {{changed?: GridState[], grids?: GridState[], removed?: string[], locked?: string[]}} answer `locked`: all that are
   * @returns {string[]} codes that are other than before
   */
  apply({changed = [], grids = [], removed = [], locked}) {
    const touched = [];
    for (const code of removed) if (this._drop(code)) touched.push(code);
    for (const grid of [...grids, ...changed]) {
      this._drop(grid.code);
      this._take(grid);
      touched.push(grid.code);
    }
    if (locked) touched.push(...this._lock(new Set(locked)));
    return touched;
  }

  /** @param {Set<string>} locked @returns {string[]} codes of grids that were locked or unlocked */
  _lock(locked) {
    const turned = [...this.grids.values()].filter((grid) => grid.locked !== locked.has(grid.code));
    for (const grid of turned) this.grids.set(grid.code, {...grid, locked: !grid.locked});
    return turned.map(({code}) => code);
  }

  /** Whether other grids are locked than here. @param {string[]} locked */
  lockedOtherwise(locked) {
    return [...this.grids.values()].filter((grid) => grid.locked).map(({code}) => code).sort().join() !== [...locked].sort().join();
  }

  _take(grid) {
    this.grids.set(grid.code, grid);
    const box = [Infinity, Infinity, -Infinity, -Infinity];
    for (const ring of ringsOf(grid))
      for (const place of ring) {
        const name = nameOf(place), held = this.holders.get(name);
        if (held) held.add(grid.code);
        else this.holders.set(name, new Set([grid.code]));
        box[0] = Math.min(box[0], place[0]);
        box[1] = Math.min(box[1], place[1]);
        box[2] = Math.max(box[2], place[0]);
        box[3] = Math.max(box[3], place[1]);
      }
    this.boxes.set(grid.code, box);
  }

  _drop(code) {
    const grid = this.grids.get(code);
    if (!grid) return false;
    for (const ring of ringsOf(grid))
      for (const place of ring) {
        const name = nameOf(place), held = this.holders.get(name);
        held?.delete(code);
        if (held && !held.size) this.holders.delete(name);
      }
    this.boxes.delete(code);
    return this.grids.delete(code);
  }

  /** Codes of the grids that have a vertex. @param {Place} place */
  holdersOf(place) {
    return [...(this.holders.get(nameOf(place)) ?? [])];
  }

  /** The grid at a place, the smallest if there are several; null: none. @param {Place} place @returns {GridState|null} */
  at(place) {
    let found = null;
    for (const [code, box] of this.boxes) {
      if (place[0] < box[0] || place[1] < box[1] || place[0] > box[2] || place[1] > box[3]) continue;
      const grid = this.grids.get(code);
      if (holds(grid, place) && (!found || grid.area_m2 < found.area_m2)) found = grid;
    }
    return found;
  }

  /** Codes of the grids that share border with a grid. */
  neighbours(code) {
    const shared = new Map();
    for (const ring of ringsOf(this.grids.get(code)))
      for (const place of ring.slice(1))
        for (const other of this.holders.get(nameOf(place)) ?? [])
          if (other !== code) shared.set(other, (shared.get(other) ?? 0) + 1);
    return [...shared].filter(([, vertices]) => vertices > 1).map(([other]) => other);
  }

  /** Bounding box of several grids: west, south, east, north. @param {string[]} codes */
  boxOf(codes) {
    const boxes = codes.map((code) => this.boxes.get(code)).filter(Boolean);
    if (!boxes.length) return null;
    return [0, 1, 2, 3].map((side) => (side < 2 ? Math.min : Math.max)(...boxes.map((box) => box[side])));
  }
}

/** All rings of a grid, closed. @param {GridState|undefined} grid @returns {Place[][]} */
export const ringsOf = (grid) => grid?.geometry.coordinates.flat() ?? [];

/** Whether a grid's ground holds a place. */
export function holds(grid, [x, y]) {
  let within = false;
  for (const ring of ringsOf(grid))
    for (let a = 0, b = ring.length - 1; a < ring.length; b = a, a += 1)
      if (ring[a][1] > y !== ring[b][1] > y && x < ((ring[b][0] - ring[a][0]) * (y - ring[a][1])) / (ring[b][1] - ring[a][1]) + ring[a][0])
        within = !within;
  return within;
}
