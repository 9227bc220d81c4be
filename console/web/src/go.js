// A row of a list leads the map to what it names, and back; what is picked on the map is marked in the lists.
import {next, setProps} from './dash.js';

const CLOSEST = 17;

/** @param {{map: import('./map.js').PageMap|null}} page */
export function startGo(page) {
  /** where the map stood before a row led it away, and which row that was */
  let back = null;

  document.addEventListener('click', (event) => {
    const row = event.target instanceof Element ? event.target.closest('[data-go]') : null;
    if (!row || (event.target instanceof Element && event.target.closest('[data-keep]'))) return;
    const key = row.getAttribute('data-go');
    if (back?.key === key && row.hasAttribute('data-on')) {
      page.map?.fly({center: back.center, zoom: back.zoom});
      back = null;
      pick(null);
      return;
    }
    const map = page.map?.map;
    if (map && !back) back = {center: [map.getCenter().lng, map.getCenter().lat], zoom: map.getZoom()};
    if (back) back.key = key;
    pick(key, placeOf(row));
    fly(page, row);
  });

  return {
    /** Mark the rows of what is picked, and bring the first of them into view when the map picked it. */
    markRows(selection) {
      requestAnimationFrame(() => mark(selection));
      return window.dash_clientside.no_update;
    },
    /** Lead the map to where a server's answer points: {bbox|center, zoom, n}. */
    flyTo(target) {
      if (target)
        whenThere(page, () => {
          const stays = target.unless_placed && page.map.placed; // the link says where to look
          page.map.placed = false;
          if (!stays) page.map.fly(target);
        });
      return window.dash_clientside.no_update;
    },
  };
}

/** A server's answer may be faster than the map. */
function whenThere(page, then, tries = 60) {
  if (page.map?.tiles._map) then();
  else if (tries) setTimeout(() => whenThere(page, then, tries - 1), 100);
}

/** @param {string|null} key layer and id, with a colon between */
function pick(key, place = null) {
  const [layer, ...id] = (key ?? '').split(':');
  setProps('map-pick', {data: {
    layer: layer || null, id: id.join(':') || null, properties: null, lat: null, lon: null, place, from: 'list', n: next(),
  }});
}

/** The middle of what a row names: [lon, lat], or null. */
function placeOf(row) {
  const said = row.getAttribute('data-bbox');
  if (!said) return null;
  const [west, south, east, north] = JSON.parse(said);
  return [(west + east) / 2, (south + north) / 2];
}

function fly(page, row) {
  const said = row.getAttribute('data-bbox');
  if (said) page.map?.fly({bbox: JSON.parse(said), zoom: Number(row.getAttribute('data-zoom')) || CLOSEST});
}

let marked = null;

function mark(selection) {
  const key = selection?.layer ? `${selection.layer}:${selection.id}` : null, rows = [];
  for (const row of document.querySelectorAll('[data-go]')) {
    const on = row.getAttribute('data-go') === key;
    row.toggleAttribute('data-on', on);
    if (row.hasAttribute('role')) row.setAttribute('aria-selected', String(on));
    if (on) rows.push(row);
  }
  if (key !== marked) rows[0]?.scrollIntoView({block: 'nearest'});
  marked = key;
}
