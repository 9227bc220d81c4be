// The layers there are, as the server lists them, and how a feature finds its class and paint.

/**
 * @typedef {{fill: ?string, fill_opacity: number, stroke: ?string, width: number, dash: number[], casing: ?string,
 *   hatch: boolean, radius: number}} Paint
 * @typedef {{label: {zh: string, en: string}, light: Paint, dark: Paint, value: ?string, least: ?number}} StyleClass
 * @typedef {{rule: 'single'|'breaks'|'values', property: ?string, classes: StyleClass[], growth: number}} Style
 * @typedef {{id: string, title: {zh: string, en: string}, group: string, order: number,
 *   geometry: 'polygon'|'line'|'point', zooms: [number, number], subjects: string[], properties: string[],
 *   cluster: boolean, label: ?string, radius: ?string, lasts_s: ?number, style: Style, legend: StyleClass[]}} Layer
 */

/** @type {Map<string, Layer>} */
let layers = new Map();
/** @type {Promise<Map<string, Layer>>|null} */
let asked = null;

/** Ask the server once; every later call gets the same answer. A failed call may be repeated. */
export function askLayers() {
  asked ??= fetch('/api/layers')
    .then((answer) => (answer.ok ? answer.json() : Promise.reject(new Error(String(answer.status)))))
    .then((list) => (layers = new Map(list.map((layer) => [layer.id, layer]))))
    .catch((failure) => {
      asked = null;
      throw failure;
    });
  return asked;
}

/** Ask again, since the thresholds the styles depend on have changed. */
export function askLayersAgain() {
  asked = null;
  return askLayers();
}

/** @param {string} id */
export const layerOf = (id) => layers.get(id);

/** The ids that exist, in drawing order. @param {Iterable<string>} ids */
export function inOrder(ids) {
  return [...new Set(ids)].filter((id) => layers.has(id)).sort((a, b) => layers.get(a).order - layers.get(b).order);
}

/** The subjects that change a layer. @param {string} subject @returns {string[]} */
export const layersOf = (subject) => [...layers.values()].filter((l) => l.subjects.includes(subject)).map((l) => l.id);

/**
 * The properties of a feature and its class; a page may show some features of a layer alone (`only`), leave some out
 * (`without`), or have them in other bands than the tiles say (`bands`): all by the feature's id.
 * @param {any} layer
 * @param {{id?: number, properties: Record<string, any>}} feature
 */
export function placeIn(layer, {id: own, properties}) {
  const id = own ?? properties.id;
  if ((layer.only && !layer.only.has(id)) || layer.without?.has(id)) return {properties, class: -1};
  const band = layer.bands?.get(id), said = band === undefined ? properties : {...properties, [layer.style.property]: band};
  return {properties: said, class: classOf(layer.style, said)};
}

/**
 * The class a feature belongs to; -1: none, it is not drawn.
 * @param {Style} style
 * @param {Record<string, unknown>} properties
 */
export function classOf(style, properties) {
  if (style.rule === 'single') return 0;
  const value = properties[style.property];
  if (style.rule === 'values') {
    const found = style.classes.findIndex((item) => item.value !== null && item.value === value);
    return found >= 0 ? found : style.classes.findIndex((item) => item.value === null);
  }
  let found = 0;
  style.classes.forEach((item, number) => {
    if (item.least !== null && Number(value ?? 0) >= item.least) found = number;
  });
  return found;
}
