// One canvas above the tiles: points, clusters, what is picked or pointed at, and the labels.
import {canvasLayer} from './canvas_layer.js';
import {later} from './dash.js';
import {drawHighlight} from './highlight.js';
import {layerOf} from './layer_list.js';
import {drawLabels} from './labels.js';
import {drawPoints} from './points.js';
import {addRings} from './tile_features.js';

const SOON_MS = 90;
export const LOOK = {
  light: {ink: '#1d2733', muted: '#66727f', halo: 'rgba(255,255,255,0.92)', action: '#1864ab', alert: '#c2410c', ground: '#f6f7f9'},
  dark: {ink: '#e8eef5', muted: '#a9b6c6', halo: 'rgba(13,19,30,0.92)', action: '#6db5f2', alert: '#ff8a4c', ground: '#0d131e'},
};

/** Make the class once Leaflet is there. @param {any} L */
export function overlayLayer(L) {
  const Canvas = canvasLayer(L);
  return Canvas.extend({
    initialize(options) {
      Canvas.prototype.initialize.call(this, {pane: 'wangge', ...options});
      this.tiles = options.tiles;
      this.selection = null;
      this.pointed = null;
      this.highlight = null;
      /** what stands where, for hit tests: in layer pixels */
      this.points = [];
      /** boxes in layer pixels that labels keep clear of, since another layer writes there */
      this.reserved = [];
      /** how many grids of an open draft are in view, by class; null: none is open @type {(() => number[])|null} */
      this.countGrids = null;
      // while tiles come in, their labels wait until they pause
      this.redrawSoon = later(() => this._redraw(), SOON_MS);
    },

    onAdd(map) {
      Canvas.prototype.onAdd.call(this, map);
      this.tiles.on('tilechange load', this.redrawSoon);
    },

    onRemove() {
      this.tiles.off('tilechange load', this.redrawSoon);
      Canvas.prototype.onRemove.call(this);
    },

    paint(pen, frame) {
      const view = {
        map: this._map, tiles: this.tiles, zoom: this._map.getZoom(), look: LOOK[this.tiles.theme], theme: this.tiles.theme,
        box: [frame.corner.x, frame.corner.y, frame.corner.x + frame.full.x, frame.corner.y + frame.full.y],
        inner: frame.inner, scale: frame.scale, letters: Number(this._map.getContainer().dataset.letters || 1), origin: (coords) => this._origin(coords), edge: this.tiles.edge(),
        reserved: this.reserved,
      };
      if (this.highlight) drawHighlight(pen, this.highlight, view);
      if (this.pointed) this._outline(pen, this.pointed, 2, view);
      this.points = drawPoints(pen, view);
      if (this.selection) this._outline(pen, this.selection, 3.5, view);
      drawLabels(pen, view, this.points);
    },

    /** Layer pixels of a tile's north-west corner. */
    _origin(coords) {
      return new L.Point(coords.x, coords.y).multiplyBy(this.tiles.edge()).subtract(this._map.getPixelOrigin());
    },

    /** Draw the outline of one feature from the tiles it lies in; no tile's own edge shows. */
    _outline(pen, {layer, id}, width, view) {
      for (const canvas of this.tiles.current()) {
        const held = canvas.tile.have.get(layer);
        const found = held?.features.filter((feature) => String(feature.id) === String(id)) ?? [];
        if (!found.length || layerOf(layer)?.geometry === 'point') continue;
        const origin = view.origin(canvas.tile.coords), unit = view.edge / held.extent, path = new Path2D();
        for (const feature of found) addRings(path, feature.rings, layerOf(layer).geometry === 'polygon');
        pen.save();
        pen.translate(origin.x, origin.y);
        pen.beginPath();
        pen.rect(0, 0, view.edge, view.edge);
        pen.clip();
        pen.scale(unit, unit);
        pen.lineJoin = 'round';
        for (const [colour, wide] of [[view.look.halo, width + 3], [view.look.action, width]]) {
          pen.strokeStyle = colour;
          pen.lineWidth = wide / unit;
          pen.stroke(path);
        }
        pen.restore();
      }
    },
  });
}
