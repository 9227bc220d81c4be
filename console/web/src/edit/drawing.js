// A line or an outline drawn by hand with Geoman's pen: snapped, told at every move, finished by a double click or Enter.
import {placesOf} from './geometry.js';

const SNAP_PX = 14;
const QUICK_MS = 400; // a double click is over by then

export class Drawing {
  /**
   * @param {import('./editor.js').Editor} editor
   * @param {'Line'|'Polygon'} shape
   * @param {{moved: (places: [number, number][]) => void, done: (places: [number, number][]) => any}} tell
   *   `moved` has the point under the pointer as its last; `done` may answer (a promise of) false: it was refused
   */
  constructor(editor, shape, tell) {
    this.editor = editor;
    this.shape = shape;
    this.tell = tell;
    this.places = [];
  }

  start() {
    const {lmap} = this.editor, line = {color: 'var(--action)', weight: 3, pmIgnore: true};
    this._begun = ({workingLayer}) => workingLayer.on('pm:change', ({latlngs}) => this._moved(latlngs));
    this._made = ({layer}) => this._finish(layer);
    lmap.on('pm:drawstart', this._begun);
    lmap.on('pm:create', this._made);
    lmap.doubleClickZoom.disable();
    lmap.pm.enableDraw(this.shape, {
      snappable: true, snapDistance: SNAP_PX, allowSelfIntersection: true, tooltips: false, cursorMarker: true, continueDrawing: false,
      finishOn: 'dblclick', templineStyle: line, hintlineStyle: {...line, dashArray: '5 6'}, pathOptions: line,
    });
  }

  stop() {
    const {lmap} = this.editor;
    lmap.off('pm:drawstart', this._begun);
    lmap.off('pm:create', this._made);
    lmap.pm.disableDraw(this.shape);
    setTimeout(() => lmap.doubleClickZoom.enable(), QUICK_MS);
  }

  /** Begin anew, after what was drawn is done with; or go on from `places`. @param {[number, number][]} [places] */
  again(places = []) {
    const {lmap, map: {L}} = this.editor;
    this.stop();
    this.places = [];
    this.start();
    for (const [lon, lat] of places) lmap.pm.Draw[this.shape]._createVertex({latlng: L.latLng(lat, lon)});
  }

  /** Whether a point is set. */
  get set() {
    return this.places.length > 0;
  }

  /** Whether anything is drawn. */
  get begun() {
    return this.places.length > 1;
  }

  /** @param {KeyboardEvent} event @returns {boolean} whether the key was for the pen */
  key({key}) {
    if (key === 'Enter' && this.begun) {
      this._send();
      return true;
    }
    if (key === 'Backspace' && this.begun) {
      this.editor.lmap.pm.Draw[this.shape]._removeLastVertex();
      return true;
    }
    return false;
  }

  /** What was refused stays drawn, so that its last points can be taken back and drawn otherwise. */
  async _send() {
    if (this.sending) return;
    this.sending = true;
    const made = await this.tell.done(this.places);
    this.sending = false;
    if (made !== false && this.editor.tool?.drawing === this) this.again();
  }

  _moved(latlngs) {
    const flat = latlngs.flat();
    this.places = placesOf(flat);
    this.tell.moved(this.places);
  }

  async _finish(layer) {
    layer.remove();
    const places = placesOf(layer.getLatLngs().flat());
    this.places = [];
    const made = await this.tell.done(places);
    if (this.editor.tool?.drawing === this) this.again(made === false ? places : []);
  }
}
