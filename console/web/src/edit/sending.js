// What is sent of an open draft, one thing after another, and what comes back: the new grids, or why not.
import {later} from '../dash.js';
import {authorWords, say} from '../facts.js';
import {actionWords} from './actions.js';
import {isAble, stepped} from './bar.js';
import {around} from './checks.js';
import {Refusal} from './requests.js';
import {tell, wayOn} from './telling.js';

const FOLLOW_MS = 120;

export class Sending {
  /** @param {import('./editor.js').Editor} editor */
  constructor(editor) {
    this.editor = editor;
    this.requests = editor.requests;
    this.queue = Promise.resolve(true);
    this.follow = later(() => this._follow(), FOLLOW_MS);
    /** an edit that was refused just now @type {?{operation: string, arguments: any}} */
    this.unsaved = null;
    this.over = false;
  }

  /** Send an edit. @returns {Promise<boolean>} whether it was made */
  commit(operation, args) {
    return this.send({operation, arguments: args}, async () => {
      const answer = await this.requests.edit({operation, arguments: args, revision: this.editor.revision});
      stepped('edit');
      return answer;
    });
  }

  /** Do what cures a blind spot; the grid that has it then is picked. @param {number} spot */
  async cure(spot) {
    const {fabric, map} = this.editor, before = new Set(fabric.grids.values());
    if (!(await this.commit('cure', {spot}))) return;
    const changed = [...fabric.grids.values()].filter((grid) => !before.has(grid)).map(({code}) => code);
    if (!changed.length) return;
    this.editor.pick(changed.at(-1));
    map.fly({bbox: around(fabric.boxOf(changed))});
  }

  /** @param {'undo'|'redo'} way */
  step(way) {
    return this.send(null, async () => {
      if (!isAble(way)) return void this.editor.say(way === 'undo' ? say('There is nothing to undo.') : say('There is nothing to redo.'));
      const answer = await this.requests.step(way, this.editor.revision);
      stepped(way);
      return answer;
    });
  }

  lock(code, locked) {
    return this.send(null, async () => {
      await this.requests.lock(code, locked);
      return {revision: this.editor.revision, changed: [{...this.editor.fabric.grids.get(code), locked}]};
    });
  }

  mend(which) {
    return this.send(null, async () => {
      const answer = await this.requests.mend(this.editor.revision, which);
      stepped('edit');
      return answer;
    });
  }

  /** Send what collided once more, now that the other's work is on the map. */
  again() {
    const {retry} = this.editor;
    if (retry) this.commit(retry.operation, retry.arguments);
  }

  /** One after another, so that each knows the revision the one before it made. */
  send(edit, ask) {
    this.queue = this.queue.then(async () => {
      if (this.editor.closed) return false;
      try {
        const answer = await ask();
        if (!answer) return false; // there was nothing to ask for
        this.editor.retry = null;
        this.editor.letGo();
        this.editor.take(answer);
        return true;
      } catch (failure) {
        await this._refused(failure, edit);
        return false;
      }
    });
    return this.queue;
  }

  async _refused(failure, edit) {
    const {status, answer} = failure;
    if (status === 409 && answer?.changed) {
      this.editor.letGo();
      this.editor.take(answer);
      this.editor.retry = edit;
      this.editor.by = answer.by ?? [];
      this.editor.card.show();
      const {author, action} = this.editor.by.at(-1) ?? {};
      return this.editor.say(author ? say('{author} was faster: {what}.', {author: authorWords(author), what: actionWords(action)}) : failure.message);
    }
    if (status === 409) this.unsaved = edit; // perhaps it was published: then it is kept
    this.editor.letGo();
    if (status === 404 && !(await this._stands())) return wayOn(say('This draft is no more: it was deleted.'));
    this.editor.say(failure instanceof Refusal ? failure.message : say('The server does not answer: nothing was saved. Try again in a moment.'));
    if (status === 409) await this._follow(true);
    this.unsaved = null;
  }

  /** Whether the draft is still there: a grid or a blind spot may be what is not. */
  async _stands() {
    return this.requests.about().then(() => true, ({status}) => status !== 404);
  }

  /** The draft cannot be opened. */
  lost({status, message}) {
    if (status === 404) wayOn(say('This draft is no more: it was deleted.'));
    else tell(message || say('The server does not answer: nothing was saved. Try again in a moment.'));
  }

  /** The draft is a plan in force now: what was in the hand can be tried again in a draft of it. */
  published() {
    const {editor} = this, {last} = editor.preview;
    if (this.over) return; // another window's news may come twice
    this.over = true;
    editor.leave(this.unsaved ?? editor.retry ?? (last && {operation: last.operation, arguments: editor.allowing(last.args)}));
    wayOn(say('This draft was published meanwhile, and stays as it is. Make a draft of it to go on.'), editor.plan);
  }

  /** Another window may have changed the draft: take over what it did. @param {boolean} [within] the queue waits for this */
  async _follow(within = false) {
    if (!within) await this.queue;
    if (this.editor.closed) return;
    try {
      const answer = await this.requests.grids(this.editor.revision);
      if (this.editor.closed) return;
      if (answer.state !== 'draft') return this.published();
      const other = answer.grids.length || answer.removed.length || this.editor.fabric.lockedOtherwise(answer.locked);
      if (answer.revision !== this.editor.revision || other) this.editor.take(answer);
    } catch (failure) {
      if (failure.status === 404 && !this.editor.closed) this.lost(failure);
    }
  }
}
