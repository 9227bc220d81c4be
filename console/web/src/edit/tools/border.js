// Move a border: Geoman's handles stand at the picked grid's vertices, and every grid that has the vertex follows.
import {say} from '../../facts.js';
import {Drawing} from '../drawing.js';
import {nameOf, ringsOf} from '../fabric.js';
import {placesOf, withStretchMoved, withVertexMoved} from '../geometry.js';
import {EdgeDrag} from './edge_drag.js';
import {stretchFor} from './redraw.js';

const HANDLES_FROM_ZOOM = 15;
const MOST_HANDLES = 80;
const LEAST_EDGE_PX = 44, LEAST_APART_PX = 15;

export class BorderTool {
  /** @param {import('../editor.js').Editor} editor */
  constructor(editor) {
    this.editor = editor;
    this.drag = null;
    this.added = null;
    this.edge = new EdgeDrag(editor, this);
  }

  start() {
    this.editor.lmap.on('zoomend', this._zoomed, this);
    this.edge.start();
    this.show();
  }

  stop() {
    this.editor.lmap.off('zoomend', this._zoomed, this);
    this.edge.stop();
    this.redraw(false);
    this._away();
  }

  _zoomed() {
    if (!this.drag) this.show();
  }

  hint() {
    if (this.drawing) return say('Draw where the border shall run, from a corner of it to another; double click or Enter ends.');
    if (!this.editor.picked) return say('Click the grid whose border is to move.');
    if (this.editor.fabric.grids.get(this.editor.picked)?.locked) return say('This grid is locked: open its lock first.');
    if (this.editor.lmap.getZoom() < HANDLES_FROM_ZOOM) return say('Zoom in to take hold of the border.');
    return say('Drag a handle or the line; right click removes a corner; R draws a stretch anew; Alt: no snapping.');
  }

  click(latlng) {
    if (this.drawing || this.edge.moved) return true;
    const grid = this.editor.fabric.at([latlng.lng, latlng.lat]);
    if (grid && grid.code !== this.editor.picked && !this.edge.under) this.editor.pick(grid.code);
    return true;
  }

  key(event) {
    if (this.drawing?.key(event)) return true;
    if (event.key === 'r' || event.key === 'R') {
      this.redraw(!this.drawing);
      return true;
    }
    if (event.key === 'Escape' && (this.drag || this.drawing)) {
      this.redraw(false);
      this.cancel();
      return true;
    }
    return false;
  }

  /** Nothing in the hand any more; the border is where it was. */
  cancel() {
    if (this.drag) this.drag.cancelled = true;
    this.drag = null;
    this.edge.cancel();
    this.editor.letGo();
    this.show();
  }

  selected() {
    this.show();
  }

  refresh() {
    if (!this.drag) this.show();
  }

  /** Put the handles at the picked grid's vertices. */
  show() {
    this._away();
    const {L} = this.editor.map, {lmap, picked, fabric} = this.editor, grid = fabric.grids.get(picked);
    if (!grid || grid.locked || this.drawing || lmap.getZoom() < HANDLES_FROM_ZOOM) return this.editor.showHint();
    this.places = grid.geometry.coordinates.map((polygon) => polygon.map((ring) => ring.slice(0, -1)));
    const latlngs = this.places.map((polygon) => polygon.map((ring) => ring.map(([lon, lat]) => L.latLng(lat, lon))));
    this.outline = L.polygon(latlngs, {pmIgnore: false, snapIgnore: true, interactive: false, stroke: false, fill: false}).addTo(lmap);
    this.outline.pm.enable({
      snappable: true, snapDistance: 14, allowSelfIntersection: true, draggable: false, limitMarkersToCount: MOST_HANDLES,
      removeVertexOn: 'contextmenu', removeVertexValidation: ({marker}) => this._mayGo(marker),
    });
    this._thin();
    this.outline.on('pm:vertexadded', (event) => this._added(event));
    this.outline.on('pm:markerdragstart', (event) => this._lift(event));
    this.outline.on('pm:markerdrag', (event) => this._move(event));
    this.outline.on('pm:markerdragend', () => this._drop());
    this.outline.on('pm:vertexremoved', ({indexPath}) => this._removed(indexPath));
    this.editor.showHint();
  }

