// The panel beside the map: what the edit in hand makes of each grid it touches, or else the figures of the picked grid.
import {authorWords, clock, grouped, pick, say} from '../facts.js';
import {actionWords} from './actions.js';
import {tail} from './amounts.js';
import {short} from './checks.js';
import {element} from './element.js';
import {figuresOf} from './figures.js';
import {refusalWords} from './refusals.js';

const PLACE = 'draft-card';
const MOST_GRIDS = 5, MOST_FINDINGS = 4;
const TO_CONFIRM = new Set(['merge']);

export class Card {
  /** @param {import('./editor.js').Editor} editor */
  constructor(editor) {
    this.editor = editor;
  }

  clear() {
    const place = document.getElementById(PLACE);
    if (place) Object.assign(place, {hidden: true}).replaceChildren();
  }

  show() {
    const place = document.getElementById(PLACE), {editor} = this;
    if (!place || editor.closed) return;
    const body = editor.retry ? this._collided() : editor.shown ? this._wouldBe(editor.shown) : this._picked();
    place.hidden = !body;
    place.dataset.kind = editor.retry ? 'retry' : editor.shown ? 'preview' : 'grid';
    place.replaceChildren(...(body ? [body] : []));
  }

  /** What an edit would do. */
  _wouldBe({answer, sentence, edit}) {
    const {editor} = this, head = element('div.wg-card-line', {}, element('span.wg-chip.wg-chip-draft', {}, say('Not done yet')),
      element('span.wg-card-kind', {}, actionWords(edit.operation)));
    if (sentence) return element('div.wg-card-body', {}, head, element('p.wg-after-no', {role: 'alert'}, refusalWords(sentence)));
    const gone = answer.removed.map((code) => [editor.fabric.grids.get(code), null]);
    // a neighbour that only gets a corner more is no news
    const changed = answer.changed.map((after) => [editor.fabric.grids.get(after.code) ?? null, after]).filter(([before, after]) => differ(before, after));
    const rows = [...changed, ...gone.filter(([before]) => before)];
    const standing = new Set(editor.checks.findings.map(({key}) => key)); // what was wrong before is no news
    const errors = answer.findings?.filter(({key, severity}) => severity === 'error' && !standing.has(key)) ?? [];
    return element('div.wg-card-body', {}, head,
      ...rows.slice(0, MOST_GRIDS).map(([before, after]) => this._block(before, after)),
      rows.length > MOST_GRIDS && element('p.wg-muted', {}, say('{n} more', {n: rows.length - MOST_GRIDS})),
      ...errors.slice(0, MOST_FINDINGS).map(({text}) => element('p.wg-after-no', {}, pick(text))),
      (TO_CONFIRM.has(edit.operation) || edit.arguments.spot) && element('div.wg-inline-form', {},
        element('button.wg-button.wg-button-main', {type: 'button', 'data-edit': 'confirm'}, `${say('Do it')}  ⏎`),
        element('button.wg-button', {type: 'button', 'data-edit': 'let-go'}, `${say('Cancel')}  Esc`)));
  }

  _block(before, after) {
    const grid = after ?? before;
    const mark = !before ? say('new') : !after ? say('goes') : '', mood = before ? 'plain' : 'good';
    return element('section.wg-after-grid', {'data-grid': grid.code},
      element('h3.wg-after-name', {}, element('b', {}, tail(grid.code)), element('span', {}, grid.name || grid.code),
        mark && element(`span.wg-chip.wg-chip-${mood}`, {}, mark)),
      after ? figuresOf(before, after) : element('div.wg-after-people.wg-muted', {}, element('s', {}, `${grouped(before.people)} ${say('people')}`)));
  }

  /** Somebody was faster: what they did is on the map now, and the own edit can be tried again. */
  _collided() {
    const {editor} = this, {author, at, action} = editor.by?.at(-1) ?? {}, what = actionWords(editor.retry.operation);
    if (!editor.by) return this._again(say('Kept for you'), element('p', {}, say('Your last change ({what}) came after the draft was published. Do it here, or leave it.', {what})));
    const who = author ? say('{author} saved a change of the same grids at {time}: {what}.', {
      author: authorWords(author), time: at ? clock(Date.parse(at), false) : '', what: actionWords(action),
    }) : say('Somebody saved a change of the same grids.');
    return this._again(say('Somebody was faster'), element('p', {}, who),
      element('p.wg-muted', {}, say('What you see now is theirs. Yours ({what}) is kept: try it on what stands now, or leave it.', {what})));
  }

  _again(title, ...said) {
    return element('div.wg-card-body', {role: 'alert'}, element('h2.wg-card-title', {}, title), ...said,
      element('div.wg-inline-form', {},
        element('button.wg-button.wg-button-main', {type: 'button', 'data-edit': 'retry'}, `${say('Try again')}  ⏎`),
        element('button.wg-button', {type: 'button', 'data-edit': 'let-go'}, `${say('Leave it')}  Esc`)));
  }

  _picked() {
    const {editor} = this, grid = editor.fabric.grids.get(editor.picked);
    if (!grid) return null;
    const findings = editor.checks.of(grid.code), before = editor.histogram.base?.get(grid.code) ?? null;
    return element('div.wg-card-body', {},
      element('button.wg-card-close', {type: 'button', title: say('Close'), 'aria-label': say('Close'), 'data-drop-selection': true}, '×'),
      element('header.wg-card-head', {},
        element('div.wg-card-line', {}, element('span.wg-card-kind', {}, say('Grid of the draft')), grid.locked && element('span.wg-chip', {}, say('locked'))),
        element('h2.wg-card-title', {}, grid.name || tail(grid.code)), element('div.wg-card-code', {}, grid.code)),
      figuresOf(before ? {...before} : grid, grid),
      before && differ(before, grid) && element('p.wg-muted.wg-after-base', {}, say('“→”: from the plan this draft was made from')),
      element('dl.wg-facts', {}, element('div', {}, element('dt', {}, say('Worker')),
        element('dd', {}, grid.worker ?? element('span.wg-chip.wg-chip-alert', {}, say('No worker'))))),
      findings.length > 0 && element('section.wg-card-part', {}, element('h3.wg-card-h', {}, say('Checks')),
        ...findings.slice(0, MOST_FINDINGS).map((finding) => this._finding(finding))),
      element('div.wg-inline-form', {},
        element('button.wg-button', {type: 'button', 'data-edit': 'tool', 'data-name': 'border', disabled: grid.locked}, say('Border')),
        element('button.wg-button', {type: 'button', 'data-edit': 'tool', 'data-name': 'split', disabled: grid.locked}, say('Split')),
        element('button.wg-button', {type: 'button', 'data-edit': 'tool', 'data-name': 'merge', disabled: grid.locked}, say('Merge')),
        element('button.wg-button', {type: 'button', 'data-edit': 'lock', 'data-code': grid.code, 'data-locked': String(grid.locked)}, grid.locked ? say('Unlock') : say('Lock'))));
  }

  _finding({key, text, severity, mend}) {
    return element('div.wg-finding', {}, element(`span.wg-finding-dot.wg-finding-${severity}`), element('span', {title: pick(text)}, short(pick(text))),
      mend && element('button.wg-button.wg-finding-mend', {type: 'button', title: pick(mend.text ?? {zh: '', en: ''}), on: () => this.editor.sending.mend({keys: [key]})}, say('Mend')));
  }
}

const differ = (before, after) => !before || before.people !== after.people || Math.abs(before.area_m2 - after.area_m2) > 0.5;
