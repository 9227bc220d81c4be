// One layer of the record on the map: drawn from its own zoom on, with names beside and a card on a click.
import {clusters} from './clusters.js';
import {labels} from './labels.js';
import {addHatch, classOf, pathOptions} from './paint.js';
import {cardOf} from './card.js';
import {unpack} from './rows.js';

const MANY = 3000; // more features than this are drawn on one canvas, fewer as SVG, which knows hatches
let canvas = null;

export const recordLayer = (L) => L.Layer.extend({
  initialize(description, packed) {
    this.description = description;
    this.rows = unpack(packed);
    this.style = description.style;
  },

  onAdd(map) {
    this.group = L.featureGroup();
    this.marks = labels(L, this.description, this.rows);
    this._paneOf(map);
    // features of a class are made when the map first comes near enough to show them
    this.classes ??= this.style.classes.map((one, number) => ({
      zoom: Math.max(one.zoom, this.description.zooms[0]),
      rows: this.description.cluster ? [] : this.rows.filter((row) => classOf(this.style, row.properties) === number),
      group: null,
    }));
    this.group.addTo(map);
    map.on('zoomend', this._zoomed, this);
    map.on('moveend', this._moved, this);
    this._zoomed();
  },

  onRemove(map) {
    map.off('zoomend', this._zoomed, this);
    map.off('moveend', this._moved, this);
    this.group.remove();
    this.marks.clear();
  },

  _paneOf(map) {
    const many = this.rows.length > MANY || this.description.group === 'base';
    if (many) {
      canvas ??= L.canvas({padding: 0.3, tolerance: 2});
      this.drawing = {renderer: canvas};
      return;
    }
    const name = `wangge-${this.description.id}`;
    if (!map.getPane(name)) map.createPane(name).style.zIndex = String(410 + Math.round(this.description.order / 10));
    this.renderer ??= L.svg({pane: name, padding: 0.3});
    this.drawing = {pane: name, renderer: this.renderer};
    for (const one of this.style.classes) if (one.light.hatch) addHatch(one.light);
  },

  _paths(row) {
    const paint = this._paint(row), card = cardOf(this.description, row.properties);
    const made = this._shapes(row, paint);
    // a line's edge is a wider line beneath it
    if (paint.casing && row.sort === 'line') made.unshift(this._shapes(row, {...paint, stroke: paint.casing, casing: true})[0]);
    made.forEach((path) => {
      path.wangge = {row, casing: path.options.wanggeCasing};
      if (card && !path.wangge.casing) path.bindPopup(card, {maxWidth: 340});
    });
    return made;
  },

  _shapes(row, paint) {
    const {drawing} = this, zoom = this._map.getZoom();
    const options = {
      ...pathOptions(this._plain(paint), this.style, zoom, row.sort !== 'line'), ...drawing, wanggeCasing: paint.casing === true,
    };
    if (row.sort === 'point') {
      const place = row.parts[0][0][0], made = [L.circleMarker(place, options)];
      const reach = this.description.radius && row.properties[this.description.radius];
      if (reach) {
        made.unshift(L.circle(place, {
          ...drawing, radius: reach, fill: false, color: paint.fill ?? paint.stroke, weight: 1, opacity: 0.45, interactive: false,
        }));
      }
      return made;
    }
    return [row.sort === 'line' ? L.polyline(row.parts.map((rings) => rings[0]), options) : L.polygon(row.parts, options)];
  },

  _plain(paint) {
    // a canvas knows no hatch: there the outline speaks louder
    return paint.hatch && !this.drawing.pane ? {...paint, hatch: false, width: paint.width + 0.6} : paint;
  },

  _paint(row) {
    return this.style.classes[classOf(this.style, row.properties)].light;
  },

  _zoomed() {
    const zoom = this._map.getZoom();
    // what is drawn first lies below: the legend's last class first
    for (const one of [...this.classes].reverse()) {
      const shown = zoom >= one.zoom && one.rows.length > 0;
      if (shown) one.group ??= L.featureGroup(one.rows.flatMap((row) => this._paths(row)));
      if (!one.group) continue;
      if (shown && this.style.growth !== 1) one.group.eachLayer((path) => this._thicken(path, zoom));
      if (shown !== this.group.hasLayer(one.group)) this.group[shown ? 'addLayer' : 'removeLayer'](one.group);
    }
    this._moved();
  },

  _thicken(path, zoom) {
    const width = Math.max(0.4, this._paint(path.wangge.row).width * this.style.growth ** (zoom - 16));
    path.setStyle({weight: path.wangge.casing ? width + 1.5 : width});
  },

  _moved() {
    const map = this._map;
    if (map.getZoom() < this.description.zooms[0]) {
      this.marks.clear();
      if (this.description.cluster) this.group.clearLayers();
      return;
    }
    if (this.description.cluster) this._cluster(map);
    this.marks.draw(map);
  },

  _cluster(map) {
    this.group.clearLayers();
    for (const {place, rows} of clusters(map, this.rows)) {
      if (rows.length === 1) {
        this._paths(rows[0]).forEach((path) => this.group.addLayer(path));
        continue;
      }
      const first = Math.min(...rows.map((row) => classOf(this.style, row.properties)));
      const paint = this.style.classes[first].light, size = 18 + 8 * Math.log10(rows.length);
      const html = `<span style="background:${paint.fill};width:${size}px;height:${size}px">${rows.length}</span>`;
      const icon = L.divIcon({className: 'wangge-cluster', html, iconSize: [size, size]});
      const mark = L.marker(place, {icon, keyboard: false});
      mark.on('click', () => map.setView(place, Math.min(map.getZoom() + 2, map.getMaxZoom())));
      this.group.addLayer(mark);
    }
  },
});
