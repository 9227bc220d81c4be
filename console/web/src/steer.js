// The page's state: what is shown, picked and open. It stands in the address; the server hears of each part apart.
import {readAddress} from './address.js';
import {next, setProps} from './dash.js';

/**
 * Called by Dash whenever the reader does something that the address should hold.
 * @param {any} address what the URL says, after Back
 * @param {any} pick what was picked on the map or in a list
 * @param {string|null} wish which tab was asked for
 * @param {string[]|null} layers which layers are switched on
 * @param {string|null} day
 * @param {any} highlight GeoJSON above all layers
 * @param {string|null} draftWish id of the draft to be opened; empty: the open one is to be closed
 * @param {any} selection as it was
 * @param {string|null} open the tab as it was
 * @param {{layers: string[], base: string[], tab: string, home: any}} page what holds until the reader says otherwise
 * @param {string|null} draft id of the draft that was open
 */
export function steer(address, pick, wish, layers, day, highlight, draftWish, selection, open, page, draft) {
  const keep = window.dash_clientside.no_update, by = triggers(), begins = !open;
  const said = begins ? readAddress() : by.has('address') && address?.from === 'url' ? address : null;
  let state = {selection: selection ?? null, tab: open, layers: layers ?? shownOf(page, null), day: day || null, draft: draft || null};
  if (said)
    state = {
      selection: said.selection ?? null, tab: said.tab ?? page.tab, layers: shownOf(page, said.layers), day: said.day ?? null,
      draft: said.draft ?? null,
    };
  if (!said && by.has('map-pick') && pick) state.selection = picked(pick);
  if (!said && by.has('planner-tab-wish') && wish) state.tab = wish;
  if (!said && by.has('planner-draft-wish')) state = {...state, draft: draftWish || null, selection: null};
  if (state.draft) state.day = null; // a draft is of today
  state.tab = tabFor(state, page);
  const told = {
    selection: state.selection, tab: state.tab === page.tab ? null : state.tab, day: state.day,
    layers: saidOf(page, state.layers), draft: state.draft, from: 'page',
  };
  // an open draft draws its own grids in place of those in force
  const unknown = state.draft ? 'grids' : state.day ? 'blind_spots' : ''; // what is a blind spot is known for today alone
  const shown = state.layers.filter((id) => id !== unknown);
  const view = {
    layers: shown, area: null, day: state.day,
    selection: state.selection, highlight: pointAt(state.selection) ?? highlight ?? null, fly: null, home: page.home,
  };
  return [
    !begins && same(state.selection, selection) ? keep : state.selection,
    same(state.tab, open) ? keep : state.tab,
    view,
    told,
    same(state.layers, layers) ? keep : state.layers,
    same(state.day, day || null) ? keep : state.day,
    !begins && same(state.draft, draft || null) ? keep : state.draft,
  ];
}

/** The layers that are on: the address names those above the base map, and with a dash what the base map goes without. */
function shownOf(page, said) {
  if (!said) return [...page.base, ...page.layers];
  return [...page.base.filter((id) => !said.includes(`-${id}`)), ...said.filter((id) => !id.startsWith('-') && !page.base.includes(id))];
}

/** What the address says of them; null: what holds anyway. */
function saidOf(page, layers) {
  const above = layers.filter((id) => !page.base.includes(id)), without = page.base.filter((id) => !layers.includes(id));
  if (!without.length && same([...above].sort(), [...page.layers].sort())) return null;
  return [...above, ...without.map((id) => `-${id}`), ...(above.length || without.length ? [] : ['-'])];
}

/** Remarks are on no layer of the map: their place goes along, to be drawn. */
const NO_LAYER = new Set(['remarks', 'load_remarks']);

function picked(pick) {
  if (!pick.layer) return null;
  const thing = {layer: pick.layer, id: String(pick.id)};
  return NO_LAYER.has(pick.layer) && pick.place ? {...thing, place: pick.place} : thing;
}

const pointAt = (selection) => (selection?.place ? {type: 'Point', coordinates: selection.place} : null);

/** Tabs that only an open draft has, and those that are put away meanwhile. */
const DRAFT_TABS = new Set(['checks', 'steps']), PUT_AWAY = new Set(['balance', 'remarks', 'load']);

function tabFor({draft, tab}, page) {
  if (draft) return PUT_AWAY.has(tab) ? 'checks' : tab;
  return DRAFT_TABS.has(tab) ? 'plans' : tab ?? page.tab;
}

/** Show the body of a tab; the lists share one. @param {string|null} tab */
export function openTab(tab) {
  if (!tab) return window.dash_clientside.no_update;
  const body = document.querySelector(`[data-tab-body="${CSS.escape(tab)}"]`) ? tab : 'list';
  for (const each of document.querySelectorAll('[data-tab]')) each.setAttribute('aria-selected', String(each.dataset.tab === tab));
  for (const each of document.querySelectorAll('[data-tab-body]')) each.hidden = each.dataset.tabBody !== body;
  window.wangge.page.map?.legend();
  return window.dash_clientside.no_update;
}

/** Tabs, the fold of a panel, and the cross of the card. */
export function startPanels() {
  document.addEventListener('click', (event) => {
    const at = event.target instanceof Element ? event.target : null;
    const tab = at?.closest('[data-tab]'), fold = at?.closest('[data-fold]');
    const opening = at?.closest('[data-draft-open]');
    if (opening) setProps('planner-draft-wish', {data: opening.getAttribute('data-draft-open')});
    if (opening?.dataset.bbox) setProps('planner-fly', {data: {bbox: JSON.parse(opening.dataset.bbox), n: next()}});
    if (tab) setProps('planner-tab-wish', {data: tab.getAttribute('data-tab')});
    if (fold) fold.closest('.wg-panel').toggleAttribute('data-folded');
    if (at?.closest('[data-drop-selection]'))
      setProps('map-pick', {data: {layer: null, id: null, properties: null, lat: null, lon: null, n: next()}});
  });
  document.addEventListener('keydown', (event) => {
    const tab = event.target instanceof Element ? event.target.closest('[data-tab]') : null;
    const step = {ArrowLeft: -1, ArrowRight: 1}[event.key];
    if (!tab || !step) return;
    const all = [...document.querySelectorAll('[data-tab]')];
    const to = all[(all.indexOf(tab) + step + all.length) % all.length];
    to.focus();
    to.click();
    event.preventDefault();
  });
}

const same = (a, b) => JSON.stringify(a ?? null) === JSON.stringify(b ?? null);

const triggers = () => new Set(window.dash_clientside.callback_context.triggered.map(({prop_id: id}) => id.split('.')[0]));
