// Every view has an address: area, layers, zoom, selection, plan and day stand in the URL; Back works.
import {setProps} from './dash.js';

/** What is written under which name; those of STEPS make a step that Back goes over. */
const NAMES = {area: 'area', selection: 'sel', plan: 'plan', day: 'day', layers: 'layers', tab: 'tab', draft: 'draft'};
const STEPS = new Set(['area', 'selection', 'plan', 'day', 'draft']);

/** What the URL says. */
export function readAddress() {
  const query = new URLSearchParams(location.search), read = {};
  for (const [key, name] of Object.entries(NAMES)) if (query.has(name)) read[key] = decode(key, query.get(name));
  return read;
}

/** Where the map stood, as the URL says: {lat, lon, zoom}, or null. */
export function readPlace() {
  const parts = (new URLSearchParams(location.search).get('at') ?? '').split(',').map(Number);
  return parts.length === 3 && parts.every(Number.isFinite) ? {lat: parts[0], lon: parts[1], zoom: parts[2]} : null;
}

/** Classes that the legend hides, as the URL says. */
export const readHidden = () => new Set((new URLSearchParams(location.search).get('hide') ?? '').split(',').filter(Boolean));

/** Write what a page says of itself; what is null or empty leaves the URL. @param {Record<string, any>} data */
export function writeAddress(data) {
  const query = new URLSearchParams(location.search), before = readAddress();
  let step = false;
  for (const [key, name] of Object.entries(NAMES)) {
    if (!(key in data)) continue;
    const value = encode(key, data[key]);
    if (value === encode(key, before[key])) continue;
    if (STEPS.has(key)) step = true;
    if (value) query.set(name, value);
    else query.delete(name);
  }
  write(query, step);
}

/** Write single parts that make no step for Back. @param {Record<string, string|null>} parts */
export function writeQuietly(parts) {
  const query = new URLSearchParams(location.search);
  for (const [name, value] of Object.entries(parts))
    if (value) query.set(name, value);
    else query.delete(name);
  write(query, false);
}

/** Tell the page what the URL says, now and whenever the reader goes back or forth. @param {() => void} onBack */
export function followAddress(onBack) {
  addEventListener('popstate', () => {
    tellPage();
    onBack();
  });
}

export const tellPage = () => setProps('address', {data: {...readAddress(), from: 'url'}});

function write(query, step) {
  // commas and colons are allowed in a query, and read better
  const text = query.toString().replace(/%2C/g, ',').replace(/%3A/g, ':');
  const url = location.pathname + (text ? `?${text}` : '') + location.hash;
  if (url === location.pathname + location.search + location.hash) return;
  if (step) history.pushState(history.state, '', url);
  else history.replaceState(history.state, '', url);
}

function encode(key, value) {
  if (value === null || value === undefined) return '';
  if (key === 'layers') return value.join(',');
  if (key === 'selection') return `${value.layer}:${value.id}`;
  return String(value);
}

function decode(key, text) {
  if (key === 'layers') return text.split(',').filter(Boolean);
  if (key === 'selection') {
    const [layer, ...id] = text.split(':');
    return {layer, id: id.join(':')};
  }
  return text;
}
