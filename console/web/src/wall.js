// The wall needs no hands: it goes from blind spot to blind spot by itself, and waits when someone touches it.
import {clock} from './facts.js';

const FIRST_MS = 12000; // the whole district first
const STAY_MS = 14000;
const WAIT_MS = 60000; // after the last touch
const DESIGN_HEIGHT = 1080;
const LEAST_WIDTH = 1000; // below it is no wall

/** @param {() => (import('./map.js').PageMap|null)} pageMap */
export function startWall(pageMap) {
  let key = null, due = Date.now() + FIRST_MS, waitUntil = 0;
  const wall = () => document.querySelector('[data-wall]');

  setInterval(() => {
    const root = wall();
    if (!root) return;
    const now = root.querySelector('[data-clock]');
    if (now) now.textContent = clock(Date.now());
    fitMap(root, pageMap());
    const spots = [...root.querySelectorAll('[data-spot]')], paused = Date.now() < waitUntil;
    root.toggleAttribute('data-paused', paused);
    show(root, key); // rows that came anew do not know yet
    if (paused || Date.now() < due || !pageMap()?.tiles._map) return;
    // after the last spot the whole district is shown once
    const at = spots.findIndex((spot) => keyOf(spot) === key), following = spots[at + 1];
    if (!following && key === null) return;
    key = goTo(root, following ?? null, pageMap());
    due = Date.now() + STAY_MS;
  }, 250);

  for (const name of ['pointerdown', 'wheel', 'keydown'])
    addEventListener(name, () => wall() && (waitUntil = Date.now() + WAIT_MS), {passive: true});
  document.addEventListener('click', (event) => {
    const row = event.target instanceof Element ? event.target.closest('[data-spot-row]') : null, root = wall();
    if (!row || !root || !pageMap()) return;
    const spot = [...root.querySelectorAll('[data-spot]')].find((each) => keyOf(each) === row.getAttribute('data-spot-row'));
    if (spot) key = goTo(root, spot, pageMap());
  });
}

const keyOf = (spot) => spot.getAttribute('data-spot');

/** Show the card of one spot and mark its row; none: neither. */
function show(root, key) {
  for (const name of ['data-spot', 'data-spot-row'])
    for (const element of root.querySelectorAll(`[${name}]`)) element.toggleAttribute('data-on', element.getAttribute(name) === key);
}

/** Take the map to a spot, or back to the whole district; return the spot's key. */
function goTo(root, spot, map) {
  const key = spot && keyOf(spot);
  show(root, key);
  map.overlay.selection = spot && {layer: 'blind_spots', id: spot.getAttribute('data-spot-id')};
  if (spot) map.fly({bbox: JSON.parse(spot.getAttribute('data-bbox')), zoom: 17, duration: 2.6});
  else map.goHome();
  map.overlay.redraw();
  return key;
}

/** A 4K wall shows the same picture, sharper: the map is laid out at 1080 lines and scaled up, drawn at full resolution. */
function fitMap(root, map) {
  const place = root.querySelector('[data-scaled]'), container = place?.querySelector('.leaflet-container');
  if (!place || !container) return;
  const scale = (innerWidth > LEAST_WIDTH ? Math.max(innerHeight / DESIGN_HEIGHT, 1) : 1).toFixed(4);
  if (container.dataset.scale === scale) return;
  container.dataset.scale = scale;
  container.dataset.letters = innerWidth > LEAST_WIDTH ? '1.74' : '1'; // no label under 20 px, to be read from five metres
  place.style.setProperty('--scale', scale);
  map?.map.invalidateSize({pan: false});
  if (!root.querySelector('[data-spot][data-on]')) map?.goHome({animate: false});
}
