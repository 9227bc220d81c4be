// Names along lines: each name once in a while, on the straightest stretch that holds it.

const LEAST_ZOOM = 15;
const LETTER_PX = 11.5;
const BEND = Math.cos((14 * Math.PI) / 180); // a stretch goes on while it bends less than this
const APART_PX = 420; // between two places where the same name stands
const STEP_PX = 12; // a slanting name keeps its way free in boxes of this size

/**
 * Write the names of a layer of lines.
 * @param {CanvasRenderingContext2D} pen
 * @param {string} id
 * @param {any} view
 * @param {{free: (box: number[]) => boolean, take: (box: number[]) => void, width: (font: string, text: string) => number}} room
 * @param {string} family
 */
export function drawStreetNames(pen, id, view, room, family) {
  if (view.zoom < LEAST_ZOOM) return;
  const size = LETTER_PX * view.letters, font = `400 ${size}px ${family}`, standing = new Map();
  for (const stretch of stretchesOf(id, view)) {
    const width = room.width(font, stretch.name), middle = {x: (stretch.a.x + stretch.b.x) / 2, y: (stretch.a.y + stretch.b.y) / 2};
    if (width + size > stretch.length || !within(middle, view.inner)) continue;
    const others = standing.get(stretch.name) ?? [];
    if (others.some((other) => Math.hypot(other.x - middle.x, other.y - middle.y) < APART_PX)) continue;
    const boxes = boxesAlong(stretch, middle, width, size);
    if (!boxes.every(room.free)) continue;
    boxes.forEach(room.take);
    standing.set(stretch.name, [...others, middle]);
    write(pen, stretch, middle, font, view);
  }
}

const within = ({x, y}, box) => x > box[0] && y > box[1] && x < box[2] && y < box[3];

/** Straight stretches of named lines, the longest first, in pixels. */
function stretchesOf(id, view) {
  const stretches = [];
  for (const canvas of view.tiles.current()) {
    const held = canvas.tile.have.get(id);
    if (!held) continue;
    const origin = view.origin(canvas.tile.coords), unit = view.edge / held.extent;
    const place = ({x, y}) => ({x: origin.x + x * unit, y: origin.y + y * unit});
    for (const {properties, rings} of held.features)
      if (properties.name) for (const line of rings) addStretches(stretches, properties.name, line.map(place));
  }
  return stretches.sort((p, q) => q.length - p.length || (p.name < q.name ? -1 : 1));
}

function addStretches(stretches, name, points) {
  let start = 0;
  for (let i = 1; i < points.length; i += 1) {
    const last = i === points.length - 1;
    if (last || bends(points[start], points[i], points[i + 1])) {
      const a = points[start], b = points[i];
      stretches.push({name, a, b, length: Math.hypot(b.x - a.x, b.y - a.y)});
      start = i;
    }
  }
}

function bends(a, b, c) {
  const ux = b.x - a.x, uy = b.y - a.y, vx = c.x - b.x, vy = c.y - b.y, lengths = Math.hypot(ux, uy) * Math.hypot(vx, vy);
  return lengths > 0 && (ux * vx + uy * vy) / lengths < BEND;
}

/** Small boxes along a slanting name: one upright box would claim far too much. */
function boxesAlong({a, b, length}, middle, width, size) {
  const dx = (b.x - a.x) / length, dy = (b.y - a.y) / length, boxes = [], half = size / 2 + 1;
  for (let at = -width / 2; at <= width / 2; at += STEP_PX) {
    const x = middle.x + dx * at, y = middle.y + dy * at;
    boxes.push([x - half, y - half, x + half, y + half]);
  }
  return boxes;
}

function write(pen, {name, a, b}, middle, font, view) {
  let angle = Math.atan2(b.y - a.y, b.x - a.x);
  if (Math.abs(angle) > Math.PI / 2) angle += Math.PI; // never upside down
  pen.save();
  pen.translate(middle.x, middle.y);
  pen.rotate(angle);
  pen.font = font;
  pen.strokeStyle = view.look.halo;
  pen.lineWidth = 3;
  pen.strokeText(name, 0, 0.5);
  pen.fillStyle = view.look.muted;
  pen.fillText(name, 0, 0.5);
  pen.restore();
}
