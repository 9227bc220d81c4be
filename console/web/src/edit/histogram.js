// People per grid: the draft as bars, what it was made from as a line; bars that are brushed mark their grids on the map.
import {grouped, say, unbroken} from '../facts.js';
import {bandOf} from './amounts.js';
import {element, fillPlace} from './element.js';
import {classOfPeople} from './fabric.js';
import {gridsOf} from './requests.js';

const PLACE = 'draft-histogram';
const STEP = 100, TICK = 500, MOST_BARS = 36, NO_END = 1e9;
const SIDES = ['far-below', 'below', 'within', 'above', 'far-above', 'twice'];

export class Histogram {
  /** @param {import('./editor.js').Editor} editor */
  constructor(editor) {
    this.editor = editor;
    /** the plan it was made from, by code @type {Map<string, any>|null} */
    this.base = null;
    /** people of the bars that are brushed @type {{lo: number, hi: number}|null} */
    this.taken = null;
  }

  /** @param {number|null|undefined} plan that the draft was made from */
  async begin(plan) {
    if (!plan) return this.show();
    try {
      const {grids} = await gridsOf(plan);
      this.base = new Map(grids.map((grid) => [grid.code, grid]));
    } catch {
      return; // without it there is just no line
    }
    this.editor.card.show();
    this.show();
  }

  clear() {
    fillPlace(PLACE);
  }

  /** People of every grid as they are, or as the edit in hand would have them. */
  _people() {
    const {fabric, shown} = this.editor, people = new Map([...fabric.grids.values()].map((grid) => [grid.code, grid.people]));
    for (const code of shown?.answer?.removed ?? []) people.delete(code);
    for (const grid of shown?.answer?.changed ?? []) people.set(grid.code, grid.people);
    return [...people.values()];
  }

  show() {
    if (this.editor.closed || !document.getElementById(PLACE)) return;
    const after = this._people(), before = this.base ? [...this.base.values()].map(({people}) => people) : null, {least, most} = bandOf();
    const largest = Math.max(0, ...after, ...(before ?? []));
    const count = Math.min(Math.floor(largest / STEP) + 1, MOST_BARS), bars = Math.max(count, Math.floor((2 * most) / STEP) + 1);
    const now = held(after, bars), was = before && held(before, bars), high = Math.max(1, ...now, ...(was ?? [])), full = bars * STEP;
    fillPlace(PLACE,
      element('div.wg-hist-words', {}, element('h2.wg-h2', {}, say('People per grid')), element('p', {}, words(after)),
        before && element('p.wg-hist-key', {}, element('span.wg-hist-line-key'), say('before: {said}', {said: words(before)}))),
      element('div.wg-hist-plot', {role: 'group', 'aria-label': say('People per grid, before and after'), 'data-brush': '', brushed: ({detail}) => this._take(detail)},
        element('div.wg-hist-band', {style: `left:${(least / full) * 100}%;width:${((most - least) / full) * 100}%`},
          element('span', {}, say('band {least}–{most}', {least: grouped(least), most: grouped(most)}))),
        element('div.wg-hist-bars', {}, ...now.map((grids, number) => this._bar(number, grids, high, number === bars - 1))),
        was && lineOf(was, high), element('div.wg-hist-axis', {'aria-hidden': 'true'}, ...ticks(full))));
  }

  _bar(number, grids, high, last) {
    const low = number * STEP, said = say('{between} people: {n} grids', {between: `${grouped(low)}–${grouped(low + STEP - 1)}`, n: grouped(grids)});
    const pressed = this.taken !== null && low >= this.taken.lo && low <= this.taken.hi;
    return element(`button.wg-hist-bar.wg-hist-${SIDES[classOfPeople(low + STEP / 2)]}`,
      {type: 'button', title: said, 'aria-label': said, 'aria-pressed': String(pressed), 'data-lo': low, 'data-hi': last ? NO_END : low + STEP - 1},
      element('span', {style: `height:${(grids / high) * 100}%`}));
  }

  /** Mark the grids that hold as many people as the brushed bars say. */
  _take(taken) {
    const {layer, fabric} = this.editor;
    this.taken = taken;
    layer.marked = new Set(taken ? [...fabric.grids.values()].filter(({people}) => people >= taken.lo && people <= taken.hi).map(({code}) => code) : []);
    layer.redraw();
  }
}

function held(people, bars) {
  const counts = Array(bars).fill(0);
  for (const one of people) counts[Math.min(Math.floor(one / STEP), bars - 1)] += 1;
  return counts;
}

function words(people) {
  const {least, most} = bandOf(), within = people.filter((one) => one >= least && one <= most).length;
  const share = people.length ? Math.floor((within / people.length) * 1000) / 10 : 0;
  return unbroken(say('{n} grids · {within} in the band ({share} %) · most {most}', {
    n: grouped(people.length), within: grouped(within), share, most: grouped(Math.max(0, ...people)),
  }));
}

function lineOf(was, high) {
  const svg = document.createElementNS('http://www.w3.org/2000/svg', 'svg'), line = document.createElementNS(svg.namespaceURI, 'path');
  const steps = was.map((grids, i) => `${i ? 'L' : 'M'}${i} ${high - grids}L${i + 1} ${high - grids}`).join('');
  for (const [name, value] of Object.entries({viewBox: `0 0 ${was.length} ${high}`, preserveAspectRatio: 'none', class: 'wg-hist-line', 'aria-hidden': 'true'}))
    svg.setAttribute(name, value);
  line.setAttribute('d', steps);
  svg.append(line);
  return svg;
}

function ticks(full) {
  const made = [];
  for (let value = 0; value <= full; value += TICK) made.push(element('span', {style: `left:${(value / full) * 100}%`}, grouped(value)));
  return made;
}
