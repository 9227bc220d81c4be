// A new grid out of ground that is drawn, or out of a blind spot that is clicked.
import {say} from '../../facts.js';
import {Drawing} from '../drawing.js';
import {closed} from '../geometry.js';
import {featureAt} from '../things.js';

export class CarveTool {
  /** @param {import('../editor.js').Editor} editor */
  constructor(editor) {
    this.editor = editor;
    this.spot = null;
    this.drawing = new Drawing(editor, 'Polygon', {
      moved: (places) => {
        if (places.length < 3) return;
        if (this.spot) this._leave();
        this.editor.preview.ask('carve', {polygon: closed(places)});
      },
      done: (places) => places.length > 2 && this.editor.commit('carve', {polygon: closed(places)}),
    });
  }

  start() {
    this.drawing.start();
  }

  stop() {
    this.spot = null;
    this.drawing.stop();
    this.editor.letGo();
  }

  hint() {
    if (this.spot) return say('Enter makes a new grid of this blind spot; go on clicking to draw its outline; Esc leaves it.');
    return say('Draw the outline of the new grid, or click a blind spot. Double click or Enter ends.');
  }

  click(latlng) {
    // the first point of an outline picks the blind spot it lies in; the second one says that it is drawn by hand
    if (this.drawing.begun) {
      if (this.spot) this._leave();
      return true;
    }
    const spot = featureAt(this.editor, latlng, 'blind_spots');
    if (!spot) return true;
    this.spot = spot.id;
    this.editor.hand.things = spot.parts;
    this.editor.hand.redraw();
    this.editor.preview.ask('carve', {spot: spot.id});
    this.editor.showHint();
    return true;
  }

  key(event) {
    if (event.key === 'Enter' && this.spot) {
      this.confirm();
      return true;
    }
    if (event.key === 'Escape' && (this.spot || this.drawing.set)) {
      this.drawing.again();
      this._leave();
      return true;
    }
    return this.drawing.key(event);
  }

  async confirm() {
    const {spot} = this;
    this.spot = null;
    this.drawing.again();
    await this.editor.commit('carve', {spot});
    this.editor.showHint();
  }

  /** The outline is drawn by hand after all. */
  _leave() {
    this.spot = null;
    this.editor.letGo();
    this.editor.showHint();
  }
}
