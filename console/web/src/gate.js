// News waits while someone writes: a form that is drawn anew would lose what stands in it.
import {setProps} from './dash.js';

const STORE = 'planner-live';
const FORMS = '#planner-card, #planner-list';
let held = null;

/** Pass a change on, or hold it until the writing is done. */
export function gate(change) {
  const {no_update: keep} = window.dash_clientside;
  if (!change) return keep;
  if (!writing()) return change;
  held = held ? {...change, subjects: [...new Set([...held.subjects, ...change.subjects])]} : change;
  return keep;
}

/** Let go of what was held as soon as the reader has left the form. */
export function startGate() {
  document.addEventListener('focusout', () => setTimeout(release, 300));
}

function release() {
  if (!held || writing()) return;
  const change = held;
  held = null;
  setProps(STORE, {data: change});
}

function writing() {
  const at = document.activeElement;
  if (at?.matches('input, textarea') && at.closest(FORMS)) return true;
  return [...document.querySelectorAll('#planner-list textarea, #except-reason, #except-name')].some(({value}) => value);
}
