// Where a drawn point is drawn to: corners and edges of other borders, streets, buildings, estates, water.
import {layerOf} from '../layer_list.js';
import {nameOf, ringsOf} from './fabric.js';

const REACH_PX = 11;
const CORNER_PX = 9; // a corner wins over an edge that is nearer
const ONTO = ['streets', 'buildings', 'estates', 'water', 'greens', 'communities'];
const BEYOND = [0, -999];

export class Snapping {
  /** @param {import('./editor.js').Editor} editor */
  constructor(editor) {
    this.editor = editor;
    this.off = false;
    const {L} = editor.map;
    // Geoman snaps to layers; this one stands wherever the nearest thing to snap to is
    this.magnet = L.marker(BEYOND, {
      pmIgnore: false, snapIgnore: false, interactive: false, keyboard: false, icon: L.divIcon({className: 'wg-magnet', iconSize: [14, 14]}),
    });
  }

  start() {
    this.magnet.addTo(this.editor.lmap);
    this._follow = (event) => this.follow(event);
    this.editor.lmap.getContainer().addEventListener('pointermove', this._follow, {capture: true});
  }

  stop() {
    this.editor.lmap.getContainer().removeEventListener('pointermove', this._follow, {capture: true});
    this.magnet.remove();
  }

  /** @param {PointerEvent} event */
  follow(event) {
    const {lmap} = this.editor;
    if (event.altKey || this.off) return void this.magnet.setLatLng(BEYOND);
    const found = this.nearest(lmap.mouseEventToLayerPoint(event));
    this.magnet.setLatLng(found ? [found[1], found[0]] : BEYOND);
  }

  /**
   * The place that a point of the map snaps to: lon, lat; null: nothing is near.
   * @param {{x: number, y: number}} at layer pixels
   * @param {Set<string>} [but] vertices that do not count, by name
   */
  nearest(at, but = this.moving ?? new Set()) {
    const best = {corner: null, cornerPx: CORNER_PX, edge: null, edgePx: REACH_PX};
    this._borders(at, but, best);
    if (!best.corner) this._features(at, best);
    return best.corner ?? best.edge;
  }

  _borders(at, but, best) {
    const {lmap, fabric} = this.editor, near = lmap.layerPointToLatLng(at);
    const reach = Math.abs(lmap.layerPointToLatLng([at.x + REACH_PX, at.y]).lng - near.lng);
    for (const [code, box] of fabric.boxes) {
      if (near.lng < box[0] - reach || near.lat < box[1] - reach || near.lng > box[2] + reach || near.lat > box[3] + reach) continue;
      for (const ring of ringsOf(fabric.grids.get(code)))
        for (let i = 1; i < ring.length; i += 1) {
          const [a, b] = [ring[i - 1], ring[i]];
          if (Math.max(a[0], b[0]) < near.lng - reach || Math.min(a[0], b[0]) > near.lng + reach) continue;
          const held = but.has(nameOf(a)) || but.has(nameOf(b));
          if (!but.has(nameOf(b))) take(best, at, lmap.latLngToLayerPoint([b[1], b[0]]), b);
          if (!held) along(best, at, lmap.latLngToLayerPoint([a[1], a[0]]), lmap.latLngToLayerPoint([b[1], b[0]]), (p) => this._place(p));
        }
    }
  }

  _features(at, best) {
    const {overlay, tiles} = this.editor.map, edge = tiles.edge();
    const canvas = tiles.current().find(({tile}) => {
      const origin = overlay._origin(tile.coords);
      return at.x >= origin.x && at.y >= origin.y && at.x < origin.x + edge && at.y < origin.y + edge;
    });
    if (!canvas) return;
    const origin = overlay._origin(canvas.tile.coords);
    for (const id of ONTO) {
      const held = canvas.tile.have.get(id);
      if (!held || !layerOf(id)) continue;
      const unit = edge / held.extent, reach = REACH_PX / unit, x = (at.x - origin.x) / unit, y = (at.y - origin.y) / unit;
      const px = (p) => ({x: origin.x + p.x * unit, y: origin.y + p.y * unit});
      for (const {box, rings} of held.features) {
        if (x < box[0] - reach || y < box[1] - reach || x > box[2] + reach || y > box[3] + reach) continue;
        for (const ring of rings)
          for (let i = 0; i < ring.length; i += 1) {
            take(best, at, px(ring[i]), null, (p) => this._place(p));
            if (i) along(best, at, px(ring[i - 1]), px(ring[i]), (p) => this._place(p));
          }
      }
    }
  }

  _place({x, y}) {
    const {lat, lng} = this.editor.lmap.layerPointToLatLng([x, y]);
    return [lng, lat];
  }
}

function take(best, at, corner, place, made) {
  const far = Math.hypot(corner.x - at.x, corner.y - at.y);
  if (far <= best.cornerPx) [best.corner, best.cornerPx] = [place ?? made(corner), far];
}

function along(best, at, a, b, made) {
  const dx = b.x - a.x, dy = b.y - a.y, square = dx * dx + dy * dy;
  if (!square) return;
  const share = ((at.x - a.x) * dx + (at.y - a.y) * dy) / square;
  if (share <= 0 || share >= 1) return;
  const foot = {x: a.x + share * dx, y: a.y + share * dy}, far = Math.hypot(foot.x - at.x, foot.y - at.y);
  if (far <= best.edgePx) [best.edge, best.edgePx] = [made(foot), far];
}
