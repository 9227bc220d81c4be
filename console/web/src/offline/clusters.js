// Points near each other as one: by squares of the screen that stand still when the map is moved.

const SQUARE_PX = 64;
const ALONE_FROM = 17;

/**
 * @param {any} map
 * @param {import('./rows.js').Row[]} rows
 * @returns {{place: [number, number], rows: import('./rows.js').Row[]}[]} of what is in view
 */
export function clusters(map, rows) {
  const view = map.getBounds().pad(0.1), zoom = map.getZoom(), found = new Map();
  rows.forEach((row, number) => {
    const place = row.parts[0][0][0];
    if (!view.contains(place)) return;
    const at = map.project(place, zoom).divideBy(SQUARE_PX).floor();
    const key = zoom >= ALONE_FROM ? number : `${at.x}:${at.y}`;
    if (!found.has(key)) found.set(key, {lat: 0, lon: 0, rows: []});
    const one = found.get(key);
    one.lat += place[0];
    one.lon += place[1];
    one.rows.push(row);
  });
  return [...found.values()].map((one) => ({place: [one.lat / one.rows.length, one.lon / one.rows.length], rows: one.rows}));
}
