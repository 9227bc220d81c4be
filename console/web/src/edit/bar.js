// The bar of an open draft: its name, how far one can go back and forth, and how many findings stand.
import {say} from '../facts.js';

/** @param {{name: string, base_name: ?string}} about the draft */
export function bar({name, base_name: base}) {
  put('draft-name', name);
  put('draft-base', base ? say('from “{name}”', {name: base}) : '');
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
  put('draft-publish-says', errors ? say('{n} errors stand in the way: mend them first.', {n: errors})
    : warnings ? say('{n} warnings stand; they are kept with the plan.', {n: warnings}) : say('Nothing stands in the way.'));
  const line = document.getElementById('draft-publish-says');
  if (line) line.dataset.mood = errors ? 'error' : warnings ? 'warning' : 'good';
}

/** @param {'undo'|'redo'} way @param {number|null|undefined} steps how many; unknown: it may be tried */
export function able(way, steps) {
  const button = document.querySelector(`[data-edit="${way}"]`);
  if (button && steps !== undefined && steps !== null) button.disabled = steps < 1;
}

/** Whether there is a step to go, as far as is known. @param {'undo'|'redo'} way */
export const isAble = (way) => !document.querySelector(`[data-edit="${way}"]`)?.disabled;

function put(id, text) {
  const place = document.getElementById(id);
  if (place && text !== undefined && text !== null) place.textContent = text;
}
