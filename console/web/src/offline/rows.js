// Rows as they stand in the file: coordinates are whole millionths of a degree, each the step from the one before it.

/**
 * @typedef {{sort: 'point'|'line'|'polygon', parts: number[][][][], properties: Object<string, any>}} Row
 * @param {{columns: string[], rows: any[][]}} packed  each row: sort, packed coordinates, then the columns' values
 * @returns {Row[]}
 */
export function unpack({columns, rows}) {
  return rows.map(([sort, packed, ...values]) => ({
    sort,
    parts: packed.map((rings) => rings.map(ring)),
    properties: Object.fromEntries(columns.map((name, n) => [name, values[n] ?? null])),
  }));
}

/** @param {number[]} steps lon, lat, lon, lat, … @returns {number[][]} as Leaflet wants them: [lat, lon] */
function ring(steps) {
  const places = [];
  for (let n = 0, lon = 0, lat = 0; n < steps.length; n += 2) {
    lon += steps[n];
    lat += steps[n + 1];
    places.push([lat / 1e6, lon / 1e6]);
  }
  return places;
}
