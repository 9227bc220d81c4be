// The page of patrols: which grid's walk is picked, and its drawing and player.
import {next, setProps} from '../dash.js';
import {Player} from './player.js';
import {routeLayer} from './route_layer.js';

/** @param {{map: import('../map.js').PageMap|null}} page */
export function startPatrols(page) {
  const keep = () => window.dash_clientside.no_update;
  const player = new Player((at) => drawn?.layer.goTo(at));
  /** @type {{map: any, layer: any}|null} */
  let drawn = null;
  let wanted = null;

  document.addEventListener('click', (event) => {
    const row = event.target instanceof Element ? event.target.closest('[data-patrol]') : null;
    if (row) setProps('patrol-wish', {data: {code: row.getAttribute('data-patrol') || null, n: next()}});
  });
  document.addEventListener('keydown', (event) => {
    const open = document.querySelector('#patrol-card:not([hidden])');
    if (event.key === 'Escape' && open) setProps('patrol-wish', {data: {code: null, n: next()}});
    if (event.key === ' ' && open && event.target === document.body) {
      event.preventDefault();
      player.toggle();
    }
  });

  /** Draw a route on the map that stands now; a page left and entered again has another. */
  const draw = (tries = 80) => {
    const map = page.map;
    if (!map?.tiles._map) return void (tries && setTimeout(() => draw(tries - 1), 100));
    if (drawn && drawn.map !== map) drawn = null;
    if (!drawn && wanted) drawn = {map, layer: new (routeLayer(map.L))({pane: 'wangge', scale: map.overlay.options.scale, theme: () => map.tiles.theme}).addTo(map.map)};
    drawn?.layer.show(wanted);
    player.show(wanted);
    if (wanted?.fly) map.fly({bbox: boxOf(wanted), zoom: 18});
  };

  return {
    patrolSteer(address, wish, pick, grid, settings) {
      const by = new Set(window.dash_clientside.callback_context.triggered.map(({prop_id: id}) => id.split('.')[0]));
      let code = grid ?? null;
      const said = new URLSearchParams(location.search).get('area');
      if (grid === undefined || grid === null) code = said;
      if (by.has('address') && address?.from === 'url') code = address.area ?? null;
      if (by.has('patrol-wish') && wish) code = wish.code === grid && !wish.keep ? null : wish.code;
      if (by.has('map-pick')) code = pick?.properties?.grid_code ?? code;
      const view = {layers: code ? settings.alone : settings.layers, area: null, selection: null, highlight: null, fly: null, home: settings.home};
      return [code === grid ? keep() : code, view, {area: code, from: 'page'}];
    },
    patrolRoute(route) {
      wanted = route ?? null;
      draw();
      return keep();
    },
    /** Mark the row of the picked grid, and hide those that the filter does not name. */
    patrolRows(grid, words) {
      const asked = (words ?? '').trim().toLowerCase().split(/\s+/).filter(Boolean);
      requestAnimationFrame(() => {
        for (const row of document.querySelectorAll('#patrol-rows [data-patrol]')) {
          const on = row.getAttribute('data-patrol') === grid;
          if (on && !row.hasAttribute('data-on')) row.scrollIntoView({block: 'nearest'});
          row.toggleAttribute('data-on', on);
          row.hidden = !asked.every((word) => row.getAttribute('data-words').includes(word));
        }
      });
      return keep();
    },
  };
}

/** The box around all that is walked, the post included. */
function boxOf({legs, post, bbox}) {
  const box = legs.length ? [post[0], post[1], post[0], post[1]] : [...bbox];
  for (const {line} of legs)
    for (const [lon, lat] of line) {
      box[0] = Math.min(box[0], lon);
      box[1] = Math.min(box[1], lat);
      box[2] = Math.max(box[2], lon);
      box[3] = Math.max(box[3], lat);
    }
  return box;
}
