// Ground that no grid shall answer for, cut out of one; and such a hole filled again.
import {say} from '../../facts.js';
import {Drawing} from '../drawing.js';
import {closed} from '../geometry.js';

export class HoleTool {
  /** @param {import('../editor.js').Editor} editor */
  constructor(editor) {
    this.editor = editor;
    this.drawing = new Drawing(editor, 'Polygon', {
      moved: (places) => {
        const args = this._args(places);
        if (args) this.editor.preview.ask('cut_hole', args);
      },
      done: async (places) => {
        const args = this._args(places);
        return args ? this.editor.commit('cut_hole', args) : false;
      },
    });
  }

  start() {
    this.drawing.start();
  }

  stop() {
    this.drawing.stop();
    this.editor.letGo();
  }

  hint() {
    return say('Draw what is cut out of a grid; a click into a hole fills it. Double click or Enter ends.');
  }

  _args(places) {
    const grid = places.length > 2 ? this.editor.fabric.at(places[0]) ?? this.editor.fabric.at(places[1]) : null;
    return grid ? {grid: grid.code, polygon: closed(places)} : null;
  }

  click({lng, lat}) {
    const place = [lng, lat], {fabric} = this.editor;
    if (this.drawing.places.length > 2 || fabric.at(place)) return true;
    const around = [...fabric.grids.values()].find((grid) => grid.geometry.coordinates.some(
      ([outer, ...holes]) => holes.some((hole) => within(hole, place)) && within(outer, place)));
    if (!around) return true;
    this.drawing.again();
    this.editor.commit('fill_hole', {grid: around.code, at: place});
    return true;
  }

  key(event) {
    if (event.key === 'Escape' && this.drawing.set) {
      this.drawing.again();
      this.editor.letGo();
      return true;
    }
    return this.drawing.key(event);
  }
}

function within(ring, [x, y]) {
  let inside = false;
  for (let a = 0, b = ring.length - 1; a < ring.length; b = a, a += 1)
    if (ring[a][1] > y !== ring[b][1] > y && x < ((ring[b][0] - ring[a][0]) * (y - ring[a][1])) / (ring[b][1] - ring[a][1]) + ring[a][0])
      inside = !inside;
  return inside;
}
