// Every step of a draft: who, when, what; those that were undone are greyed, and a click goes where it was.
import {authorWords, grouped, moment, say} from '../facts.js';
import {actionWords} from './actions.js';
import {able} from './bar.js';
import {element, fillPlace} from './element.js';
import {tail} from './amounts.js';

const PLACE = 'draft-steps';
const MOST_CODES = 4, MOST_STEPS = 300;

export class Steps {
  /** @param {import('./editor.js').Editor} editor */
  constructor(editor) {
    this.editor = editor;
  }

  async ask() {
    const {revision} = this.editor, steps = await this.editor.requests.history();
    if (this.editor.closed || this.editor.revision !== revision) return; // a later one is asked for already
    const done = steps.filter(({undone, number}) => !undone && number > 0).length;
    able('undo', done);
    able('redo', steps.filter(({undone}) => undone).length);
    const shown = [...steps].reverse().slice(0, MOST_STEPS);
    const head = element('p.wg-list-head', {}, say('{n} steps; undo and redo go back and forth over them.', {n: grouped(done)}));
    fillPlace(PLACE, head, element('ol.wg-steps', {}, ...shown.map((step) => this._row(step))));
  }

  _row({number, at, author, action, summary, undone}) {
    const codes = summary?.grids ?? [], more = codes.length - MOST_CODES;
    const said = codes.slice(0, MOST_CODES).map(tail).join('、') + (more > 0 ? ` +${more}` : '');
    const box = this.editor.fabric.boxOf(codes);
    return element('li.wg-step', {'data-undone': undone},
      element('span.wg-num.wg-muted', {}, String(number)),
      element('button.wg-step-what', {type: 'button', disabled: !box, on: () => this.editor.map.fly({bbox: box})},
        element('b', {}, actionWords(action)), said ? ` ${said}` : ''),
      element('span.wg-muted', {}, `${authorWords(author)} · ${moment(at)}`));
  }
}
