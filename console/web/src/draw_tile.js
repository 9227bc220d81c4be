// Draws the polygons and lines of a tile; points and labels stand on the overlay, where no tile's edge cuts them.
import {strokeArrows} from './arrows.js';
import {HATCH_PX, hatch} from './hatch.js';

const ARROWS_FROM = 14; // below this zoom an arrow is longer than the street it stands on

/** @typedef {import('./layer_list.js').Paint} Paint */
/** @typedef {import('./tile_features.js').TileLayer} TileLayer */

/**
 * @param {HTMLCanvasElement} canvas
 * @param {TileLayer[]} layers in drawing order
 * @param {{size: number, x: number, y: number, scale: number, zoom: number, theme: 'light'|'dark', hidden: (id: string, number: number) => boolean}} look
 */
export function drawTile(canvas, layers, look) {
  const side = Math.round(look.size * look.scale);
  if (canvas.width !== side) canvas.width = canvas.height = side;
  const pen = canvas.getContext('2d');
  pen.setTransform(1, 0, 0, 1, 0, 0);
  pen.clearRect(0, 0, side, side);
  for (const tileLayer of layers) if (tileLayer.layer.geometry !== 'point') drawLayer(pen, tileLayer, look);
}

function drawLayer(pen, tileLayer, look) {
  const {style, id} = tileLayer.layer, unit = look.size / tileLayer.extent;
  const grown = style.growth ** (look.zoom - 16), shown = [];
  // the first class matters most and is drawn last
  for (let number = style.classes.length - 1; number >= 0; number -= 1) {
    const path = tileLayer.paths.get(number);
    if (path && !look.hidden(id, number)) shown.push({path, paint: style.classes[number][look.theme]});
  }
  pen.setTransform(look.scale * unit, 0, 0, look.scale * unit, 0, 0);
  pen.lineJoin = 'round';
  pen.lineCap = 'round';
  const isLine = tileLayer.layer.geometry === 'line';
  if (isLine)
    for (const {path, paint} of shown) {
      const width = paint.width * grown;
      if (paint.casing && width >= 2) strokePath(pen, path, paint.casing, width + 2, [], unit);
    }
  for (const {path, paint} of shown) {
    if (!isLine) fillPath(pen, path, paint, look, unit);
    if (paint.stroke && !(isLine && paint.width * grown < 0.25)) {
      pen.lineCap = paint.dash.length ? 'butt' : 'round';
      strokePath(pen, path, paint.stroke, Math.max(paint.width * grown, 0.5), paint.dash, unit);
    }
  }
  if (isLine && look.zoom >= ARROWS_FROM) drawArrows(pen, tileLayer, look, unit, grown);
}

/** Lines that say so show in which direction they were drawn. */
function drawArrows(pen, tileLayer, look, unit, grown) {
  const {style, id} = tileLayer.layer;
  if (!style.classes.some((item) => item[look.theme].arrows)) return;
  for (const feature of tileLayer.features) {
    const paint = style.classes[feature.class]?.[look.theme];
    if (paint?.arrows && !look.hidden(id, feature.class))
      for (const line of feature.rings) strokeArrows(pen, line, {colour: paint.stroke, width: Math.max(paint.width * grown, 1.5), unit});
  }
}

/** @param {Paint} paint */
function fillPath(pen, path, paint, look, unit) {
  if (paint.fill && paint.fill_opacity > 0) {
    pen.globalAlpha = paint.fill_opacity;
    pen.fillStyle = paint.fill;
    pen.fill(path, 'evenodd');
    pen.globalAlpha = 1;
  }
  if (paint.hatch) {
    // the path is in the tile's units, the lines are in pixels, and go on from tile to tile
    const corner = {x: -((look.x * look.size) % HATCH_PX), y: -((look.y * look.size) % HATCH_PX)};
    const lines = hatch(pen, paint.stroke || paint.fill, look.scale, new DOMMatrix().scale(1 / unit).translate(corner.x, corner.y));
    pen.fillStyle = lines;
    pen.fill(path, 'evenodd');
  }
}

function strokePath(pen, path, colour, width, dash, unit) {
  pen.strokeStyle = colour;
  pen.lineWidth = width / unit;
  pen.setLineDash(dash.map((length) => length / unit));
  pen.stroke(path);
  pen.setLineDash([]);
}
