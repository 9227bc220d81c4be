// Buildings, estates and blind spots under the pointer, out of the tiles that the map has anyway.
import {inside} from '../hit.js';

/**
 * The feature of one layer at a place: id, properties, and its rings in lon/lat; null: none.
 * @param {import('./editor.js').Editor} editor @param {any} latlng @param {string} layer
 */
export function featureAt(editor, latlng, layer) {
  const {overlay, tiles} = editor.map, {lmap} = editor, at = lmap.latLngToLayerPoint(latlng), edge = tiles.edge();
  for (const canvas of tiles.current()) {
    const held = canvas.tile.have.get(layer), origin = overlay._origin(canvas.tile.coords);
    if (!held || at.x < origin.x || at.y < origin.y || at.x >= origin.x + edge || at.y >= origin.y + edge) continue;
    const unit = edge / held.extent;
    const found = held.features.find((feature) => inside(feature, (at.x - origin.x) / unit, (at.y - origin.y) / unit));
    if (!found) return null;
    const place = ({x, y}) => {
      const {lat, lng} = lmap.layerPointToLatLng([origin.x + x * unit, origin.y + y * unit]);
      return [lng, lat];
    };
    return {id: found.id, properties: found.properties, rings: found.rings.map((ring) => ring.map(place))};
  }
  return null;
}
