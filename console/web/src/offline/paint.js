// Which class a feature is of, and what that looks like to Leaflet.

/** @param {any} style @param {Object<string, any>} properties @returns {number} */
export function classOf(style, properties) {
  if (style.rule === 'single') return 0;
  const value = properties[style.property];
  if (style.rule === 'values') {
    const found = style.classes.findIndex((one) => one.value === value);
    // what has no class of its own is like the last, which is the quiet one
    return found >= 0 ? found : style.classes.length - 1;
  }
  let held = 0;
  style.classes.forEach((one, n) => {
    if (one.least !== null && value >= one.least) held = n;
  });
  return held;
}

/** @param {any} paint @param {any} style @param {number} zoom @param {boolean} area whether it has ground to fill */
export function pathOptions(paint, style, zoom, area) {
  const width = Math.max(0.4, paint.width * style.growth ** (zoom - 16));
  return {
    stroke: paint.stroke !== null,
    color: paint.stroke ?? undefined,
    weight: width,
    dashArray: paint.dash.length ? paint.dash.join(' ') : null,
    fill: area && paint.fill !== null,
    fillColor: paint.hatch ? `url(#hatch-${paint.stroke.slice(1)})` : paint.fill,
    fillOpacity: paint.hatch ? 1 : paint.fill_opacity,
    radius: paint.radius,
    lineJoin: 'round',
  };
}

/** Put the hatch of a paint into the page once, for every layer that is drawn as SVG. @param {any} paint */
export function addHatch(paint) {
  const id = `hatch-${paint.stroke.slice(1)}`;
  if (document.getElementById(id)) return;
  const fill = paint.fill ? `<rect width="8" height="8" fill="${paint.fill}" fill-opacity="${paint.fill_opacity}"/>` : '';
  const holder = document.createElement('div');
  holder.innerHTML = `<svg width="0" height="0" style="position:absolute"><defs><pattern id="${id}" width="8" height="8"
    patternUnits="userSpaceOnUse" patternTransform="rotate(45)">${fill}
    <line x1="0" y1="0" x2="0" y2="8" stroke="${paint.stroke}" stroke-width="2.5"/></pattern></defs></svg>`;
  document.body.append(holder.firstElementChild);
}
