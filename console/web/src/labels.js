// Names and codes beside what they name: with a halo, and never one over another.
import {grouped} from './facts.js';
import {layerOf} from './layer_list.js';
import {drawStreetNames} from './street_names.js';

const LEAST_ZOOM = 15;
const LATER_IN_AREAS = 3; // an area is named this many zooms after its border is first drawn
const LEAST_ZOOM_OF_AREAS = 11;
const MOST_OF_VIEW = 0.4; // what fills more of the view than this needs no name in it
const CELL = 64;
const TOUCHING_PX = 1; // stretches nearer than this go on from tile to tile
const GROUPS = ['plan', 'work', 'areas', 'people', 'base'];

/**
 * @param {CanvasRenderingContext2D} pen
 * @param {any} view
 * @param {any[]} points what is drawn as points, which labels keep clear of
 */
export function drawLabels(pen, view, points) {
  const taken = new Map(), family = getComputedStyle(document.body).fontFamily;
  for (const point of points) if (point.radius > 8) take(taken, boxAround(point.x, point.y, point.radius * 2, point.radius * 2));
  for (const box of view.reserved) take(taken, box);
  pen.textAlign = 'center';
  pen.textBaseline = 'middle';
  pen.lineJoin = 'round';
  const room = {free: (box) => isFree(taken, box), take: (box) => take(taken, box), width: (font, text) => widthOf(pen, font, text)};
  for (const id of byImportance(view.tiles.shown)) {
    const layer = layerOf(id);
    // a layer whose mark is its name is labelled at every zoom
    const nameIsMark = layer?.geometry === 'point' && layer.style.classes.every((item) => item.light.radius === 0);
    const least = nameIsMark ? 0 : layer?.group === 'areas' ? Math.max(layer.zooms[0] + LATER_IN_AREAS, LEAST_ZOOM_OF_AREAS) : LEAST_ZOOM;
    if (layer?.geometry === 'line' && layer.properties.includes('name')) drawStreetNames(pen, id, view, room, family);
    if (!layer?.label || view.zoom < least) continue;
    for (const anchor of anchorsOf(id, layer, view)) placeLabel(pen, anchor, layer, view, taken, family);
  }
}

/** What the page is about is named first: the plan before places. @param {string[]} ids */
function byImportance(ids) {
  const rank = (id) => GROUPS.indexOf(layerOf(id)?.group);
  return [...ids].reverse().sort((a, b) => rank(a) - rank(b));
}

/** Where the labels of a layer stand: one per feature, in the middle of what is seen of it. */
function anchorsOf(id, layer, view) {
  const anchors = [];
  for (const {feature, parts, box} of wholeFeatures(id, view)) {
    if (layer.geometry !== 'polygon') {
      anchors.push({feature, x: (box[0] + box[2]) / 2, y: (box[1] + box[3]) / 2, wide: box[2] - box[0], size: 0});
      continue;
    }
    if (shareOf(view.inner, box) >= MOST_OF_VIEW) continue;
    const seen = [Math.max(box[0], view.inner[0]), Math.max(box[1], view.inner[1]), Math.min(box[2], view.inner[2]), Math.min(box[3], view.inner[3])];
    const size = (seen[2] - seen[0]) * (seen[3] - seen[1]);
    if (seen[0] >= seen[2] || seen[1] >= seen[3]) continue;
    for (const height of [0.5, 0.35, 0.65]) {
      const y = seen[1] + (seen[3] - seen[1]) * height, span = widestSpan(parts, y, seen[0], seen[2]);
      if (!span) continue;
      anchors.push({feature, x: (span[0] + span[1]) / 2, y, wide: span[1] - span[0], size});
      break;
    }
  }
  return anchors.sort((p, q) => q.size - p.size || p.feature.id - q.feature.id);
}

/** The features of a layer, put together again from the tiles that cut them. */
function wholeFeatures(id, view) {
  const found = new Map();
  for (const canvas of view.tiles.current()) {
    const held = canvas.tile.have.get(id);
    if (!held) continue;
    const origin = view.origin(canvas.tile.coords), unit = view.edge / held.extent;
    for (const feature of held.features) {
      if (feature.class < 0 || view.tiles.hiddenClasses.has(`${id}.${feature.class}`) || feature.properties.count > 1) continue;
      const inTile = [0, 1].map((i) => Math.max(feature.box[i], 0)).concat([2, 3].map((i) => Math.min(feature.box[i], held.extent)));
      if (inTile[0] > inTile[2] || inTile[1] > inTile[3]) continue;
      const whole = found.get(feature.id) ?? {feature, parts: [], box: [Infinity, Infinity, -Infinity, -Infinity]};
      const corner = (i) => (i % 2 ? origin.y : origin.x) + inTile[i] * unit;
      whole.box = [Math.min(whole.box[0], corner(0)), Math.min(whole.box[1], corner(1)), Math.max(whole.box[2], corner(2)), Math.max(whole.box[3], corner(3))];
      whole.parts.push({rings: feature.rings, origin, unit, extent: held.extent});
      found.set(feature.id, whole);
    }
  }
  return found.values();
}

