// The bar of an open draft: its name, how far one can go back and forth, and how many findings stand.
import {setProps} from '../dash.js';
import {say} from '../facts.js';

/** @param {{name: string, base_name: ?string}} about the draft */
export function bar({name, base_name: base}) {
  Object.assign(steps, {undo: Infinity, redo: Infinity});
  put('draft-name', name);
  put('draft-publish-says', say('The checks are still running.'));
  document.getElementById('draft-publish-says')?.removeAttribute('data-mood');
  put('draft-base', base ? say('from “{name}”', {name: base}) : '');
}

/** It may be renamed while it is open, and that undone: the field to rename it in has the name that stands.
 * @param {string} name */
export function called(name) {
  if (document.getElementById('draft-name')?.textContent === name) return;
  put('draft-name', name);
  setProps('draft-called', {value: name});
}

/** @param {{severity: string}[]} findings */
export function countFindings(findings) {
  const errors = findings.filter(({severity}) => severity === 'error').length, place = document.getElementById('draft-checks');
  for (const each of [place, document.getElementById('tab-count-checks')]) {
    if (!each) continue;
    each.textContent = findings.length ? String(findings.length) : '';
    each.dataset.mood = errors ? 'error' : findings.length ? 'warning' : 'good';
  }
  const button = document.getElementById('draft-publish');
  if (button) button.disabled = errors > 0;
  const warnings = findings.length - errors;
  put('draft-publish-says', errors ? say('{n} errors stand in the way: mend them in the tab “Checks” first.', {n: errors})
    : warnings ? say('{n} warnings stand; they are kept with the plan.', {n: warnings}) : say('Nothing stands in the way.'));
  const line = document.getElementById('draft-publish-says');
  if (line) line.dataset.mood = errors ? 'error' : warnings ? 'warning' : 'good';
}

/** How many steps there are to go back and forth; until that is known, they may be tried. */
const steps = {undo: Infinity, redo: Infinity};

/** @param {'undo'|'redo'} way @param {number} count */
export function able(way, count) {
  const button = document.querySelector(`[data-edit="${way}"]`);
  steps[way] = count;
  if (button) button.disabled = count < 1;
}

/** A step was taken: the server's own count follows later. @param {'undo'|'redo'|'edit'} way */
export function stepped(way) {
  const back = way === 'undo';
  able('undo', steps.undo + (back ? -1 : 1));
  able('redo', way === 'edit' ? 0 : steps.redo + (back ? 1 : -1));
}

/** Whether there is a step to go. @param {'undo'|'redo'} way */
export const isAble = (way) => steps[way] > 0;

function put(id, text) {
  const place = document.getElementById(id);
  if (place && text !== undefined && text !== null) place.textContent = text;
}
