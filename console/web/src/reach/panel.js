// Draws the panel of the page of resources: kind and radius, figures, the curve, and the two tables.
import {clock, grouped, language, say} from '../facts.js';

const ROWS = 200;
export const MOST_M = 3000, STEP_M = 50;

export const element = (name, className, ...parts) => {
  const made = document.createElement(name);
  if (className) made.className = className;
  made.append(...parts.filter((part) => part !== null && part !== undefined));
  return made;
};

/** A share as readers expect it: cut off, never rounded up to 100 %. */
export const percent = (part, whole) => (whole ? `${(Math.floor((part / whole) * 1000 + 1e-9) / 10).toFixed(1)} %` : '–');

/** People in the words of the language: in Chinese with the unit, 万 from ten thousand on. @param {number} value */
export function people(value) {
  if (language() !== 'zh') return grouped(value);
  return value >= 10000 ? `${(value / 10000).toFixed(1).replace(/\.0$/, '')} 万人` : `${grouped(value)} 人`;
}

/** The frame of the panel, once. */
export function drawPanel(place, page, state) {
  const kinds = element('select', 'wg-input wg-reach-kind');
  kinds.id = 'reach-kind';
  kinds.setAttribute('aria-label', say('Kind of resource'));
  for (const {kind, name, count} of page.kinds) kinds.append(new Option(`${name} (${grouped(count)})`, kind, false, kind === state.kind));
  const slider = element('input', 'wg-reach-slider');
  Object.assign(slider, {type: 'range', id: 'reach-radius', min: 0, max: MOST_M, step: STEP_M, value: state.radius});
  slider.setAttribute('aria-label', say('Radius on foot'));
  const tabs = element('div', 'wg-tabs');
  tabs.setAttribute('role', 'tablist');
  for (const [key, title] of [['resources', say('By resource')], ['grids', say('By grid')]]) {
    const tab = element('button', 'wg-tab', title);
    Object.assign(tab, {type: 'button'});
    tab.dataset.reachTab = key;
    tab.setAttribute('role', 'tab');
    tab.setAttribute('aria-selected', String(key === state.tab));
    tabs.append(tab);
  }
  const part = (id, className) => Object.assign(element('div', className), {id});
  const figures = part('reach-figures', 'wg-reach-figures');
  figures.append(waiting());
  place.replaceChildren(
    element('div', 'wg-reach-ask', kinds, element('label', 'wg-reach-radius', part('reach-radius-words', 'wg-reach-words'), slider)),
    figures, part('reach-curve', 'wg-reach-curve'), tabs, part('reach-table', 'wg-reach-table'),
  );
}

/** What stands for the figures until the first ones are there: the network may have to be built for them. */
function waiting() {
  const lines = element('div', 'wg-skeleton-rows', ...Array.from({length: 6}, () => element('div', 'wg-skeleton wg-skeleton-line')));
  const place = element('div', 'wg-reach-waiting', element('p', 'wg-muted', say('Walking distances are being worked out …')), lines);
  place.setAttribute('role', 'status');
  return place;
}

/** What depends on the radius. */
export function drawFigures(data, counts, radius) {
  const {total} = counts, minutes = radius / ((data.speed_kmh * 1000) / 60);
  byId('reach-radius-words').replaceChildren(
    element('span', '', say('Within a walk of')), element('b', '', `${grouped(radius)} m`),
    element('span', 'wg-muted', say('about {n} min at {speed} km/h', {n: minutes.toFixed(minutes < 10 ? 1 : 0), speed: data.speed_kmh})),
  );
  const over = total.straight - total.reached;
  byId('reach-figures').replaceChildren(
    figure('reached', say('People reached'), percent(total.reached, total.people), say('{n} of {all} people', {n: people(total.reached), all: people(total.people)}), total.reached / (total.people || 1), total.straight / (total.people || 1)),
    figure('reached60', say('Of 60 and over · target {n} %', {n: Math.round(data.target * 100)}), percent(total.reached60, total.elderly), say('{n} of {all} people', {n: people(total.reached60), all: people(total.elderly)}), total.reached60 / (total.elderly || 1)),
    figure('straight', say('In a straight line'), percent(total.straight, total.people), say('{n} people too many: the way there is longer', {n: people(over)}), null),
  );
  byId('reach-figures').append(element('p', 'wg-reach-note wg-reach-asof', say('as of {time} · walking network {n}', {time: clock(Date.parse(data.as_of), false), n: data.network ?? '–'})));
  if (total.cutOff) byId('reach-figures').append(element('p', 'wg-note', say('{n} people have no way on foot to any of them.', {n: people(total.cutOff)})));
}

