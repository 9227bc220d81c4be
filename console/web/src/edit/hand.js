// What is in the hand, above the draft's grids: the picked grid, borders as they would run, things taken for an edit.
import {canvasLayer} from '../canvas_layer.js';
import {layerOf} from '../layer_list.js';
import {LOOK} from '../overlay.js';
import {classOfPeople} from './fabric.js';
import {fill, stroke} from './fabric_layer.js';
import {drawGridLabels} from './grid_labels.js';

const LEAST_SPOT_PX = 22;

/** Make the class once Leaflet is there. Options: `fabric`, `paths`, `lifted()`, `theme()`, `scale()`, `reserve(who, boxes)`. @param {any} L */
export function handLayer(L) {
  const Canvas = canvasLayer(L);
  return Canvas.extend({
    initialize(options) {
      Canvas.prototype.initialize.call(this, options);
      /** where a finding is: west, south, east, north; null: none @type {?number[]} */
      this.spot = null;
      /** codes of the grids that are picked and pointed at @type {?string} */
      this.picked = null;
      this.pointed = null;
      this.clear();
    },

    clear() {
      /** grids as they would be @type {import('./fabric.js').GridState[]} */
      this.grids = [];
      /** grids that are taken for an edit @type {import('./fabric.js').GridState[]} */
      this.taken = [];
      /** buildings and estates that are picked @type {import('./things.js').Part[]} */
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
      this._marked(pen, unit, look);
      for (const grid of this.grids) fill(pen, paths.of(grid), style.classes[classOfPeople(grid.people)][theme()]);
      for (const grid of this.grids) stroke(pen, paths.of(grid), unit, [[look.halo, 4, 1], [line, 1.8, 1]]);
      for (const grid of this.grids) if (grid.code === this.picked) stroke(pen, paths.of(grid), unit, [[look.halo, 6, 1], [line, 3.5, 1]]);
      for (const grid of this.taken) {
        if (!this.grids.length) tint(pen, paths.of(grid), look.action, 0.2);
        stroke(pen, paths.of(grid), unit, [[look.halo, 6, 1], [look.action, 3, 1]]);
      }
      for (const part of this.things) this._part(pen, unit, look, part);
      pen.restore();
      if (this.spot) this._ring(pen, look);
      this.options.reserve('hand', this.grids.length ? drawGridLabels(pen, this._map, this.grids, {look, box: frame.inner}) : []);
    },

    onRemove() {
      this.options.reserve('hand', []);
      Canvas.prototype.onRemove.call(this);
    },

    /** The grid that is picked, and the one under the pointer; what is lifted is drawn as it would be. */
    _marked(pen, unit, look) {
      const {fabric, paths, lifted} = this.options;
      for (const [code, wide] of [[this.pointed, 2], [this.picked, 4]]) {
        const grid = lifted().has(code) ? null : fabric.grids.get(code);
        if (grid) stroke(pen, paths.of(grid), unit, [[look.halo, wide + 3, 1], [look.action, wide, 1]]);
      }
    },

    /** A picked thing as far as one tile holds it: no tile's own edge shows. */
    _part(pen, unit, look, {rings, box}) {
      const {paths} = this.options, path = paths.along(rings, true);
      pen.save();
      pen.clip(paths.along([box], true));
      // under the grids as they would be, the outline is enough
      if (!this.grids.length) tint(pen, path, look.action, 0.4);
      stroke(pen, path, unit, [[look.halo, 3.5, 1], [look.action, 1.8, 1]]);
      pen.restore();
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
