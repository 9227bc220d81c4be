// The page of resources: one answer per kind, then every radius is counted and drawn here, without asking.
import {writeQuietly} from '../address.js';
import {inFrame, later, next} from '../dash.js';
import {say} from '../facts.js';
import {layerOf} from '../layer_list.js';
import {bandOf, countWithin, curves} from './count.js';
import {drawCurve, drawFigures, drawPanel, drawTable, element, MOST_M, STEP_M} from './panel.js';
import {startSites} from './sites.js';

const HOMES = 'unserved', PLACES = 'resources';
const SOON_MS = 40, COLOUR_MS = 40;
const TOUCHES = ['building', 'resource', 'street', 'network', 'reach', 'grid', 'plan', 'parameter', '*'];

/** @param {{map: import('../map.js').PageMap|null}} page */
export function startReach(page) {
  let asked = null, data = null, shares = null, state = null, counts = null, area = null, stopped = null;

  const sites = startSites(page);
  const there = () => document.getElementById('reach-panel');

  /** Called by Dash when the page is there. */
  function reach(given) {
    const keep = window.dash_clientside.no_update;
    if (!given?.kind || !there()) return given ? {layers: given.layers, home: given.home} : keep;
    const query = new URLSearchParams(location.search), radius = Number(query.get('radius'));
    const known = given.kinds.some(({kind}) => kind === query.get('kind'));
    asked = given;
    data = shares = counts = area = null;
    state = {kind: known ? query.get('kind') : given.kind, radius: radius > 0 && radius <= MOST_M ? radius : null, tab: 'resources'};
    drawPanel(there(), given, {...state, radius: state.radius ?? 500});
    // an address that names a kind of which the record has none says what is shown instead
    if (query.has('kind') && !known) writeQuietly({kind: state.kind});
    load();
    return viewOf();
  }

  const viewOf = () => ({layers: asked.layers, home: asked.home, highlight: area, fly: null, selection: null});

  async function load() {
    const {kind} = state;
    try {
      const answer = await fetch(`/api/reach/homes?kind=${encodeURIComponent(kind)}`);
      if (!answer.ok) throw new Error(String(answer.status));
      const read = await answer.json();
      if (!there() || kind !== state.kind) return;
      data = read;
      state.radius ??= data.radius_m;
      const slider = document.getElementById('reach-radius');
      if (slider) slider.value = String(state.radius);
      sites.sitesOf(kind);
      shares = curves(data.homes, MOST_M, STEP_M);
      show();
      askArea();
    } catch {
      document.getElementById('reach-figures')?.replaceChildren(element('p', 'wg-note', say('The distances could not be read; trying again …')));
      setTimeout(() => there() && kind === state.kind && load(), 3000);
    }
  }

  function show() {
    if (!data || !there()) return;
    counts = countWithin(data, state.radius);
    drawFigures(data, counts, state.radius);
    drawCurve(shares, state.radius);
    drawTable(data, counts, state.tab);
    colourSoon();
  }

  /** Each building in the band of its walk; the layer's own bands are those of the plan's radius and kind. */
  function colour() {
    if (!there() || !data) return;
    const layer = layerOf(HOMES), places = layerOf(PLACES), tiles = page.map?.tiles;
    if (!layer || !tiles?._map) return void setTimeout(colour, 100);
    const others = places.only && [...places.only].join() === data.resources.map(({id: own}) => own).join() ? [] : [PLACES];
    places.only = new Set(data.resources.map(({id: own}) => own));
    const bands = new Map(), {id, walk} = data.homes;
    for (let i = 0; i < id.length; i += 1) bands.set(id[i], bandOf(walk[i], state.radius));
    layer.bands = bands;
    const [one, two, three] = [1, 2, 3].map((times) => times * state.radius);
    const limits = {within: [0, one], outside: [one, two], farther: [two, three], farthest: [three, null]};
    for (const entry of layer.legend) {
      const [from, to] = limits[entry.value] ?? [];
      if (from !== undefined) entry.label = {zh: words(from, to, '步行 ', '以内', '以上'), en: words(from, to, 'walk ', 'or less', 'or more')};
    }
    tiles.reclassify([HOMES, ...others]);
    page.map.overlay.redraw();
  }

  const colourSoon = later(colour, COLOUR_MS);
  const words = (from, to, walk, less, more) => (to === null ? `${walk}${from} m ${more}` : from ? `${walk}${from}–${to} m` : `${walk}${to} m ${less}`);

  const askArea = later(async () => {
    if (!there() || !state) return;
    stopped?.abort();
    const control = (stopped = new AbortController()), {kind, radius} = state;
    try {
      const answer = await fetch(`/api/reach/area?kind=${encodeURIComponent(kind)}&radius=${radius}`, {signal: control.signal});
      if (!answer.ok || !there()) return;
      area = await answer.json();
      // straight to the map: the way through Dash would take longer than the answer
      if (page.map?.view) page.map.update({...page.map.view, highlight: area});
    } catch {
      // the next radius asks again
    }
  }, SOON_MS);

  const slid = inFrame(show);
  const remember = later(() => there() && writeQuietly({kind: state.kind, radius: String(state.radius)}), 400);

  document.addEventListener('input', ({target}) => {
    if (target?.id !== 'reach-radius' || !data) return;
    state.radius = Number(target.value);
    slid();
    askArea();
    remember();
  });
  document.addEventListener('change', ({target}) => {
    if (target?.id !== 'reach-kind') return;
    state.kind = target.value;
    area = null;
    load();
    remember();
  });
  const go = (at) => {
    const row = at?.closest('[data-reach-go]');
    if (row) page.map?.fly({...JSON.parse(row.dataset.reachGo), n: next()});
  };
  document.addEventListener('click', ({target}) => {
    const tab = target instanceof Element ? target.closest('[data-reach-tab]') : null;
    if (tab && data) {
      state.tab = tab.dataset.reachTab;
      for (const each of document.querySelectorAll('[data-reach-tab]')) each.setAttribute('aria-selected', String(each === tab));
      drawTable(data, counts, state.tab);
    }
    go(target instanceof Element ? target : null);
  });
  document.addEventListener('keydown', ({target, key}) => key === 'Enter' && go(target instanceof Element ? target : null));

  return {
    reach,
    /** The record changed: the distances may be others. */
    reachChanged(change) {
      if (there() && data && change?.subjects?.some((subject) => TOUCHES.includes(subject))) load();
    },
  };
}
