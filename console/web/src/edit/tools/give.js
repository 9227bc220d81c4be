// Buildings, or a whole estate, change over to another grid.
import {say} from '../../facts.js';
import {tail} from '../amounts.js';
import {featureAt} from '../things.js';

export class GiveTool {
  /** @param {import('../editor.js').Editor} editor */
  constructor(editor) {
    this.editor = editor;
    /** @type {Map<number, {parts: any[], home: ?string}>} building → how it is drawn, and the grid it is in */
    this.buildings = new Map();
    /** @type {{code: string, name: string, parts: any[], home: ?string}|null} */
    this.estate = null;
    this.over = null;
  }

  start() {
    this.editor.showHint();
  }

  stop() {
    this.editor.letGo();
  }

  hint() {
    if (this.estate) return say('Click the grid that takes the estate “{name}”.', {name: this.estate.name});
    if (this.buildings.size) return say('{n} buildings: click more, or the grid that takes them.', {n: this.buildings.size});
    return say('Click buildings, or an estate (Shift: the estate), then the grid that takes them.');
  }

  click(latlng, event) {
    const grid = this.editor.fabric.at([latlng.lng, latlng.lat]), home = grid?.code ?? null;
    const building = !event?.shiftKey && !this.estate ? featureAt(this.editor, latlng, 'buildings') : null;
    if (building) {
      if (!this.buildings.delete(building.id)) this.buildings.set(building.id, {parts: building.parts, home});
      this._show();
      return true;
    }
    if (this._picked && grid && !event?.shiftKey) {
      if (this._have(home)) this.editor.say(say('They lie in grid {code} already: click another one.', {code: tail(home)}));
      else this._give(home);
      return true;
    }
    const estate = featureAt(this.editor, latlng, 'estates');
    if (estate && !this.buildings.size) this.estate = {code: estate.properties.code, name: estate.properties.name ?? '', parts: estate.parts, home};
    this._show();
    return true;
  }

  /** The grid under the pointer shows what it would take. */
  point({lng, lat}) {
    if (!this._picked) return;
    const code = this.editor.fabric.at([lng, lat])?.code ?? null;
    if (code === this.over) return;
    this.over = code;
    if (code && !this._have(code)) this.editor.preview.ask('give', this._args(code));
    else this.editor.preview.drop();
  }

  key({key}) {
    if (key !== 'Escape' || !this._picked) return false;
    this._drop();
    return true;
  }

  get _picked() {
    return this.buildings.size > 0 || this.estate !== null;
  }

  /** Whether all that is picked lies in a grid already. @param {string|null} code */
  _have(code) {
    return [...this.buildings.values(), ...(this.estate ? [this.estate] : [])].every(({home}) => home === code);
  }

  _args(to) {
    return this.estate ? {to, estate: this.estate.code} : {to, buildings: [...this.buildings.keys()]};
  }

  async _give(to) {
    if (await this.editor.commit('give', this._args(to))) this._drop();
  }

  _drop() {
    this.buildings.clear();
    this.estate = null;
    this.over = null;
    this.editor.letGo();
    this._show();
  }

  _show() {
    const {hand} = this.editor;
    hand.things = [...this.buildings.values(), ...(this.estate ? [this.estate] : [])].flatMap(({parts}) => parts);
    hand.redraw();
    this.over = null;
    this.editor.showHint();
  }
}
