// Vector tiles on canvas: a Leaflet GridLayer that holds each layer of each tile apart, so that switching a layer on
// asks only for what is missing, a change asks only for what it touched, and a new look asks for nothing.
import {drawTile} from './draw_tile.js';
import {inOrder, layerOf} from './layer_list.js';
import {readTile, TileLayer} from './tile_features.js';

const DEEPEST = 18; // deeper zooms are drawn, larger, from the tiles of this one
const FIRST_RETRY_MS = 1000, LAST_RETRY_MS = 30000;

/**
 * @typedef {HTMLCanvasElement & {tile: {coords: any, have: Map<string, TileLayer|null>, asking: Set<AbortController>,
 *   retry: number, timer: number, gone: boolean, failed: boolean, visible: string[]}}} TileCanvas
 */

/** Make the class once Leaflet is there. @param {any} L */
export function vectorTiles(L) {
  return L.GridLayer.extend({
    options: {maxNativeZoom: DEEPEST, updateWhenZooming: false, updateWhenIdle: false, keepBuffer: 1, pane: 'tilePane'},

    initialize(options) {
      L.setOptions(this, options);
      this.shown = [];
      /** @type {string|null} the day that is shown; null: as it stands */
      this.day = null;
      this.theme = 'light';
      this.hiddenClasses = new Set();
      this.on('tileunload', ({tile}) => this._forget(tile));
    },

    createTile(coords, done) {
      const canvas = L.DomUtil.create('canvas', 'leaflet-tile');
      canvas.width = canvas.height = 1;
      canvas.tile = {coords: {...coords}, have: new Map(), asking: new Set(), retry: 0, timer: 0, gone: false, failed: false};
      this._ask(canvas, this._missing(canvas), {}).then(() => done(null, canvas));
      return canvas;
    },

    /** Which layers are shown. @param {string[]} ids */
    show(ids) {
      this.shown = inOrder(ids);
      for (const canvas of this.canvases()) {
        const missing = this._missing(canvas);
        if (missing.length) this._ask(canvas, missing, {});
        else this._draw(canvas);
      }
      this.fire('tilechange');
    },

    /** Another day: what is there is asked anew, and stands until its answer is drawn. @param {string|null} day */
    setDay(day) {
      if (this.day === day) return;
      this.day = day;
      this.refresh(this.shown, null);
    },

    /** Another theme or filter: drawn from what is there. */
    restyle(theme, hiddenClasses) {
      this.theme = theme;
      this.hiddenClasses = hiddenClasses;
      for (const canvas of this.canvases()) this._draw(canvas);
      this.fire('tilechange');
    },

    /**
     * Ask again for layers whose rows changed; the old picture stands until the new one is drawn.
     * @param {string[]} ids
     * @param {[number, number, number, number]|null} bbox lon/lat; null: everywhere
     */
    refresh(ids, bbox) {
      for (const canvas of this.canvases()) {
        const {have, coords} = canvas.tile, touched = ids.filter((id) => have.has(id) || this._wants(canvas, id));
        if (touched.length && (!bbox || this._meets(coords, bbox))) this._ask(canvas, touched, {cache: 'no-cache'});
      }
    },

    /** The styles came anew: classes are found again from the tiles that are there. @param {string[]} [ids] of these layers only */
    reclassify(ids) {
      for (const canvas of this.canvases()) {
        for (const [id, held] of canvas.tile.have)
          if (held && layerOf(id) && (!ids || ids.includes(id))) canvas.tile.have.set(id, new TileLayer(held.source, layerOf(id), held));
        this._draw(canvas);
      }
      this.fire('tilechange');
    },

    /** @returns {TileCanvas[]} */
    canvases() {
      return Object.values(this._tiles ?? {}).map((entry) => entry.el).filter((el) => el.tile && !el.tile.gone);
    },

    /** The canvases of the zoom that is shown. */
    current() {
      const zoom = this._nativeZoom();
      return this.canvases().filter((canvas) => canvas.tile.coords.z === zoom);
    },

    /** Edge of a tile in pixels on the screen; zooms need not be whole. */
    edge() {
      return this.getTileSize().x * this._stretch();
    },

    /** How far Leaflet stretches the tiles of a whole zoom to show the present one. */
    _stretch() {
      return this._tileZoom === undefined ? 1 : this._map.getZoomScale(this._map.getZoom(), this._tileZoom);
    },

    getEvents() {
      return {...L.GridLayer.prototype.getEvents.call(this), moveend: this._settle};
    },

    /** The map has come to rest: what was drawn for another stretch is drawn sharp again. */
    _settle() {
      this._onMoveEnd();
      const stretch = this._stretch();
      for (const canvas of this.current()) if (canvas.tile.stretch !== undefined && canvas.tile.stretch !== stretch) this._draw(canvas);
    },

    /** How many tiles could not be fetched and are tried again. */
    failing() {
      return this.canvases().filter((canvas) => canvas.tile.failed).length;
    },

    _nativeZoom() {
      return Math.min(this._tileZoom ?? Math.round(this._map.getZoom()), DEEPEST);
    },

    _wants(canvas, id) {
      const layer = layerOf(id);
      return this.shown.includes(id) && layer && canvas.tile.coords.z >= layer.zooms[0];
    },

    _missing(canvas) {
      return this.shown.filter((id) => this._wants(canvas, id) && !canvas.tile.have.has(id));
    },

    async _ask(canvas, ids, request) {
      const {tile} = canvas;
      if (!ids.length) return this._draw(canvas);
      const {z, x, y} = tile.coords, control = new AbortController();
      tile.asking.add(control);
      try {
        const day = this.day, of = day ? `?day=${encodeURIComponent(day)}` : '';
        const answer = await fetch(`/tiles/${ids.join(',')}/${z}/${x}/${y}.mvt${of}`, {...request, signal: control.signal});
        if (!answer.ok) throw new Error(String(answer.status));
        const layers = answer.status === 204 ? {} : readTile(await answer.arrayBuffer());
        if (tile.gone || day !== this.day) return;
        for (const id of ids) tile.have.set(id, layers[id] && layerOf(id) ? new TileLayer(layers[id], layerOf(id)) : null);
        tile.retry = 0;
        tile.failed = false;
        // points stand on the overlay: workers on the move leave the picture of the tile as it is
        if (tile.stretch === undefined || ids.some((id) => layerOf(id)?.geometry !== 'point')) this._draw(canvas);
        this.fire('tilechange');
      } catch (failure) {
        if (!tile.gone) this._tryAgain(canvas, ids, request);
      } finally {
        tile.asking.delete(control);
      }
    },

    _tryAgain(canvas, ids, request) {
      const {tile} = canvas;
      tile.failed = true;
      tile.retry = Math.min(tile.retry ? tile.retry * 2 : FIRST_RETRY_MS, LAST_RETRY_MS);
      clearTimeout(tile.timer);
      tile.timer = setTimeout(() => {
        const wanted = new Set([...ids, ...this._missing(canvas)]);
        if (!tile.gone) this._ask(canvas, [...wanted].filter((id) => this._wants(canvas, id)), request);
      }, tile.retry);
      this.fire('tilechange');
    },

    _draw(canvas) {
      const {have, coords} = canvas.tile, tileZoom = this._tileZoom ?? coords.z;
      const zoom = coords.z < DEEPEST ? coords.z : Math.max(tileZoom, DEEPEST);
      const layers = this.shown.filter((id) => this._wants(canvas, id)).map((id) => have.get(id)).filter(Boolean);
      const stretch = coords.z === this._nativeZoom() ? this._stretch() : 1;
      canvas.tile.stretch = stretch;
      drawTile(canvas, layers, {
        size: 256 * 2 ** (zoom - coords.z) * stretch,
        x: coords.x,
        y: coords.y,
        scale: this.options.scale(),
        zoom,
        theme: this.theme,
        hidden: (id, number) => this.hiddenClasses.has(`${id}.${number}`),
      });
    },

    _meets({x, y, z}, [west, south, east, north]) {
      const count = 2 ** z, margin = 0.02; // a tile's buffer lies outside its own bounds
      const column = (lon) => ((lon + 180) / 360) * count;
      const row = (lat) => ((1 - Math.asinh(Math.tan((lat * Math.PI) / 180)) / Math.PI) / 2) * count;
      return column(west) - margin < x + 1 && column(east) + margin > x && row(north) - margin < y + 1 && row(south) + margin > y;
    },

    _forget(canvas) {
      if (!canvas.tile) return;
      canvas.tile.gone = true;
      clearTimeout(canvas.tile.timer);
      for (const control of canvas.tile.asking) control.abort();
    },
  });
}
