// What lies under a place on the map, found in the tiles on the screen.
import {layerOf} from './layer_list.js';

const REACH_PX = 6;
const REACH_TOUCH_PX = 14;

/**
 * The uppermost feature at a place, or null.
 * @param {any} overlay
 * @param {any} latlng
 * @param {{touch?: boolean, groups?: Set<string>}} [options]
 */
export function hit(overlay, latlng, {touch = false} = {}) {
  const {tiles, _map: map} = overlay, at = map.latLngToLayerPoint(latlng), reach = touch ? REACH_TOUCH_PX : REACH_PX;
  const point = nearestPoint(overlay.points, at, reach);
  if (point) return point;
  const edge = tiles.edge(), canvas = tiles.current().find(({tile}) => {
    const origin = overlay._origin(tile.coords);
    return at.x >= origin.x && at.y >= origin.y && at.x < origin.x + edge && at.y < origin.y + edge;
  });
  if (!canvas) return null;
  const origin = overlay._origin(canvas.tile.coords);
  // of all that lies there the smallest is meant: the building, not the grid around it
  let found = null, least = Infinity;
  for (const id of tiles.shown) {
    const layer = layerOf(id), held = canvas.tile.have.get(id);
    if (!held || !layer || layer.group === 'base' || layer.geometry === 'point') continue;
    const unit = held.extent / edge, x = (at.x - origin.x) * unit, y = (at.y - origin.y) * unit;
    const test = layer.geometry === 'polygon' ? inside : nearLine;
    for (const feature of held.features) {
      if (feature.class < 0 || tiles.hiddenClasses.has(`${id}.${feature.class}`) || !test(feature, x, y, reach * unit)) continue;
      const size = sizeOf(feature) * unit ** -2; // in pixels
      if (size <= least) [found, least] = [{layer: id, id: feature.id, properties: feature.properties}, size];
    }
  }
  return found;
}

/** How large a feature is within the tile; lines and what has no ground are smallest. */
function sizeOf({rings, type}) {
  if (type !== 3) return 0;
  let twice = 0; // holes turn the other way round and count against
  for (const ring of rings)
    for (let a = 0, b = ring.length - 1; a < ring.length; b = a, a += 1) twice += ring[b].x * ring[a].y - ring[a].x * ring[b].y;
  return Math.abs(twice) / 2;
}

function nearestPoint(points, at, reach) {
  let found = null, least = Infinity;
  for (const point of points) {
    if (layerOf(point.layer)?.group === 'base') continue;
    const distance = Math.hypot(point.x - at.x, point.y - at.y);
    if (distance <= Math.max(point.radius, reach) && distance <= least) [found, least] = [point, distance];
  }
  return found && {layer: found.layer, id: found.id, properties: found.properties, count: found.count};
}

/** Whether a place lies in a polygon (holes are outside). */
export function inside({rings, box}, x, y) {
  if (x < box[0] || y < box[1] || x > box[2] || y > box[3]) return false;
  let within = false;
  for (const ring of rings)
    for (let a = 0, b = ring.length - 1; a < ring.length; b = a, a += 1)
      if (ring[a].y > y !== ring[b].y > y && x < ((ring[b].x - ring[a].x) * (y - ring[a].y)) / (ring[b].y - ring[a].y) + ring[a].x)
        within = !within;
  return within;
}

function nearLine({rings, box}, x, y, reach) {
  if (x < box[0] - reach || y < box[1] - reach || x > box[2] + reach || y > box[3] + reach) return false;
  return rings.some((line) => line.some((point, i) => i > 0 && toSegment(x, y, line[i - 1], point) <= reach));
}

/** Distance from a place to a stretch of line. */
export function toSegment(x, y, a, b) {
  const dx = b.x - a.x, dy = b.y - a.y, square = dx * dx + dy * dy;
  const share = square ? Math.max(0, Math.min(1, ((x - a.x) * dx + (y - a.y) * dy) / square)) : 0;
  return Math.hypot(x - a.x - share * dx, y - a.y - share * dy);
}
