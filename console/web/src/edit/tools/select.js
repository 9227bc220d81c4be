// Nothing is changed: a click picks a grid, a second one what lies in it.
import {say} from '../../facts.js';

const NARROW_PX = 760;

export class SelectTool {
  /** @param {import('../editor.js').Editor} editor */
  constructor(editor) {
    this.editor = editor;
  }

  start() {}

  stop() {}

  hint() {
    if (innerWidth < NARROW_PX) return say('This screen is for looking: borders are edited on a wider one.');
    return this.editor.picked ? '' : say('Click a grid to see its figures; click again for the building in it.');
  }

  click(latlng) {
    const grid = this.editor.fabric.at([latlng.lng, latlng.lat]);
    if (!grid || grid.code === this.editor.picked) return false;
    this.editor.pick(grid.code);
    return true;
  }
}
