// What an edit would do, asked while it is still in the hand: one question at a time, the newest one next.
import {Refusal} from './requests.js';

export class Preview {
  /**
   * @param {import('./editor.js').Editor} editor
   * @param {(state: {answer?: any, sentence?: string, edit: any}|null) => void} show
   */
  constructor(editor, show) {
    this.editor = editor;
    this.show = show;
    this.last = null;
    this.waiting = null;
    this.asking = null;
  }

  /** @param {string} operation @param {any} args */
  ask(operation, args) {
    this.last = {operation, args};
    this.waiting = {operation, arguments: this.editor.allowing(args)};
    if (!this.asking) this._next();
  }

  /** The same once more: other things are allowed now. */
  again() {
    if (this.last) this.ask(this.last.operation, this.last.args);
  }

  /** Nothing is in the hand any more. */
  drop() {
    this.last = null;
    this.waiting = null;
    this.asking?.abort();
    this.asking = null;
    this.show(null);
  }

  async _next() {
    const edit = this.waiting, control = new AbortController();
    this.waiting = null;
    if (!edit) return;
    this.asking = control;
    let state = null;
    try {
      const answer = await this.editor.requests.edit({...edit, revision: this.editor.revision, preview: true}, control.signal);
      state = answer.refused ? {edit, sentence: answer.refused} : {edit, answer};
    } catch (failure) {
      // whatever is wrong with the connection is said when the edit itself is sent
      if (failure instanceof Refusal) state = {edit, sentence: failure.message};
    }
    if (this.asking !== control) return;
    this.asking = null;
    if (state) this.show(state);
    if (this.waiting) this._next();
  }
}

/**
 * Show what an edit would do: its grids in the hand, its figures in the panel and below the map.
 * @param {import('./editor.js').Editor} editor @param {{answer?: any, sentence?: string, edit: any}|null} state null: there is none
 */
export function showPreview(editor, state) {
  const {hand, layer} = editor, answer = state?.answer;
  editor.shown = state;
  if (layer) {
    hand.refused = Boolean(state?.sentence);
    if (answer) editor.figures = new Map(answer.changed.map((grid) => [grid.code, grid]));
    if (!editor.dragging) {
      hand.grids = answer?.changed ?? [];
      layer.lifted = new Set([...hand.grids.map(({code}) => code), ...(answer?.removed ?? [])]);
    }
    if (!editor.dragging || !answer) editor.redraw();
  }
  editor.card.show();
  editor.histogram.show();
}
