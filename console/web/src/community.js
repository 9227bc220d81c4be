// The community's page: which community, what is picked in it, and the form for what is missing.
import {next, setProps} from './dash.js';
import {say} from './facts.js';

const form = () => document.querySelector('[data-remark-form]');
const formIsOpen = () => form() && !form().hidden;

/**
 * Called by Dash when a community is chosen, something on the map is picked, or a remark was sent.
 * While the form is open, a tap on the map shows the place that is meant.
 */
export function steerCommunity(area, pick, _done, outline, selection, place, page) {
  const by = new Set(window.dash_clientside.callback_context.triggered.map(({prop_id: id}) => id.split('.')[0]));
  const keep = window.dash_clientside.no_update;
  let picked = selection ?? null, meant = place ?? null;
  if (by.has('community-area')) picked = meant = null;
  if (by.has('community-done')) {
    meant = null;
    if (formIsOpen()) form().hidden = true;
  }
  if (by.has('map-pick') && pick) {
    if (formIsOpen() && pick.lat !== null) meant = {lon: pick.lon, lat: pick.lat};
    else picked = pick.layer ? {layer: pick.layer, id: String(pick.id)} : null;
  }
  const view = {
    layers: [...page.base, ...page.layers], area: area?.code ?? null, selection: picked ?? outline ?? null, fly: null, home: page.home,
    highlight: meant ? {type: 'Point', coordinates: [meant.lon, meant.lat]} : null,
  };
  return [view, area ? {area: area.code, from: 'page'} : keep, picked, meant];
}

/** Say in the form whether a place is shown. */
export function remarkForm(place) {
  const line = document.getElementById('remark-place');
  if (line) line.textContent = place ? say('The place is marked on the map.') : say('Tap the map to show the place (if you like).');
  return window.dash_clientside.no_update;
}

/** Which community, and opening and shutting the form. */
export function startCommunity() {
  document.addEventListener('click', (event) => {
    const at = event.target instanceof Element ? event.target : null;
    const row = at?.closest('[data-area]');
    if (row) setProps('community-wish', {data: {code: row.getAttribute('data-area'), n: next()}});
    if (at?.closest('[data-remark-open]')) {
      form().hidden = false;
      remarkForm(null);
      form().querySelector('textarea')?.focus({preventScroll: true});
    }
    if (at?.closest('[data-remark-close]')) {
      form().hidden = true;
      setProps('community-place', {data: null});
    }
  });
  document.addEventListener('keydown', (event) => {
    if (event.key === 'Escape' && formIsOpen()) form().hidden = true;
  });
}
