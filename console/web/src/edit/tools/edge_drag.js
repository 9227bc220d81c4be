// The line between two handles can be taken as well: it moves as it is, and the border around it follows.
import {toSegment} from '../../hit.js';
import {ringsOf} from '../fabric.js';
import {withStretchMoved} from '../geometry.js';

const REACH_PX = 6, CLEAR_PX = 11;
const LEAVES = 0.12; // share of the edge after which the moved border begins, where its end stays

export class EdgeDrag {
  /** @param {import('../editor.js').Editor} editor @param {any} tool */
  constructor(editor, tool) {
    this.editor = editor;
    this.tool = tool;
    this.taken = null;
    this.under = null;
    this.moved = false;
  }

  start() {
    const box = this.editor.lmap.getContainer();
    this.hears = {pointerdown: (e) => this._down(e), pointermove: (e) => this._move(e), pointerup: () => this._up(), pointercancel: () => this.cancel()};
    for (const [name, hear] of Object.entries(this.hears)) (name === 'pointerdown' ? box : window).addEventListener(name, hear, {capture: true});
  }

  stop() {
    const box = this.editor.lmap.getContainer();
    for (const [name, hear] of Object.entries(this.hears)) (name === 'pointerdown' ? box : window).removeEventListener(name, hear, {capture: true});
    this.cancel();
    box.style.removeProperty('cursor');
  }

  cancel() {
    if (!this.taken) return;
    this.taken = null;
    this.editor.lmap.dragging.enable();
  }

  _down(event) {
    this.moved = false;
    if (event.button || event.target.closest?.('.marker-icon') || this.tool.drawing) return;
    const edge = edgeAt(this.editor, event);
    if (!edge) return;
    this.taken = {...edge, start: this.editor.lmap.mouseEventToLayerPoint(event), to: null};
    this.editor.lmap.dragging.disable();
  }

  _move(event) {
    const {editor, taken} = this;
    if (!taken) {
      const box = editor.lmap.getContainer();
      this.under = box.contains(event.target) && !event.buttons && !event.target.closest?.('.marker-icon') ? edgeAt(editor, event) : null;
      box.classList.toggle('wg-over-edge', Boolean(this.under));
      return;
    }
    if (!this.moved) {
      this.moved = true;
      this.tool.drag = {cancelled: false, edge: true};
      editor.lift(editor.fabric.holdersOf(taken.a).filter((code) => editor.fabric.holdersOf(taken.b).includes(code)).concat(
        taken.from.slice(1, -1).flatMap((place) => editor.fabric.holdersOf(place))));
    }
    taken.to = stretched(editor.lmap, taken, taken.start, editor.lmap.mouseEventToLayerPoint(event));
    editor.inHand((grid) => withStretchMoved(grid, taken.from, taken.to));
    editor.preview.ask('move_border', {from: taken.from, to: taken.to});
  }

  async _up() {
    const {taken} = this;
    if (!taken) return;
    this.cancel();
    if (!taken.to || this.tool.drag?.cancelled) return;
    this.tool.drag = null;
    await this.editor.commit('move_border', {from: taken.from, to: taken.to});
    this.tool.show();
  }
}

/**
 * The stretch with its edge moved square to itself. An end that other borders meet in stays where it is, and the border
 * leaves it a little further on; a free end moves with the edge.
 */
function stretched(lmap, {a, b, from, free}, start, now) {
  const px = ([lon, lat]) => lmap.latLngToLayerPoint([lat, lon]), pa = px(a), pb = px(b), long = pa.distanceTo(pb);
  const square = {x: -(pb.y - pa.y) / long, y: (pb.x - pa.x) / long};
  const by = (now.x - start.x) * square.x + (now.y - start.y) * square.y;
  const along = (share) => {
    const {lat, lng} = lmap.layerPointToLatLng([pa.x + (pb.x - pa.x) * share + square.x * by, pa.y + (pb.y - pa.y) * share + square.y * by]);
    return [lng, lat];
  };
  return [from[0], along(free.a ? 0 : LEAVES), along(free.b ? 1 : 1 - LEAVES), from.at(-1)];
}

/** The picked grid's edge under the pointer, away from its handles; null: none. @param {any} editor @param {PointerEvent} event */
export function edgeAt(editor, event) {
  const grid = editor.fabric.grids.get(editor.picked), {lmap} = editor;
  if (!grid || grid.locked || lmap.getZoom() < 15) return null;
  const at = lmap.mouseEventToLayerPoint(event), px = (place) => lmap.latLngToLayerPoint([place[1], place[0]]);
  for (const ring of ringsOf(grid)) {
    const open = ring.slice(0, -1), count = open.length;
    for (let i = 0; i < count; i += 1) {
      const a = open[i], b = open[(i + 1) % count], pa = px(a), pb = px(b);
      if (toSegment(at.x, at.y, pa, pb) > REACH_PX) continue;
      const middle = {x: (pa.x + pb.x) / 2, y: (pa.y + pb.y) / 2};
      if ([pa, pb, middle].some((p) => Math.hypot(p.x - at.x, p.y - at.y) < CLEAR_PX)) continue;
      const free = {a: editor.fabric.holdersOf(a).length === 2, b: editor.fabric.holdersOf(b).length === 2};
      const from = [...(free.a ? [open[(i - 1 + count) % count]] : []), a, b, ...(free.b ? [open[(i + 2) % count]] : [])];
      return {a, b, from, free};
    }
  }
  return null;
}
