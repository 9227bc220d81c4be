// Figures of a grid as readers expect them; the same forms as the server's own pages have.
import {grouped} from '../facts.js';
import {layerOf} from '../layer_list.js';

/** @param {number} square square metres */
export function area(square) {
  if (square < 1e5) return `${grouped(square)} m²`;
  return `${(square / 1e6).toFixed(square >= 1e7 ? 1 : 2)} km²`;
}

/** @param {number} value */
export const share2 = (value) => (value ?? 0).toFixed(2);

/** A difference with its sign; empty: none. @param {number} value @param {(n: number) => string} [form] */
export function signed(value, form = grouped) {
  const text = form(Math.abs(value));
  if (text === form(0)) return '';
  return `${value > 0 ? '+' : '−'}${text}`;
}

/** The band of people a grid should have: least and most, both counted in; as the map's legend has it. */
export function bandOf() {
  const classes = layerOf('grids')?.style.classes ?? [];
  return {least: classes[2]?.least ?? 800, most: (classes[3]?.least ?? 1201) - 1};
}

/** Which side of the band a number of people is on. @param {number} people @returns {'below'|'within'|'above'} */
export function sideOf(people) {
  const {least, most} = bandOf();
  return people < least ? 'below' : people > most ? 'above' : 'within';
}

/** The last digits of a code, by which people on the ground call a grid. @param {string} code */
export const tail = (code) => code.slice(-3);