/** Which share of a box lies in another one. */
function shareOf(box, other) {
  const wide = Math.min(box[2], other[2]) - Math.max(box[0], other[0]), high = Math.min(box[3], other[3]) - Math.max(box[1], other[1]);
  return wide > 0 && high > 0 ? (wide * high) / ((box[2] - box[0]) * (box[3] - box[1])) : 0;
}

/** The longest stretch of a horizontal line that lies inside a polygon, across the tiles that cut it. */
function widestSpan(parts, y, left, right) {
  const spans = parts.flatMap((part) => spansIn(part, y)).sort((p, q) => p[0] - q[0]);
  let found = null, open = null;
  for (const [from, to] of spans) {
    if (open && from <= open[1] + TOUCHING_PX) open[1] = Math.max(open[1], to);
    else open = [from, to];
    const seen = [Math.max(open[0], left), Math.min(open[1], right)];
    if (seen[1] > seen[0] && (!found || seen[1] - seen[0] > found[1] - found[0])) found = seen;
  }
  return found;
}

function spansIn({rings, origin, unit, extent}, y) {
  const level = (y - origin.y) / unit, cuts = [], spans = [];
  if (level < 0 || level >= extent) return [];
  for (const ring of rings)
    for (let a = 0, b = ring.length - 1; a < ring.length; b = a, a += 1)
      if (ring[a].y > level !== ring[b].y > level)
        cuts.push(((ring[b].x - ring[a].x) * (level - ring[a].y)) / (ring[b].y - ring[a].y) + ring[a].x);
  cuts.sort((p, q) => p - q);
  for (let i = 0; i + 1 < cuts.length; i += 2) {
    const from = Math.max(cuts[i], 0), to = Math.min(cuts[i + 1], extent);
    if (to > from) spans.push([origin.x + from * unit, origin.x + to * unit]);
  }
  return spans;
}

function placeLabel(pen, anchor, layer, view, taken, family) {
  const lines = linesOf(anchor.feature, layer);
  if (!lines.length) return;
  const isPoint = layer.geometry === 'point', paint = layer.style.classes[anchor.feature.class][view.theme];
  const heights = lines.map((_line, i) => (i || layer.group === 'base' ? 12 : 13) * view.letters);
  const total = heights.reduce((sum, height) => sum + height + 3, 0);
  const font = `500 ${13 * view.letters}px ${family}`;
  const width = Math.max(...lines.map((line) => widthOf(pen, font, line))) + 6;
  const top = isPoint && paint.radius ? anchor.y + paint.radius + 2 : anchor.y - total / 2;
  const box = [anchor.x - width / 2, top, anchor.x + width / 2, top + total];
  if (layer.geometry === 'polygon' && width > anchor.wide * 1.1) return;
  if (!isFree(taken, box)) return;
  take(taken, box);
  let y = top;
  lines.forEach((line, i) => {
    pen.font = `${i ? 400 : 500} ${heights[i]}px ${family}`;
    pen.strokeStyle = view.look.halo;
    pen.lineWidth = 3.5;
    pen.strokeText(line, anchor.x, y + heights[i] / 2 + 1.5);
    pen.fillStyle = i || layer.group === 'base' ? view.look.muted : view.look.ink;
    pen.fillText(line, anchor.x, y + heights[i] / 2 + 1.5);
    y += heights[i] + 3;
  });
}

/** @type {Map<string, number>} */
const widths = new Map();
const MOST_WIDTHS = 5000;

function widthOf(pen, font, text) {
  const key = `${font}|${text}`;
  if (!widths.has(key)) {
    if (widths.size > MOST_WIDTHS) widths.clear();
    pen.font = font;
    widths.set(key, pen.measureText(text).width);
  }
  return widths.get(key);
}

function linesOf({properties}, layer) {
  const value = properties[layer.label];
  if (value === undefined || value === null || value === '') return [];
  // a grid's code is its community's and three digits of its own
  const lines = [layer.label === 'code' && /^\d{7,}$/.test(value) ? value.slice(-3) : String(value)];
  if (layer.label === 'code' && properties.population !== undefined) lines.push(grouped(properties.population));
  return lines;
}

const boxAround = (x, y, wide, high) => [x - wide / 2, y - high / 2, x + wide / 2, y + high / 2];

function* cellsOf([x0, y0, x1, y1]) {
  for (let x = Math.floor(x0 / CELL); x <= Math.floor(x1 / CELL); x += 1)
    for (let y = Math.floor(y0 / CELL); y <= Math.floor(y1 / CELL); y += 1) yield `${x}:${y}`;
}

function isFree(taken, box) {
  for (const cell of cellsOf(box))
    for (const other of taken.get(cell) ?? [])
      if (box[0] < other[2] && box[2] > other[0] && box[1] < other[3] && box[3] > other[1]) return false;
  return true;
}

function take(taken, box) {
  for (const cell of cellsOf(box)) taken.has(cell) ? taken.get(cell).push(box) : taken.set(cell, [box]);
}
