// The line beside the tools: what the one in hand wants next, and for a while why something was not done.
import {refusalWords} from './refusals.js';

const PLACE = 'draft-hint';
const SAID_MS = 6000;

export class Hint {
  constructor() {
    this.usual = '';
    this.timer = 0;
  }

  /** @param {string} sentence of the server or of the page */
  say(sentence) {
    this._write(refusalWords(sentence), 'alert');
    clearTimeout(this.timer);
    this.timer = setTimeout(() => {
      this.timer = 0;
      this._write(this.usual);
    }, SAID_MS);
  }

  /** What was said is over: another tool is in hand. */
  clear() {
    clearTimeout(this.timer);
    this.timer = 0;
  }

  /** @param {string} usual */
  show(usual) {
    this.usual = usual;
    if (!this.timer) this._write(usual);
  }

  _write(sentence, mood) {
    const line = document.getElementById(PLACE);
    if (!line) return;
    line.textContent = sentence;
    if (mood) line.dataset.mood = mood;
    else delete line.dataset.mood;
  }
}
