// The map's blind spots and buildings, which are those of the plan in force, as the open draft has them.
import {layerOf} from '../layer_list.js';

export class Cured {
  /** @param {import('./editor.js').Editor} editor */
  constructor(editor) {
    this.editor = editor;
  }

  async ask() {
    const {spots, buildings} = await this.editor.requests.cured();
    if (this.editor.closed) return;
    this._show('blind_spots', {without: spots});
    this._show('buildings', {bands: Object.entries(buildings).map(([id, state]) => [Number(id), state])});
  }

  /** The draft is closed: everything as it is in force. */
  clear() {
    for (const id of ['blind_spots', 'buildings']) this._show(id, {});
  }

  /**
   * Leave features of a layer out, or show them in other classes than the tiles say.
   * @param {string} id @param {{without?: number[], bands?: [number, string][]}} change
   */
  _show(id, {without = [], bands = []}) {
    const layer = layerOf(id), said = JSON.stringify([without, bands]);
    // the layers may have come anew, without what was said of them
    if (!layer || said === (layer.changeSaid ?? '[[],[]]')) return;
    Object.assign(layer, {without: without.length ? new Set(without) : null, bands: bands.length ? new Map(bands) : null, changeSaid: said});
    this.editor.map.tiles.reclassify([id]);
    this.editor.map.legend();
  }
}
