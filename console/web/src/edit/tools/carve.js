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
      moved: (places) => places.length > 2 && this.editor.preview.ask('carve', {polygon: closed(places)}),
      done: (places) => this.editor.commit('carve', {polygon: closed(places)}),
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
    if (this.spot) return say('Enter makes a new grid of this blind spot; Esc leaves it.');
    return say('Draw the outline of the new grid, or click a blind spot. Double click or Enter ends.');
  }

  click(latlng) {
    if (this.drawing.places.length > 2) return true;
    const spot = featureAt(this.editor, latlng, 'blind_spots');
    if (!spot) return true;
    this.spot = spot.id;
    this.drawing.again();
    this.editor.hand.things = spot.rings;
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
    if (event.key === 'Escape' && (this.spot || this.drawing.begun)) {
      this.spot = null;
      this.drawing.again();
      this.editor.letGo();
      return true;
    }
    return this.drawing.key(event);
  }

  async confirm() {
    if (await this.editor.commit('carve', {spot: this.spot})) this.spot = null;
    this.editor.showHint();
  }
}
