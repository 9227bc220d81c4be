// What is in the hand, above the draft's grids: borders as they would run, things picked for an edit.
import {canvasLayer} from '../canvas_layer.js';
import {layerOf} from '../layer_list.js';
import {LOOK} from '../overlay.js';
import {classOfPeople} from './fabric.js';
import {fill, stroke} from './fabric_layer.js';
import {drawGridLabels} from './grid_labels.js';

const LEAST_SPOT_PX = 22;

/** Make the class once Leaflet is there. Options: `paths`, `theme()`, `scale()`. @param {any} L */
export function handLayer(L) {
  const Canvas = canvasLayer(L);
  return Canvas.extend({
    initialize(options) {
      Canvas.prototype.initialize.call(this, options);
      /** where a finding is: west, south, east, north; null: none @type {?number[]} */
      this.spot = null;
      /** code of the grid whose border is in the hand @type {?string} */
      this.strong = null;
      this.clear();
    },

    clear() {
      /** grids as they would be @type {import('./fabric.js').GridState[]} */
      this.grids = [];
      /** grids that are picked for an edit @type {import('./fabric.js').GridState[]} */
      this.picked = [];
      /** rings of buildings and estates that are picked, in lon/lat */
      this.things = [];
      /** whether the server would not do it */
      this.refused = false;
    },

    paint(pen, frame) {
      const {paths, theme} = this.options, style = layerOf('grids')?.style, look = LOOK[theme()];
      if (!style) return;
      pen.save();
      const unit = paths.turn(pen), line = this.refused ? look.alert : look.action;
      pen.lineJoin = 'round';
      for (const grid of this.grids) fill(pen, paths.of(grid), style.classes[classOfPeople(grid.people)][theme()]);
      for (const grid of this.grids) stroke(pen, paths.of(grid), unit, [[look.halo, 4, 1], [line, 1.8, 1]]);
      for (const grid of this.grids) if (grid.code === this.strong) stroke(pen, paths.of(grid), unit, [[look.halo, 6, 1], [line, 3.5, 1]]);
      for (const grid of this.picked) {
        if (!this.grids.length) tint(pen, paths.of(grid), look.action, 0.2);
        stroke(pen, paths.of(grid), unit, [[look.halo, 6, 1], [look.action, 3, 1]]);
      }
      if (this.things.length) {
        const path = paths.along(this.things, true);
        tint(pen, path, look.action, 0.4);
        stroke(pen, path, unit, [[look.halo, 3.5, 1], [look.action, 1.8, 1]]);
      }
      pen.restore();
      if (this.spot) this._ring(pen, look);
      if (this.grids.length) drawGridLabels(pen, this._map, this.grids, {look, box: frame.inner});
    },

    /** A ring around the place of a finding, that even a sliver is seen by. */
    _ring(pen, look) {
      const [west, south, east, north] = this.spot;
      const a = this._map.latLngToLayerPoint([north, west]), b = this._map.latLngToLayerPoint([south, east]);
      const wide = Math.max((b.x - a.x) / 2 + 8, LEAST_SPOT_PX), high = Math.max((b.y - a.y) / 2 + 8, LEAST_SPOT_PX);
      const path = new Path2D();
      path.ellipse((a.x + b.x) / 2, (a.y + b.y) / 2, wide, high, 0, 0, 2 * Math.PI);
      stroke(pen, path, 1, [[look.halo, 6, 1], [look.alert, 3, 1]]);
    },
  });
}

function tint(pen, path, colour, alpha) {
  pen.globalAlpha = alpha;
  pen.fillStyle = colour;
  pen.fill(path, 'evenodd');
  pen.globalAlpha = 1;
}
