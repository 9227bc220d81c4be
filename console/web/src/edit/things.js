// Buildings, estates and blind spots under the pointer, out of the tiles that the map has anyway.
import {inside} from '../hit.js';

/**
 * @typedef {{rings: [number, number][][], box: [number, number][]}} Part  what one tile holds of a thing, and the
 *   tile's own outline, all in lon/lat; beyond its outline a tile repeats what its neighbours hold
 */

/**
 * The feature of one layer at a place, with its parts in every tile that is shown; null: none.
 * @param {import('./editor.js').Editor} editor @param {any} latlng @param {string} layer
 * @returns {{id: number, properties: Record<string, any>, parts: Part[]}|null}
 */
export function featureAt(editor, latlng, layer) {
  const at = editor.lmap.latLngToLayerPoint(latlng), tiles = tilesOf(editor, layer);
  const under = tiles.find(({origin, edge}) => at.x >= origin.x && at.y >= origin.y && at.x < origin.x + edge && at.y < origin.y + edge);
  const found = under?.held.features.find((feature) => feature.class >= 0 && inside(feature, (at.x - under.origin.x) / under.unit, (at.y - under.origin.y) / under.unit));
  if (!found) return null;
  const parts = tiles.map((tile) => partOf(editor.lmap, tile, found.id)).filter(({rings}) => rings.length);
  return {id: found.id, properties: found.properties, parts};
}

function tilesOf({map: {overlay, tiles}}, layer) {
  const edge = tiles.edge(), shown = tiles.current().filter(({tile}) => tile.have.get(layer));
  return shown.map(({tile}) => {
    const held = tile.have.get(layer);
    return {held, edge, origin: overlay._origin(tile.coords), unit: edge / held.extent};
  });
}

/** @returns {Part} */
function partOf(lmap, {held, edge, origin, unit}, id) {
  const place = ({x, y}) => {
    const {lat, lng} = lmap.layerPointToLatLng([origin.x + x, origin.y + y]);
    return [lng, lat];
  };
  const rings = held.features.filter((feature) => feature.id === id).flatMap((feature) => feature.rings);
  return {
    rings: rings.map((ring) => ring.map(({x, y}) => place({x: x * unit, y: y * unit}))),
    box: [[0, 0], [edge, 0], [edge, edge], [0, edge]].map(([x, y]) => place({x, y})),
  };
}