  /** Where corners stand close together, and in the middle of short edges, there is no handle: zooming in brings it. */
  _thin() {
    const {lmap, fabric} = this.editor, {L} = this.editor.map, px = (marker) => lmap.latLngToLayerPoint(marker.getLatLng());
    const none = () => L.divIcon({className: 'wg-no-handle'});
    this.outline.pm._markerGroup.eachLayer((marker) => {
      if (marker.leftM && px(marker.leftM).distanceTo(px(marker.rightM)) < LEAST_EDGE_PX) marker.setIcon(none());
    });
    for (const ring of this.outline.pm._markers.flat()) {
      let kept = null;
      for (const marker of ring) {
        const meets = fabric.holdersOf(placesOf([marker.getLatLng()])[0]).length > 2;
        if (kept && !meets && px(marker).distanceTo(px(kept)) < LEAST_APART_PX) marker.setIcon(none());
        else kept = marker;
      }
    }
  }

  _away() {
    this.outline?.pm.disable();
    this.outline?.remove();
    this.outline = null;
  }

  _mayGo(marker) {
    const [place] = placesOf([marker.getLatLng()]);
    if (this.editor.fabric.holdersOf(place).length < 3) return true;
    this.editor.say(say('Three grids meet in this corner: it can be moved, not removed.'));
    return false;
  }

  _placeAt([polygon, ring, number]) {
    return this.places[polygon][ring].at(number);
  }

  /** A handle in the middle of an edge was taken or clicked: it becomes a vertex. */
  _added({indexPath}) {
    const [polygon, ring, number] = indexPath, held = this.places[polygon][ring];
    this.added = {from: [held.at(number - 1), held.at(number % held.length)]};
    held.splice(number, 0, null);
    const {from} = this.added, middle = from[0].map((side, axis) => (side + from[1][axis]) / 2);
    queueMicrotask(() => {
      if (!this.drag && this.added) this.editor.commit('insert_vertex', {edge: from, at: middle});
      this.added = null;
    });
  }

  _lift({indexPath}) {
    const from = this.added?.from ?? null, place = from ? null : this._placeAt(indexPath);
    this.drag = {from, place, to: null, cancelled: false};
    this.editor.snapping.moving = new Set(place ? [nameOf(place)] : []);
    this.editor.lift(this._concerned());
  }

  _concerned() {
    const {fabric} = this.editor, {place, from} = this.drag;
    if (place) return fabric.holdersOf(place);
    return fabric.holdersOf(from[0]).filter((code) => fabric.holdersOf(from[1]).includes(code));
  }

  _move({markerEvent}) {
    if (!this.drag) return;
    const [to] = placesOf([markerEvent.target.getLatLng()]), {drag} = this;
    drag.to = to;
    this.editor.inHand((grid) =>
      drag.place ? withVertexMoved(grid, drag.place, to) : withStretchMoved(grid, drag.from, [drag.from[0], to, drag.from[1]]));
    this.editor.preview.ask(...this._edit());
  }

  _edit() {
    const {place, from, to} = this.drag;
    if (place) return ['move_vertex', {vertex: place, to}];
    return ['move_border', {from, to: [from[0], to, from[1]]}];
  }

  async _drop() {
    const {drag} = this;
    this.editor.snapping.moving = null;
    if (!drag || drag.cancelled || !drag.to) return this.cancel();
    const edit = this._edit();
    this.drag = null;
    await this.editor.commit(...edit);
    this.show();
  }

  async _removed(indexPath) {
    const place = this._placeAt(indexPath);
    await this.editor.commit('delete_vertex', {vertex: place});
    this.show();
  }

  /** Draw a stretch of the border anew, or stop doing so. @param {boolean} on */
  redraw(on) {
    if (!on) {
      this.drawing?.stop();
      this.drawing = null;
      return;
    }
    const grid = this.editor.fabric.grids.get(this.editor.picked);
    if (!grid) return this.editor.say(say('Click the grid whose border is to move.'));
    this._away();
    this.drawing = new Drawing(this.editor, 'Line', {
      moved: (line) => {
        const stretch = line.length > 2 && stretchFor(ringsOf(grid), line);
        if (stretch) this.editor.preview.ask('move_border', stretch);
      },
      done: async (line) => {
        const stretch = stretchFor(ringsOf(grid), line);
        this.redraw(false);
        if (stretch) await this.editor.commit('move_border', stretch);
        this.show();
      },
    });
    this.drawing.start();
    this.editor.showHint();
  }
}

