// The page's map: Leaflet's own, with the vector tiles and the overlay on it, led by what the page says.
import {readHidden, readPlace, writeQuietly} from './address.js';
import {inFrame, later, next, setProps, still} from './dash.js';
import {say} from './facts.js';
import {hit} from './hit.js';
import {askLayers, askLayersAgain, layerOf, layersOf} from './layer_list.js';
import {drawLegend} from './legend.js';
import {overlayLayer} from './overlay.js';
import {vectorTiles} from './tiles.js';

const DEEPEST_FLIGHT = 17;
const FLIGHT_S = 1.4;
const AGEING_MS = 30000;
const HOME_PAD_PX = 16, PAD_PX = 24, LEAST_ROOM_PX = 96;

/** @typedef {{layers?: string[], selection?: any, highlight?: any, fly?: any, area?: ?string, home?: ?number[], day?: ?string}} View */

export class PageMap {
  /** @param {any} L @param {any} map @param {() => 'light'|'dark'} theme */
  constructor(L, map, theme) {
    this.L = L;
    this.map = map;
    this.flown = null;
    /** @type {import('./edit/editor.js').Editor|null} the draft that is open on this map */
    this.editing = null;
    const scale = () => (window.devicePixelRatio || 1) * Number(map.getContainer().dataset.scale || 1);
    map.createPane('wangge').style.zIndex = '450';
    map.getPane('wangge').style.pointerEvents = 'none';
    this.tiles = new (vectorTiles(L))({scale, maxZoom: map.getMaxZoom()});
    this.tiles.hiddenClasses = readHidden();
    this.tiles.theme = theme();
    this.overlay = new (overlayLayer(L))({scale, tiles: this.tiles});
    this.legend = later(() => drawLegend(this.overlay, (key) => this.toggleClass(key)), 200);
    map.whenReady(() => this._begin());
  }

  async _begin() {
    const {map} = this, place = readPlace();
    this.first = map.getBounds();
    this.placed = Boolean(place); // by the address it came with; moving about writes one too
    if (place) map.setView([place.lat, place.lon], place.zoom, {animate: false});
    this.L.control.scale({imperial: false, position: 'bottomleft', maxWidth: 120}).addTo(map);
    this._listen();
    for (;;) {
      try {
        await askLayers();
        break;
      } catch {
        await new Promise((go) => setTimeout(go, 2000));
      }
    }
    if (!map.getContainer().isConnected) return;
    // the map goes where it begins before there are tiles to throw away
    if (this.view?.home && !place && !this.led) this.goHome({animate: false});
    map.addLayer(this.tiles);
    map.addLayer(this.overlay);
    const view = this.view;
    this.view = null;
    if (view) this.update(view);
  }

  _listen() {
    const {map} = this, extent = later(() => this._tellExtent(), 200);
    map.on('moveend', () => {
      extent();
      this.legend();
    });
    map.on('click', (event) => this._pick(event));
    map.on('mousemove', this._point());
    map.on('mouseout', () => this._setPointed(null));
    this.tiles.on('tilechange load', () => {
      this.legend();
      this._sayFailing();
    });
    const sizes = new ResizeObserver(() => map.invalidateSize({pan: false}));
    sizes.observe(map.getContainer());
    const ageing = setInterval(() => this._refreshAged(), AGEING_MS);
    map.on('unload', () => {
      sizes.disconnect();
      clearInterval(ageing);
    });
    map.getContainer().setAttribute('aria-label', say('Map'));
    extent();
  }

  /** Show what the page says. @param {View} view */
  update(view) {
    const before = this.view;
    this.view = view;
    if (!this.tiles._map) return;
    // first to its place, then the tiles of that place
    if (view.home && String(view.home) !== String(before?.home) && !this.placed && !this.led && !view.fly) this.goHome({animate: false});
    this.tiles.setDay(/^\d{4}-\d\d-\d\d$/.test(view.day ?? '') ? view.day : null);
    if (String(before?.layers) !== String(view.layers) || !this.tiles.shown.length) this.tiles.show(view.layers ?? []);
    this.overlay.selection = view.selection ?? null;
    this.overlay.highlight = view.highlight ?? null;
    this.overlay.redraw();
    this.editing?.selected(view.selection ?? null);
    if (view.fly && view.fly.n !== this.flown) this.fly(view.fly);
    this.legend();
  }

  /** Go to a bounding box (lon/lat), or to a centre and zoom. */
  fly(target) {
    this.flown = target.n ?? null;
    if (!target.whole) this.led = true; // somewhere in particular: the whole district waits until it is asked for
    const {map} = this, options = {animate: !still() && target.animate !== false, duration: target.duration ?? FLIGHT_S};
    if (target.bbox) {
      const [west, south, east, north] = target.bbox;
      const pad = this._padding(target.whole ? 'home' : 'pad');
      const fit = {...options, ...pad, maxZoom: target.zoom ?? DEEPEST_FLIGHT};
      const box = [[south, west], [north, east]];
      if (this._shows(box, fit)) return;
      if (options.animate) map.flyToBounds(box, fit);
      else map.fitBounds(box, fit);
    } else if (target.center) {
      const [lon, lat] = target.center;
      if (options.animate) map.flyTo([lat, lon], target.zoom ?? DEEPEST_FLIGHT, options);
      else map.setView([lat, lon], target.zoom ?? DEEPEST_FLIGHT, {animate: false});
    }
  }

