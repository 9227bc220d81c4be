// The legend: what each look means, how many of it are in view, and a switch for each.
import {grouped, pick, say} from './facts.js';
import {inOrder, layerOf} from './layer_list.js';

const PLACES = '#map-legend, [data-legend]';
const FOLDED = 'wangge-legend-folded';
const NARROW = '(max-width: 899px)';

/**
 * Draw the legend of the layers that are shown wherever the page has a place for one that can be seen.
 * @param {any} overlay
 * @param {(key: string) => void} toggle
 */
export function drawLegend(overlay, toggle) {
  if (!overlay?._map) return;
  const places = [...document.querySelectorAll(PLACES)].filter((place) => place.getClientRects().length || !place.children.length);
  if (!places.length) return;
  const {tiles} = overlay, counts = countInView(overlay), draft = overlay.countGrids?.();
  if (draft) counts.set('grids', draft); // an open draft draws its own grids in the looks of those in force
  const layers = inOrder(draft ? [...tiles.shown, 'grids'] : tiles.shown).reverse().map(layerOf).filter((layer) => layer.group !== 'base');
  for (const place of places) {
    const held = document.activeElement?.closest?.('.wg-legend-row')?.dataset.key, within = place.contains(document.activeElement);
    const compact = place.classList.contains('wg-legend-compact'), zoom = overlay._map.getZoom();
    const shown = compact ? layers.filter((layer) => zoom >= layer.zooms[0]).sort((a, b) => b.legend.length - a.legend.length) : layers;
    const parts = shown.map((layer) => part(layer, tiles, counts.get(layer.id), {toggle, zoom, compact}));
    place.replaceChildren(...parts.filter((each) => !compact || each.querySelector('.wg-legend-row')));
    // whoever works the legend by keyboard stays on the row
    if (within && held) place.querySelector(`[data-key="${held}"]`)?.focus({preventScroll: true});
  }
}

/** The legend on the map folds, stays as the reader left it, and begins folded where there is little room. @param {() => void} draw */
export function startLegend(draw) {
  const floating = () => document.querySelector('details.wg-map-legend');
  const place = () => {
    const legend = floating();
    if (!legend || legend.dataset.placed) return;
    legend.dataset.placed = '';
    legend.open = (read() ?? (matchMedia(NARROW).matches ? 'yes' : 'no')) === 'no';
  };
  new MutationObserver(place).observe(document.getElementById('page') ?? document.body, {childList: true, subtree: true});
  place();
  document.addEventListener('toggle', ({target}) => {
    if (target !== floating()) return;
    keep(target.open ? 'no' : 'yes');
    draw();
  }, true);
}

function read() {
  try {
    return localStorage.getItem(FOLDED);
  } catch {
    return null;
  }
}

function keep(folded) {
  try {
    localStorage.setItem(FOLDED, folded);
  } catch {
    // a browser that keeps nothing
  }
}

/** On the map, a layer of one look is a row, and a look that nothing in view has is left out, unless it is switched off. */
function part(layer, tiles, counts, {toggle, zoom, compact}) {
  const box = element('section', 'wg-legend-layer');
  box.dataset.layer = layer.id;
  if (!compact || layer.legend.length > 1) box.append(element('h3', 'wg-legend-title', pick(layer.title)));
  if (zoom < layer.zooms[0]) {
    box.append(element('p', 'wg-legend-hint', say('Zoom in to see them.')));
    return box;
  }
  layer.legend.forEach((entry, number) => {
    const count = counts?.[number] ?? 0, needed = count || tiles.hiddenClasses.has(`${layer.id}.${number}`);
    if (!compact || needed) box.append(row(layer, entry, number, tiles, count, toggle));
  });
  return box;
}

function row(layer, entry, number, tiles, count, toggle) {
  const key = `${layer.id}.${number}`, hidden = tiles.hiddenClasses.has(key), button = element('button', 'wg-legend-row');
  button.type = 'button';
  button.dataset.key = key;
  button.setAttribute('aria-pressed', String(!hidden));
  button.title = hidden ? say('Show these again') : say('Hide these');
  button.append(swatch(layer, entry[tiles.theme], layer.geometry), element('span', 'wg-legend-label', pick(entry.label)));
  button.append(element('span', 'wg-legend-count', grouped(count)));
  button.addEventListener('click', () => toggle(key));
  return button;
}

/** How many features of each class lie in view: layer → counts by class. */
export function countInView(overlay) {
  const {tiles, _map: map} = overlay, counts = new Map(), size = map.getSize();
  const corner = map.containerPointToLayerPoint([0, 0]);
  for (const id of tiles.shown) {
    const layer = layerOf(id), seen = new Set(), found = layer.style.classes.map(() => 0);
    for (const canvas of tiles.current()) {
      const held = canvas.tile.have.get(id);
      if (!held) continue;
      const origin = overlay._origin(canvas.tile.coords), unit = tiles.edge() / held.extent;
      for (const {id: feature, box, properties, class: number} of held.features) {
        if (number < 0 || seen.has(feature)) continue;
        const left = origin.x + box[0] * unit - corner.x, top = origin.y + box[1] * unit - corner.y;
        const right = origin.x + box[2] * unit - corner.x, bottom = origin.y + box[3] * unit - corner.y;
        if (right < 0 || bottom < 0 || left > size.x || top > size.y) continue;
        seen.add(feature);
        found[number] += Number(properties.count ?? 1);
      }
    }
    counts.set(id, found);
  }
  return counts;
}

function swatch(layer, paint, geometry) {
  const svg = svgElement('svg', {width: 22, height: 14, viewBox: '0 0 22 14', 'aria-hidden': 'true', class: 'wg-swatch'});
  const stroke = {stroke: paint.stroke || 'none', 'stroke-width': Math.min(paint.width, 3), 'stroke-dasharray': paint.dash.join(' ')};
  const fill = {fill: paint.fill || 'none', 'fill-opacity': paint.fill_opacity};
  if (geometry === 'line') svg.append(svgElement('line', {x1: 1, y1: 7, x2: 21, y2: 7, ...stroke}));
  else if (geometry === 'point') svg.append(svgElement('circle', {cx: 11, cy: 7, r: Math.min(paint.radius, 6) || 3, ...fill, ...stroke}));
  else {
    svg.append(svgElement('rect', {x: 1.5, y: 1.5, width: 19, height: 11, ...fill, ...stroke}));
    if (paint.hatch)
      for (const x of [-2, 3, 8, 13, 18])
        svg.append(svgElement('line', {x1: Math.max(x, 2), y1: x < 2 ? 8 : 12, x2: Math.min(x + 10, 20), y2: x > 10 ? 2 + (x - 10) : 2, stroke: paint.stroke || paint.fill, 'stroke-width': 1.2}));
  }
  return svg;
}

function svgElement(name, attributes) {
  const made = document.createElementNS('http://www.w3.org/2000/svg', name);
  for (const [key, value] of Object.entries(attributes)) if (value !== '') made.setAttribute(key, String(value));
  return made;
}

function element(name, className, text) {
  const made = document.createElement(name);
  made.className = className;
  if (text !== undefined) made.textContent = text;
  return made;
}
