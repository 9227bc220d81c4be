// The figures of a grid, before and after: people against the band, large, and the rest in small beside it.
import {grouped, say} from '../facts.js';
import {area, bandOf, share2, sideOf, signed} from './amounts.js';
import {element} from './element.js';

/**
 * @param {import('./fabric.js').GridState|null} before null: the grid is new
 * @param {import('./fabric.js').GridState} after the same as before: nothing changes
 */
export function figuresOf(before, after) {
  return element('div.wg-after', {'data-side': sideOf(after.people)},
    people(before, after), bandBar(before?.people ?? null, after.people),
    element('dl.wg-after-rest', {}, ...[
      [say('Households'), 'households', (count) => after.people && !count ? '–' : grouped(count)], [say('60 and over'), 'elderly', grouped], [say('Buildings'), 'buildings', grouped],
      [say('Area'), 'area_m2', area], [say('Workers due'), 'workers_due', share2], [say('Compactness'), 'compactness', share2],
    ].filter(([, key]) => after[key] !== undefined && after[key] !== null).map(([name, key, form]) => row(name, before?.[key], after[key], form))));
}

function people(before, after) {
  const was = before?.people, will = after.people, differs = before && was !== will, side = sideOf(will);
  return element('div.wg-after-people', {},
    differs && element('span.wg-muted.wg-num', {}, grouped(was)), differs && element('span.wg-muted', {}, '→'),
    element(`b.wg-num.wg-side-${side}`, {'data-people': will}, grouped(will)), element('span', {}, say('people')),
    differs && element('span.wg-after-by.wg-num', {}, signed(will - was)), element(`span.wg-after-side.wg-side-${side}`, {}, sideWords(side)));
}

/** @param {'below'|'within'|'above'} side */
export const sideWords = (side) => ({below: say('under the band'), within: say('in the band'), above: say('over the band')})[side];

function row(name, was, will, form) {
  const differs = was !== undefined && form(was) !== form(will);
  return element('div', {'data-differs': differs}, element('dt', {}, name),
    element('dd.wg-num.wg-after-was', {}, differs ? `${form(was)} →` : ''), element('dd.wg-num', {}, form(will)));
}

/** People as a bar over the band; what it was before is a line. @param {number|null} was @param {number} will */
function bandBar(was, will) {
  const {least, most} = bandOf(), full = Math.max(2 * most, was ?? 0, will, 1), share = (value) => `${(value / full) * 100}%`;
  return element(`div.wg-band.wg-band-${sideOf(will)}`, {'aria-hidden': 'true'},
    element('div.wg-band-zone', {style: `left:${share(least)};width:${share(most - least)}`}),
    element('div.wg-band-people', {style: `width:${share(will)}`}),
    was !== null && was !== will && element('div.wg-band-was', {style: `left:${share(was)}`}));
}
