// The draft's grids on the map: classes and colours of the layer of grids, borders thick enough to grab.
import {canvasLayer} from '../canvas_layer.js';
import {hatch} from '../hatch.js';
import {layerOf} from '../layer_list.js';
import {LOOK} from '../overlay.js';
import {classOfPeople} from './fabric.js';
import {drawGridLabels} from './grid_labels.js';

const NEAR = 14; // from this zoom on borders are wide

/**
 * The ground of the grids, by their people against the band. Its pane is blended with the map below, so that streets
 * and blind spots stay clear. Options: `fabric`, `paths`, `theme()`, `hidden(class)`, `lifted()`, `scale()`.
 * @param {any} L
 */
export function groundLayer(L) {
  return canvasLayer(L).extend({
    paint(pen, frame) {
      const {fabric, paths, theme, hidden, lifted} = this.options, style = layerOf('grids')?.style;
      if (!style) return;
      const byClass = new Map(), locked = new Path2D(), away = lifted();
      for (const grid of fabric.grids.values()) {
        const number = classOfPeople(grid.people);
        if (away.has(grid.code) || hidden(number)) continue;
        if (!byClass.has(number)) byClass.set(number, new Path2D());
        byClass.get(number).addPath(paths.of(grid));
        if (grid.locked) locked.addPath(paths.of(grid));
      }
      pen.save();
      const unit = paths.turn(pen);
      for (const [number, path] of byClass) fill(pen, path, style.classes[number][theme()]);
      pen.fillStyle = hatch(pen, LOOK[theme()].muted, frame.scale, new DOMMatrix().scale(unit));
      pen.fill(locked, 'evenodd');
      pen.restore();
    },
  });
}

/** Borders and labels. Option `reserve(who, boxes)`: the labels below keep clear of what is written. @param {any} L */
export function fabricLayer(L) {
  const Canvas = canvasLayer(L);
  return Canvas.extend({
    initialize(options) {
      Canvas.prototype.initialize.call(this, options);
      /** codes of grids that a finding or a brush marks @type {Set<string>} */
      this.marked = new Set();
      /** grids that are drawn in the hand meanwhile @type {Set<string>} */
      this.lifted = new Set();
    },

    paint(pen, frame) {
      const {fabric, paths, theme, hidden} = this.options, look = LOOK[theme()];
      const shown = [...fabric.grids.values()].filter(({code, people}) => !this.lifted.has(code) && !hidden(classOfPeople(people)));
      const all = new Path2D(), marked = new Path2D();
      for (const grid of shown) {
        all.addPath(paths.of(grid));
        if (this.marked.has(grid.code)) marked.addPath(paths.of(grid));
      }
      pen.save();
      pen.lineJoin = 'round';
      const unit = paths.turn(pen), near = this._map.getZoom() >= NEAR;
      stroke(pen, all, unit, near ? [[look.halo, 3.6, 0.75], [look.ink, 1.5, 0.8]] : [[look.muted, 1, 0.9]]);
      stroke(pen, marked, unit, [[look.halo, 5.5, 1], [look.action, 2.5, 1]]);
      pen.restore();
      this.options.reserve('fabric', drawGridLabels(pen, this._map, shown, {look, box: frame.inner}));
    },

    onRemove() {
      this.options.reserve('fabric', []);
      Canvas.prototype.onRemove.call(this);
    },
  });
}

/** @param {[string, number, number][]} strokes colour, width in px, opacity */
export function stroke(pen, path, unit, strokes, dash = []) {
  pen.setLineDash(dash.map((length) => length * unit));
  for (const [colour, width, alpha] of strokes) {
    pen.globalAlpha = alpha;
    pen.strokeStyle = colour;
    pen.lineWidth = width * unit;
    pen.stroke(path);
  }
  pen.globalAlpha = 1;
  pen.setLineDash([]);
}

/** @param {import('../layer_list.js').Paint} paint */
export function fill(pen, path, paint) {
  if (!paint.fill) return;
  pen.globalAlpha = paint.fill_opacity;
  pen.fillStyle = paint.fill;
  pen.fill(path, 'evenodd');
  pen.globalAlpha = 1;
}
