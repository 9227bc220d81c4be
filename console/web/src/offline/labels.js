// Names beside features from zoom 15 on (a place's name from its own zoom on), none over another.

const FROM_ZOOM = 15;
const MOST = 250;
const taken = new WeakMap(); // per map: the boxes that have a name already, by layer

export function labels(L, description, rows) {
  const group = L.layerGroup();
  const name = description.label;
  const from = description.geometry === 'point' && description.group === 'base' ? description.zooms[0] : FROM_ZOOM;

  const clear = () => group.clearLayers();

  const draw = (map) => {
    clear();
    const boxes = boxesOf(map, description.id);
    if (!name || map.getZoom() < from) return;
    if (!map.hasLayer(group)) group.addTo(map);
    const view = map.getBounds();
    for (const row of rows) {
      if (boxes.own.length >= MOST) break;
      const said = row.properties[name], place = middle(L, row);
      if (!said || !view.contains(place)) continue;
      const below = description.geometry === 'point' && description.group !== 'base' ? 14 : 0;
      const short = description.group === 'plan' && name === 'code' ? String(said).slice(-3) : String(said);
      const at = map.latLngToLayerPoint(place), half = short.length * 7;
      const box = [at.x - half, at.y - 9 + below, at.x + half, at.y + 9 + below];
      if (boxes.all().some((other) => meet(other, box))) continue;
      boxes.own.push(box);
      const span = document.createElement('span');
      span.textContent = short;
      span.style.top = `${below}px`;
      const icon = L.divIcon({className: `wangge-label wangge-label-${description.group}`, html: span, iconSize: [0, 0]});
      group.addLayer(L.marker(place, {icon, interactive: false, keyboard: false}));
    }
  };

  return {clear, draw};
}

function boxesOf(map, id) {
  if (!taken.has(map)) taken.set(map, new Map());
  const byLayer = taken.get(map);
  byLayer.set(id, []);
  return {own: byLayer.get(id), all: () => [...byLayer.values()].flat()};
}

const meet = (a, b) => a[0] < b[2] && b[0] < a[2] && a[1] < b[3] && b[1] < a[3];

function middle(L, row) {
  row.middle ??= row.sort === 'point' ? L.latLng(row.parts[0][0][0]) : L.latLngBounds(row.parts.flat(2)).getCenter();
  return row.middle;
}
