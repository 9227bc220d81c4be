// Points, and the bubbles that stand for many of them.
import {grouped} from './facts.js';
import {layerOf} from './layer_list.js';

const LEAST_ZOOM_FOR_REACH = 14;

/**
 * Draw the points of all layers that are shown; return where they stand, for hit tests (last drawn last).
 * @param {CanvasRenderingContext2D} pen
 * @param {any} view
 */
export function drawPoints(pen, view) {
  const standing = [];
  for (const id of view.tiles.shown) {
    const layer = layerOf(id);
    if (layer?.geometry !== 'point') continue;
    const points = pointsOf(id, layer, view);
    points.sort((a, b) => b.class - a.class || a.id - b.id); // the first class is drawn last
    if (layer.radius && view.zoom >= LEAST_ZOOM_FOR_REACH) for (const point of points) drawReach(pen, point, layer, view);
    for (const point of points) drawPoint(pen, point, layer.style.classes[point.class][view.theme], view);
    standing.push(...points);
  }
  return standing;
}

/** The points of a layer within the view, each once though tiles share their edges. */
export function pointsOf(id, layer, view) {
  const points = [];
  for (const canvas of view.tiles.current()) {
    const held = canvas.tile.have.get(id);
    if (!held) continue;
    const origin = view.origin(canvas.tile.coords), unit = view.edge / held.extent;
    for (const feature of held.features) {
      if (feature.class < 0 || view.tiles.hiddenClasses.has(`${id}.${feature.class}`)) continue;
      for (const {x, y} of feature.rings.flat()) {
        if (x < 0 || y < 0 || x >= held.extent || y >= held.extent) continue;
        const at = {x: origin.x + x * unit, y: origin.y + y * unit};
        if (at.x < view.box[0] || at.y < view.box[1] || at.x > view.box[2] || at.y > view.box[3]) continue;
        const count = Number(feature.properties.count ?? 1);
        points.push({...at, layer: id, id: feature.id, properties: feature.properties, class: feature.class, count,
          radius: count > 1 ? bubbleRadius(count) : layer.style.classes[feature.class].light.radius});
      }
    }
  }
  return points;
}

const bubbleRadius = (count) => Math.min(9 + 3.2 * Math.log2(count), 30);

function drawPoint(pen, point, paint, view) {
  if (!point.radius) return;
  pen.beginPath();
  pen.arc(point.x, point.y, point.radius, 0, 2 * Math.PI);
  if (paint.fill) {
    pen.globalAlpha = point.count > 1 ? 0.88 : paint.fill_opacity;
    pen.fillStyle = paint.fill;
    pen.fill();
    pen.globalAlpha = 1;
  }
  if (paint.stroke) {
    pen.strokeStyle = paint.stroke;
    pen.lineWidth = paint.width;
    pen.stroke();
  }
  if (point.count > 1) {
    pen.font = `600 ${(point.radius > 16 ? 13 : 11) * view.letters}px ${getComputedStyle(document.body).fontFamily}`;
    pen.textAlign = 'center';
    pen.textBaseline = 'middle';
    pen.fillStyle = view.theme === 'light' ? '#ffffff' : '#0d131e';
    pen.fillText(grouped(point.count), point.x, point.y + 0.5);
  }
}

/** How far a point reaches, in metres on the ground. */
function drawReach(pen, point, layer, view) {
  const metres = Number(point.properties[layer.radius]);
  if (!metres || point.count > 1) return;
  const lat = view.map.layerPointToLatLng([point.x, point.y]).lat;
  const perPixel = (40075016.686 * Math.cos((lat * Math.PI) / 180)) / (256 * 2 ** view.zoom);
  const paint = layer.style.classes[point.class][view.theme];
  pen.beginPath();
  pen.arc(point.x, point.y, metres / perPixel, 0, 2 * Math.PI);
  pen.globalAlpha = 0.06;
  pen.fillStyle = paint.fill;
  pen.fill();
  pen.globalAlpha = 0.8;
  pen.strokeStyle = paint.fill;
  pen.lineWidth = 1;
  pen.setLineDash([5, 4]);
  pen.stroke();
  pen.setLineDash([]);
  pen.globalAlpha = 1;
}
