// A canvas over the whole map, a little larger than it, that follows a zoom while it runs and is drawn anew at its end.
import {inFrame} from './dash.js';

const PAD = 0.15; // share of the map's size drawn beyond its edge, so that a small pan shows no gap

/**
 * Make the class once Leaflet is there. Who extends it has `paint(pen, frame)`; the options name a pane and the device
 * pixels per CSS pixel (`scale()`).
 * @param {any} L
 */
export function canvasLayer(L) {
  return L.Layer.extend({
    initialize(options) {
      L.setOptions(this, options);
      this.redraw = inFrame(() => this._redraw());
    },

    onAdd(map) {
      this._canvas = L.DomUtil.create('canvas', 'wg-overlay leaflet-zoom-animated', map.getPane(this.options.pane));
      this._canvas.setAttribute('aria-hidden', 'true');
      this.redraw();
    },

    onRemove() {
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
      this.paint(pen, {corner, full, scale, inner});
    },
  });
}
