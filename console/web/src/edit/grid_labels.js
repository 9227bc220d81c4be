// What stands in a grid: the last digits of its code, and its people; never over another's.
import {grouped} from '../facts.js';
import {ringsOf} from './fabric.js';

const FROM_ZOOM = 15;
const DIGITS = 3;
const middles = new WeakMap();

/**
 * @param {CanvasRenderingContext2D} pen in layer pixels
 * @param {any} map
 * @param {import('./fabric.js').GridState[]} grids
 * @param {{look: any, box: number[]}} view
 * @returns {number[][]} the boxes that were written in
 */
export function drawGridLabels(pen, map, grids, {look, box}) {
  if (map.getZoom() < FROM_ZOOM) return [];
  pen.save();
  pen.textAlign = 'center';
  pen.lineJoin = 'round';
  // letters are as large as the page's own, which are larger on a large wall
  const taken = [], large = parseFloat(getComputedStyle(document.documentElement).fontSize) / 16, family = getComputedStyle(document.body).fontFamily;
  for (const grid of [...grids].sort((a, b) => b.people - a.people)) {
    const [lon, lat] = middleOf(grid), {x, y} = map.latLngToLayerPoint([lat, lon]);
    if (x < box[0] || y < box[1] || x > box[2] || y > box[3]) continue;
    const lines = [[grid.code.slice(-DIGITS), `600 ${13 * large}px`, y - 3 * large], [grouped(grid.people), `400 ${12 * large}px`, y + 12 * large]];
    const spot = [x - 24 * large, y - 18 * large, x + 24 * large, y + 18 * large];
    if (taken.some((other) => spot[0] < other[2] && spot[2] > other[0] && spot[1] < other[3] && spot[3] > other[1])) continue;
    taken.push(spot);
    for (const [text, font, at] of lines) {
      pen.font = `${font} ${family}`;
      pen.strokeStyle = look.halo;
      pen.lineWidth = 3 * large;
      pen.strokeText(text, x, at);
      pen.fillStyle = look.ink;
      pen.fillText(text, x, at);
    }
  }
  pen.restore();
  return taken;
}

/** A place well inside a grid: the middle of the widest of a few lines across it. @returns {[number, number]} */
export function middleOf(grid) {
  const known = middles.get(grid);
  if (known) return known;
  const rings = ringsOf(grid), ys = rings.flat().map(([, y]) => y);
  const south = Math.min(...ys), north = Math.max(...ys);
  let best = rings[0][0], widest = 0;
  for (const share of [0.5, 0.4, 0.6, 0.3, 0.7]) {
    const y = south + (north - south) * share, across = crossings(rings, y);
    for (let i = 0; i + 1 < across.length; i += 2) {
      const wide = (across[i + 1] - across[i]) * (share === 0.5 ? 1.2 : 1);
      if (wide > widest) [best, widest] = [[(across[i] + across[i + 1]) / 2, y], wide];
    }
  }
  middles.set(grid, best);
  return best;
}

function crossings(rings, y) {
  const found = [];
  for (const ring of rings)
    for (let i = 1; i < ring.length; i += 1) {
      const [ax, ay] = ring[i - 1], [bx, by] = ring[i];
      if (ay > y !== by > y) found.push(ax + ((bx - ax) * (y - ay)) / (by - ay));
    }
  return found.sort((a, b) => a - b);
}