function figure(key, name, value, note, bar, mark) {
  const shown = element('b', 'wg-reach-value', value);
  shown.dataset.reachFigure = key;
  const made = element('div', 'wg-reach-figure', element('span', 'wg-reach-name', name), shown, element('span', 'wg-reach-note', note));
  if (bar !== null) {
    const line = element('div', 'wg-reach-bar');
    line.style.setProperty('--done', `${bar * 100}%`);
    if (mark !== undefined) line.style.setProperty('--mark', `${mark * 100}%`);
    line.toggleAttribute('data-marked', mark !== undefined);
    made.append(line);
  }
  return made;
}

/** The share of people by distance: on foot as a line, straight dashed, and where the radius stands. */
export function drawCurve(shares, radius) {
  const width = 320, height = 84, x = (metres) => (metres / MOST_M) * width, y = (share) => height - share * (height - 6) - 1;
  const path = (values) => values.map((share, i) => `${i ? 'L' : 'M'}${x(i * STEP_M).toFixed(1)} ${y(share).toFixed(1)}`).join('');
  const svg = `<svg viewBox="0 0 ${width} ${height}" preserveAspectRatio="none" aria-hidden="true">
    <path class="wg-curve-straight" d="${path(shares.straight)}"/><path class="wg-curve-walk" d="${path(shares.walk)}"/>
    <line class="wg-curve-at" x1="${x(radius)}" x2="${x(radius)}" y1="0" y2="${height}"/></svg>`;
  const place = byId('reach-curve');
  place.innerHTML = svg;
  const axis = element('div', 'wg-curve-axis');
  for (const metres of [0, 1000, 2000, 3000]) axis.append(element('span', '', metres === 3000 ? '3 km' : grouped(metres)));
  place.append(axis, element('div', 'wg-curve-key', element('span', 'wg-key-walk', say('share of people on foot')), element('span', 'wg-key-straight', say('in a straight line'))));
}

/** One of the two tables. */
export function drawTable(data, counts, tab) {
  const head = tab === 'grids'
    ? [say('Grid'), say('People'), say('Reached'), say('Not reached')]
    : [say('Resource'), say('Room'), say('People served'), say('Of 60 and over')];
  const rows = tab === 'grids' ? gridRows(data, counts) : resourceRows(data, counts);
  const table = element('table', 'wg-table', element('thead', '', element('tr', '', ...head.map((text, i) => element('th', i ? 'wg-num' : '', text)))));
  const body = element('tbody', '');
  for (const {go, cells} of rows.slice(0, ROWS)) {
    const row = element('tr', '', ...cells.map((cell, i) => element('td', i ? 'wg-num' : '', cell)));
    if (go) {
      row.dataset.reachGo = JSON.stringify(go);
      row.tabIndex = 0;
    }
    body.append(row);
  }
  table.append(body);
  const more = rows.length > ROWS ? element('p', 'wg-muted', say('The first {n} of {all}', {n: ROWS, all: grouped(rows.length)})) : null;
  byId('reach-table').replaceChildren(table, ...(more ? [more] : []));
}

function resourceRows(data, counts) {
  const rows = data.resources.map((each, i) => ({each, sum: counts.resources[i]}));
  rows.sort((a, b) => b.sum.reached - a.sum.reached || a.each.code.localeCompare(b.each.code));
  return rows.map(({each, sum}) => ({
    go: {center: [each.lon, each.lat], zoom: 15},
    cells: [each.name, each.capacity === null ? '–' : grouped(each.capacity), grouped(sum.reached), grouped(sum.reached60)],
  }));
}

function gridRows(data, counts) {
  const rows = data.grids.map((each, i) => ({each, sum: counts.grids[i]}));
  rows.push({each: {code: say('in no grid'), name: '', bbox: null}, sum: counts.none});
  const left = ({sum}) => sum.people - sum.reached;
  return rows.filter(({sum}) => sum.people).sort((a, b) => left(b) - left(a) || a.each.code.localeCompare(b.each.code)).map((row) => ({
    go: row.each.bbox ? {bbox: row.each.bbox} : null,
    cells: [row.each.name || row.each.code, grouped(row.sum.people), percent(row.sum.reached, row.sum.people), grouped(left(row))],
  }));
}

const byId = (id) => document.getElementById(id);
