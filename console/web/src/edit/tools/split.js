// Part a grid by a line drawn through it.
import {say} from '../../facts.js';
import {Drawing} from '../drawing.js';

export class SplitTool {
  /** @param {import('../editor.js').Editor} editor */
  constructor(editor) {
    this.editor = editor;
    this.drawing = new Drawing(editor, 'Line', {moved: (line) => this._moved(line), done: (line) => this._done(line)});
  }

  start() {
    this.drawing.start();
  }

  stop() {
    this.drawing.stop();
  }

  hint() {
    return say('Draw a line across a grid. Double click or Enter parts it.');
  }

  click() {
    return true;
  }

  key(event) {
    if (this.drawing.key(event)) return true;
    if (event.key === 'Escape' && this.drawing.set) {
      this.drawing.again();
      this.editor.letGo();
      return true;
    }
    return false;
  }

  /** The grid that a line parts: the picked one if the line meets it, else the one most of it runs through. */
  _gridOf(line) {
    const {fabric, picked} = this.editor, met = new Map();
    for (let i = 1; i < line.length; i += 1)
      for (const share of [0.1, 0.3, 0.5, 0.7, 0.9]) {
        const grid = fabric.at([0, 1].map((axis) => line[i - 1][axis] + (line[i][axis] - line[i - 1][axis]) * share));
        if (grid) met.set(grid.code, (met.get(grid.code) ?? 0) + 1);
      }
    if (met.has(picked)) return picked;
    return [...met].sort((a, b) => b[1] - a[1])[0]?.[0] ?? null;
  }

  _edit(line) {
    const grid = this._gridOf(line);
    return grid && line.length > 1 ? ['split', {grid, line, code: null}] : null;
  }

  _moved(line) {
    const edit = this._edit(line);
    if (edit) this.editor.preview.ask(...edit);
  }

  async _done(line) {
    const edit = this._edit(line);
    if (edit) return this.editor.commit(...edit);
    this.editor.say(say('The line meets no grid.'));
    return false;
  }
}
