// Grids that must not change: a click locks one, another opens it.
import {say} from '../../facts.js';

export class LockTool {
  /** @param {import('../editor.js').Editor} editor */
  constructor(editor) {
    this.editor = editor;
  }

  start() {}

  stop() {}

  hint() {
    return say('Click the grids that must not change; click again to open them.');
  }

  click({lng, lat}) {
    const grid = this.editor.fabric.at([lng, lat]);
    if (grid) this.editor.sending.lock(grid.code, !grid.locked);
    return true;
  }
}
