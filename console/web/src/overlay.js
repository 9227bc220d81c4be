// One canvas above the tiles: points, clusters, what is picked or pointed at, and the labels.
import {inFrame, later} from './dash.js';
import {drawHighlight} from './highlight.js';
import {layerOf} from './layer_list.js';
import {drawLabels} from './labels.js';
import {drawPoints} from './points.js';
import {addRings} from './tile_features.js';

const SOON_MS = 90;
const PAD = 0.15; // share of the map's size drawn beyond its edge, so that a small pan shows no gap
export const LOOK = {
  light: {ink: '#1d2733', muted: '#66727f', halo: 'rgba(255,255,255,0.92)', action: '#1864ab', ground: '#f6f7f9'},
  dark: {ink: '#e8eef5', muted: '#a9b6c6', halo: 'rgba(13,19,30,0.92)', action: '#6db5f2', ground: '#0d131e'},
};

/** Make the class once Leaflet is there. @param {any} L */
export function overlayLayer(L) {
  return L.Layer.extend({
    initialize(options) {
      L.setOptions(this, options);
      this.tiles = options.tiles;
      this.selection = null;
      this.pointed = null;
      this.highlight = null;
      /** what stands where, for hit tests: in layer pixels */
      this.points = [];
      this.redraw = inFrame(() => this._redraw());
      // while tiles come in, their labels wait until they pause
      this.redrawSoon = later(() => this._redraw(), SOON_MS);
    },

    onAdd(map) {
      this._canvas = L.DomUtil.create('canvas', 'wg-overlay leaflet-zoom-animated', map.getPane('wangge'));
      this._canvas.setAttribute('aria-hidden', 'true');
      this.tiles.on('tilechange load', this.redrawSoon);
      this.redraw();
    },

    onRemove() {
      this.tiles.off('tilechange load', this.redrawSoon);
      this._canvas.remove();
    },

    getEvents() {
      return {moveend: this.redraw, viewreset: this.redraw, resize: this.redraw, zoomanim: this._animate, zoom: this._follow};
    },

    _animate({center, zoom}) {
      this._place(center, zoom);
    },

    _follow() {
      this._place(this._map.getCenter(), this._map.getZoom());
    },

    /** Stretch what is drawn while the map zooms; the true picture follows at its end. */
    _place(center, zoom) {
      if (!this._drawnAt) return;
      const map = this._map, scale = map.getZoomScale(zoom, this._drawnAt.zoom);
      const offset = map._latLngToNewLayerPoint(this._drawnAt.corner, zoom, center);
      L.DomUtil.setTransform(this._canvas, offset, scale);
    },

    _redraw() {
      const map = this._map;
      if (!map) return;
      const size = map.getSize(), pad = size.multiplyBy(PAD).round(), scale = this.options.scale();
      const corner = map.containerPointToLayerPoint(pad.multiplyBy(-1)).round();
      const full = size.add(pad.multiplyBy(2)), canvas = this._canvas;
      canvas.width = Math.round(full.x * scale);
      canvas.height = Math.round(full.y * scale);
      canvas.style.width = `${full.x}px`;
      canvas.style.height = `${full.y}px`;
      this._drawnAt = {corner: map.layerPointToLatLng(corner), zoom: map.getZoom()};
      L.DomUtil.setTransform(canvas, corner, 1);
      const pen = canvas.getContext('2d');
      pen.setTransform(scale, 0, 0, scale, -corner.x * scale, -corner.y * scale);
      const inner = [corner.x + pad.x, corner.y + pad.y, corner.x + pad.x + size.x, corner.y + pad.y + size.y];
      this._paint(pen, {corner, full, scale, inner});
    },

    _paint(pen, frame) {
      const view = {
        map: this._map, tiles: this.tiles, zoom: this._map.getZoom(), look: LOOK[this.tiles.theme], theme: this.tiles.theme,
        box: [frame.corner.x, frame.corner.y, frame.corner.x + frame.full.x, frame.corner.y + frame.full.y],
        inner: frame.inner, scale: frame.scale, letters: Number(this._map.getContainer().dataset.letters || 1), origin: (coords) => this._origin(coords), edge: this.tiles.edge(),
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
