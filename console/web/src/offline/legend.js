// The legend of the layers that are switched on; it can be folded away.

export const legendControl = (L) => L.Control.extend({
  onAdd(map) {
    const box = L.DomUtil.create('details', 'wangge-legend');
    box.open = window.innerWidth > 700;
    L.DomEvent.disableClickPropagation(box);
    L.DomEvent.disableScrollPropagation(box);
    const summary = box.appendChild(document.createElement('summary'));
    summary.textContent = '图例 Legend';
    const list = box.appendChild(document.createElement('div'));
    const draw = () => list.replaceChildren(...shown(map).map(part));
    map.on('layeradd layerremove', ({layer}) => layer.description && draw());
    draw();
    return box;
  },
});

function shown(map) {
  const found = [];
  map.eachLayer((layer) => layer.description && layer.description.group !== 'base' && layer.rows.length && found.push(layer));
  return found.sort((a, b) => b.description.order - a.description.order);
}

function part({description}) {
  const section = document.createElement('section'), head = section.appendChild(document.createElement('h4'));
  head.textContent = `${description.title.zh} ${description.title.en}`;
  for (const {label, light} of description.legend) {
    const line = section.appendChild(document.createElement('div'));
    line.innerHTML = swatch(light, description.geometry);
    line.append(` ${label.zh}`);
    line.title = label.en;
  }
  return section;
}

function swatch(paint, geometry) {
  const stroke = paint.stroke ? `stroke="${paint.stroke}" stroke-width="${Math.min(paint.width, 3)}"` : '';
  const dash = paint.dash.length ? `stroke-dasharray="${paint.dash.join(' ')}"` : '';
  const fill = paint.hatch ? `url(#hatch-${paint.stroke.slice(1)})` : (paint.fill ?? 'none');
  const opacity = paint.hatch ? 1 : paint.fill_opacity;
  const shape = geometry === 'point'
    ? `<circle cx="11" cy="8" r="${Math.min(paint.radius, 6)}" fill="${fill}" fill-opacity="${opacity}" ${stroke}/>`
    : geometry === 'line'
      ? `<path d="M2 8H20" ${stroke} ${dash}/>`
      : `<rect x="2" y="2" width="18" height="12" fill="${fill}" fill-opacity="${opacity}" ${stroke} ${dash}/>`;
  return `<svg width="22" height="16" aria-hidden="true">${shape}</svg>`;
}
