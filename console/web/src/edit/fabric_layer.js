// The draft's grids on the map: classes and colours of the layer of grids, borders thick enough to grab.
import {canvasLayer} from '../canvas_layer.js';
import {hatch} from '../hatch.js';
import {layerOf} from '../layer_list.js';
import {LOOK} from '../overlay.js';
import {classOfPeople} from './fabric.js';
import {drawGridLabels} from './grid_labels.js';

const NEAR = 14; // from this zoom on borders are wide

/**
 * Make the class once Leaflet is there. Options: `fabric`, `paths`, `theme()`, `hidden(class)`, `scale()`.
 * @param {any} L
 */
export function fabricLayer(L) {
  const Canvas = canvasLayer(L);
  return Canvas.extend({
    initialize(options) {
      Canvas.prototype.initialize.call(this, options);
      this.picked = null;
      this.pointed = null;
      /** grids that are drawn under the hand meanwhile @type {Set<string>} */
      this.lifted = new Set();
    },

    paint(pen, frame) {
      const {fabric, paths, theme} = this.options, style = layerOf('grids')?.style;
      if (!style || !fabric.grids.size) return;
      const look = LOOK[theme()], byClass = new Map(), locked = new Path2D(), all = new Path2D();
      for (const grid of fabric.grids.values()) {
        if (this.lifted.has(grid.code)) continue;
        const number = classOfPeople(grid.people), path = paths.of(grid);
        if (this.options.hidden(number)) continue;
        if (!byClass.has(number)) byClass.set(number, new Path2D());
        byClass.get(number).addPath(path);
        all.addPath(path);
        if (grid.locked) locked.addPath(path);
      }
      pen.save();
      const unit = paths.turn(pen);
      for (const [number, path] of byClass) fill(pen, path, style.classes[number][theme()]);
      this._locks(pen, locked, unit, frame.scale, look);
      this._borders(pen, all, unit, look);
      for (const [code, wide] of [[this.pointed, 2.5], [this.picked, 4]]) this._strong(pen, code, wide * unit, unit, look);
      pen.restore();
      drawGridLabels(pen, this._map, [...fabric.grids.values()].filter(({code}) => !this.lifted.has(code)), {look, box: frame.inner, scale: frame.scale});
    },

    _borders(pen, all, unit, look) {
      const near = this._map.getZoom() >= NEAR;
      pen.lineJoin = 'round';
      for (const [colour, width, alpha] of near ? [[look.halo, 4, 0.7], [look.ink, 1.6, 0.85]] : [[look.muted, 1, 0.9]]) {
        pen.globalAlpha = alpha;
        pen.strokeStyle = colour;
        pen.lineWidth = width * unit;
        pen.stroke(all);
      }
      pen.globalAlpha = 1;
    },

    _locks(pen, path, unit, scale, look) {
      pen.fillStyle = hatch(pen, look.muted, scale, new DOMMatrix().scale(unit));
      pen.globalAlpha = 0.55;
      pen.fill(path, 'evenodd');
      pen.globalAlpha = 1;
    },

    _strong(pen, code, width, unit, look) {
      const grid = code && !this.lifted.has(code) ? this.options.fabric.grids.get(code) : null;
      if (!grid) return;
      const path = this.options.paths.of(grid);
      pen.strokeStyle = look.halo;
      pen.lineWidth = width + 3 * unit;
      pen.stroke(path);
      pen.strokeStyle = look.action;
      pen.lineWidth = width;
      pen.stroke(path);
    },
  });
}

/** @param {import('../layer_list.js').Paint} paint */
export function fill(pen, path, paint) {
  if (!paint.fill) return;
  pen.globalAlpha = paint.fill_opacity;
  pen.fillStyle = paint.fill;
  pen.fill(path, 'evenodd');
  pen.globalAlpha = 1;
}