  /** Whether the map stands just as it would after fitting a box: going there would only throw its tiles away. */
  _shows(box, fit) {
    const {map} = this, {center, zoom} = map._getBoundsCenterZoom(this.L.latLngBounds(box), fit);
    const off = map.latLngToContainerPoint(center).distanceTo(map.getSize().divideBy(2));
    return Math.abs(Math.min(zoom, fit.maxZoom) - map.getZoom()) < 1e-6 && off < 1;
  }

  /** Back to the whole district. @param {{animate?: boolean}} [options] */
  goHome(options = {}) {
    const box = this.view?.home ?? null, first = this.first;
    const bbox = box ?? [first.getWest(), first.getSouth(), first.getEast(), first.getNorth()];
    this.fly({bbox, whole: true, ...options});
  }

  /** What panels cover of the map, as its style says: `--pad-left` and so on in px, `--home-left` where it differs for the whole
   * district. Where they leave no room across or down, the whole map is taken: what does not fit would be a view of nowhere. */
  _padding(name) {
    const style = getComputedStyle(this.map.getContainer()), size = this.map.getSize(), least = name === 'home' ? HOME_PAD_PX : PAD_PX;
    const said = (property) => parseFloat(style.getPropertyValue(property));
    const px = (side) => said(`--${name}-${side}`) || said(`--pad-${side}`) || least;
    const pair = (one, other, whole) => (whole - px(one) - px(other) < LEAST_ROOM_PX ? [least, least] : [px(one), px(other)]);
    const [left, right] = pair('left', 'right', size.x), [top, bottom] = pair('top', 'bottom', size.y);
    return {paddingTopLeft: [left, top], paddingBottomRight: [right, bottom]};
  }

  /** Another theme, drawn without asking for anything. @param {'light'|'dark'} theme */
  setTheme(theme) {
    if (!this.tiles._map) this.tiles.theme = theme;
    else this.tiles.restyle(theme, this.tiles.hiddenClasses);
    this.overlay.redraw();
    this.editing?.redraw();
    this.legend();
  }

  /** Hide or show one class of one layer. @param {string} key layer and number of the class, with a dot between */
  toggleClass(key) {
    const hidden = new Set(this.tiles.hiddenClasses);
    if (!hidden.delete(key)) hidden.add(key);
    this.tiles.restyle(this.tiles.theme, hidden);
    this.editing?.redraw();
    writeQuietly({hide: [...hidden].join(',') || null});
    this.legend();
  }

  /** The record changed. @param {{subject: string, bbox: ?[number, number, number, number]}} change */
  async changed(change) {
    if (change.subject === 'parameter') {
      await askLayersAgain();
      this.tiles.reclassify();
    }
    this.editing?.changed(change);
    const touched = layersOf(change.subject);
    if (touched.length && this.tiles._map) this.tiles.refresh(touched, change.bbox ?? null);
  }

  /** Changes were missed: everything on the screen is asked again. */
  async missed() {
    if (!this.tiles._map) return;
    this.editing?.changed({subject: 'draft'});
    await askLayersAgain();
    this.tiles.refresh(this.tiles.shown, null);
  }

  /** Some layers ask for the time of day: their rows differ after a while without a change. */
  _refreshAged() {
    const now = Date.now();
    this.aged ??= new Map();
    for (const id of this.tiles.shown) {
      const lasts = layerOf(id)?.lasts_s;
      if (!lasts) continue;
      if (!this.aged.has(id)) this.aged.set(id, now);
      if (now - this.aged.get(id) < lasts * 1000) continue;
      this.aged.set(id, now);
      this.tiles.refresh([id], null);
    }
  }

  _pick({latlng, originalEvent}) {
    if (this.editing?.click(latlng, originalEvent)) return;
    const found = hit(this.overlay, latlng, {touch: originalEvent?.pointerType === 'touch'});
    if (found?.count > 1) return this.map.setView(latlng, Math.min(this.map.getZoom() + 2, this.map.getMaxZoom()));
    const picked = found ?? {layer: null, id: null, properties: null};
    setProps('map-pick', {data: {
      layer: picked.layer, id: picked.id, properties: picked.properties, lat: latlng.lat, lon: latlng.lng, n: next(),
    }});
  }

  _point() {
    let last = null;
    const look = inFrame(() => {
      if (!last || this.map._animatingZoom) return;
      this._setPointed(this.editing?.point(last) ? null : hit(this.overlay, last));
    });
    return ({latlng, originalEvent}) => {
      if (originalEvent?.pointerType === 'touch') return;
      last = latlng;
      look();
    };
  }

  _setPointed(found) {
    const before = this.overlay.pointed;
    this.map.getContainer().style.cursor = found ? 'pointer' : '';
    if (before?.layer === found?.layer && before?.id === found?.id) return;
    this.overlay.pointed = found;
    this.overlay.redraw();
  }

  _tellExtent() {
    const {map} = this;
    if (!map._loaded || !map.getContainer()?.isConnected) return;
    const box = map.getBounds(), centre = map.getCenter(), round = (value) => Number(value.toFixed(5));
    setProps('map-extent', {data: {
      bbox: [box.getWest(), box.getSouth(), box.getEast(), box.getNorth()].map(round), zoom: map.getZoom(), n: next(),
    }});
    if (!map.getContainer().closest('[data-no-address]'))
      writeQuietly({at: `${round(centre.lat)},${round(centre.lng)},${map.getZoom()}`});
  }

  _sayFailing() {
    const container = this.map.getContainer(), count = this.tiles.failing();
    let chip = container.querySelector('.wg-map-failing');
    if (!count) return chip?.remove();
    if (!chip) {
      chip = document.createElement('div');
      chip.className = 'wg-map-failing';
      chip.setAttribute('role', 'status');
      container.append(chip);
    }
    chip.textContent = say('Part of the map is missing; trying again …');
  }
}
