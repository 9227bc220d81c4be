// The three canvases of a draft: the ground of its grids, their borders, and what is in the hand.
import {layerOf} from '../layer_list.js';
import {classOfPeople} from './fabric.js';
import {fabricLayer, groundLayer} from './fabric_layer.js';
import {handLayer} from './hand.js';
import {middleOf} from './grid_labels.js';
import {Paths} from './paths.js';

const PANES = {'fabric-ground': 420, fabric: 430, hand: 440};

/** @param {any} lmap */
export function fabricPanes(lmap) {
  for (const [name, above] of Object.entries(PANES))
    if (!lmap.getPane(name)) Object.assign(lmap.createPane(name).style, {zIndex: String(above), pointerEvents: 'none'});
}

/** @param {import('./editor.js').Editor} editor @param {import('./fabric.js').GridState[]} grids */
export function openLayers(editor, grids) {
  const {map, lmap, fabric} = editor, {L, tiles} = map, middle = lmap.getCenter();
  const paths = new Paths(lmap, grids.length ? middleOf(grids[0]) : [middle.lng, middle.lat]);
  const options = {fabric, paths, theme: () => tiles.theme, hidden: (number) => tiles.hiddenClasses.has(`grids.${number}`), scale: tiles.options.scale, lifted: () => editor.layer.lifted, reserve: reserving(map.overlay)};
  editor.layer = new (fabricLayer(L))({...options, pane: 'fabric'});
  editor.ground = new (groundLayer(L))({...options, pane: 'fabric-ground'});
  editor.hand = new (handLayer(L))({...options, pane: 'hand'});
  map.overlay.countGrids = () => countInView(lmap, fabric);
  for (const layer of [editor.ground, editor.layer, editor.hand]) lmap.addLayer(layer);
}

/** @param {import('./editor.js').Editor} editor */
export function closeLayers({ground, layer, hand, map}) {
  map.overlay.countGrids = null;
  for (const each of [ground, layer, hand]) each?.remove();
  map.legend();
}

/** Keep the overlay's labels clear of what the draft's own layers write. @returns {(who: string, boxes: number[][]) => void} */
function reserving(overlay) {
  const kept = {};
  return (who, boxes) => {
    if (String(boxes) === String(kept[who] ?? [])) return;
    kept[who] = boxes;
    overlay.reserved = Object.values(kept).flat();
    overlay.redrawSoon();
  };
}

function countInView(lmap, fabric) {
  const view = lmap.getBounds(), counts = layerOf('grids').style.classes.map(() => 0);
  for (const [code, [west, south, east, north]] of fabric.boxes)
    if (west < view.getEast() && east > view.getWest() && south < view.getNorth() && north > view.getSouth())
      counts[classOfPeople(fabric.grids.get(code).people)] += 1;
  return counts;
}
