// What is wrong with the draft: by kind, worst first; a click goes there, and what can be mended is mended one by one or all alike.
import {grouped, inWords, pick, say} from '../facts.js';
import {countFindings} from './bar.js';
import {element, fillPlace} from './element.js';
import {tail} from './amounts.js';

const PLACE = 'draft-findings';
const MOST_ROWS = 60;

export class Checks {
  /** @param {import('./editor.js').Editor} editor */
  constructor(editor) {
    this.editor = editor;
    this.findings = [];
    this.open = new Set();
  }

  async ask() {
    const findings = await this.editor.requests.findings();
    if (this.editor.closed) return;
    this.findings = findings;
    countFindings(findings);
    this.show();
    this.editor.card.show();
  }

  /** Findings of one grid. @param {string} code */
  of(code) {
    return this.findings.filter(({grids}) => grids.includes(code));
  }

  /** A finding is the page's selection: mark its place, and return the code of its grid; else null. */
  selected(selection) {
    const found = selection?.layer === 'draft_finding' ? this.findings.find(({key}) => key === selection.id) : null;
    const {hand, layer} = this.editor;
    hand.spot = found?.bbox ?? null;
    layer.marked = new Set(found?.grids ?? []);
    return found ? found.grids.find((code) => this.editor.fabric.grids.has(code)) ?? null : null;
  }

  show() {
    const kinds = new Map();
    for (const finding of this.findings) kinds.set(finding.kind, [...(kinds.get(finding.kind) ?? []), finding]);
    const rank = (list) => (list.some(({severity}) => severity === 'error') ? 0 : 1);
    const groups = [...kinds].sort((a, b) => rank(a[1]) - rank(b[1]) || b[1].length - a[1].length);
    if (!groups.length) return fillPlace(PLACE, element('div.wg-empty', {}, element('div.wg-empty-title', {}, say('Nothing is wrong')),
      element('p', {}, say('Gaps, overlaps, pieces, codes, people and workers: all as it should be.'))));
    fillPlace(PLACE, ...groups.map(([kind, list]) => this._group(kind, list)));
  }

  _group(kind, list) {
    const several = new Set(list.flatMap(({communities}) => communities ?? [])).size > 1, severity = list[0].severity, mendable = list.filter(({mend}) => mend);
    const head = element('summary.wg-finding-head', {},
      element(`span.wg-finding-dot.wg-finding-${severity}`, {title: severity === 'error' ? say('Error') : say('Warning')}),
      element('b', {}, kindWords(kind)), element('span.wg-tab-count', {}, grouped(list.length)),
      mendable.length > 1 && element('button.wg-link', {type: 'button', 'data-mend-all': kind, on: (event) => {
        event.preventDefault();
        this.editor.sending.mend({kind});
      }}, say('Mend all {n}', {n: mendable.length})));
    const group = element('details.wg-finding-group', {open: this.open.has(kind) || severity === 'error'}, head,
      ...list.slice(0, MOST_ROWS).map((finding) => this._row(finding, several)),
      list.length > MOST_ROWS && element('p.wg-muted.wg-finding-more', {}, say('{n} more', {n: grouped(list.length - MOST_ROWS)})));
    group.addEventListener('toggle', () => (group.open ? this.open.add(kind) : this.open.delete(kind)));
    return group;
  }

  /** @param {boolean} several its list holds grids of several communities, so that digits alone do not tell which */
  _row({key, grids, communities, text, mend, bbox}, several) {
    const go = element(`button.wg-finding-row${several ? '.wg-finding-in' : ''}`, {type: 'button', 'data-go': `draft_finding:${key}`, 'data-bbox': JSON.stringify(around(bbox)), 'data-zoom': 18},
      element('span.wg-num.wg-finding-code', {}, grids.slice(0, 2).map((code, place) => `${several && communities?.[place] ? `${communities[place]} ` : ''}${tail(code)}`).join(' · ')), element('span', {title: pick(text)}, short(pick(text))));
    return element('div.wg-finding', {}, go, mend && element('button.wg-button.wg-finding-mend', {
      type: 'button', title: pick(mend.text ?? {zh: '', en: ''}), 'data-mend': key, on: () => this.editor.sending.mend({keys: [key]}),
    }, say('Mend')));
  }
}

/** A text in which grids are called by the last digits of their codes. @param {string} text */
export const short = (text) => inWords(text.replace(/\b\d{12}(\d{3})\b/g, '$1'));

/** A box with some ground around it, so that what is about it is seen. */
export function around([west, south, east, north], by = 0.0006) {
  return [west - by, south - by, east + by, north + by];
}

/** @param {string} kind as the server has it */
export function kindWords(kind) {
  const words = {
    gap: () => say('Gaps'), uncovered: () => say('Ground in no grid'), overlap: () => say('Overlaps'), sliver: () => say('Slivers'),
    pieces: () => say('Grids in pieces'), crossing: () => say('Across a community’s border'), no_community: () => say('Without a community'),
    cut_building: () => say('Buildings cut'), band: () => say('People outside the band'), code: () => say('Codes wrong'), no_worker: () => say('Without a worker'),
  };
  return words[kind]?.() ?? kind;
}
