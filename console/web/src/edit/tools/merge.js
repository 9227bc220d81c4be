// Neighbours become one grid; it keeps the code of the first that was picked.
import {say} from '../../facts.js';

export class MergeTool {
  /** @param {import('../editor.js').Editor} editor */
  constructor(editor) {
    this.editor = editor;
    /** @type {Set<string>} */
    this.codes = new Set(editor.picked ? [editor.picked] : []);
  }

  start() {
    this._show();
  }

  stop() {
    this.editor.letGo();
  }

  hint() {
    if (this.codes.size < 2) return say('Click the grids that become one; the first keeps its code.');
    return say('Enter merges {n} grids; click one again to leave it out.', {n: this.codes.size});
  }

  click({lng, lat}) {
    const grid = this.editor.fabric.at([lng, lat]);
    if (!grid) return true;
    if (!this.codes.delete(grid.code)) this.codes.add(grid.code);
    this._show();
    return true;
  }

  key({key}) {
    if (key === 'Enter' && this.codes.size > 1) {
      this.confirm();
      return true;
    }
    if (key === 'Escape' && this.codes.size) {
      this.codes.clear();
      this._show();
      return true;
    }
    return false;
  }

  async confirm() {
    const grids = [...this.codes];
    if (!(await this.editor.commit('merge', {grids, into: grids[0]}))) return;
    this.codes.clear();
    this._show();
    this.editor.pick(grids[0]);
  }

  refresh() {
    for (const code of this.codes) if (!this.editor.fabric.grids.has(code)) this.codes.delete(code);
    this._show();
  }

  _show() {
    const {editor} = this, grids = [...this.codes];
    editor.hand.taken = grids.map((code) => editor.fabric.grids.get(code)).filter(Boolean);
    editor.hand.redraw();
    if (grids.length > 1) editor.preview.ask('merge', {grids, into: grids[0]});
    else editor.preview.drop();
    editor.showHint();
  }
}
