// What the bar of an open draft unfolds: one at a time, the hand in its first field, closed by Escape and by a click elsewhere.
import {setProps} from '../dash.js';

const FOLDS = '#draft-renaming, #draft-publishing';
const ANSWERS = {'draft-renaming': 'draft-rename-refused', 'draft-publishing': 'draft-publish-refused'};
const ROOM_PX = 8;

const open = () => [...document.querySelectorAll(FOLDS)].filter((fold) => fold.open);

/** Fold all that is unfolded. */
export function foldAll() {
  for (const fold of open()) fold.open = false;
}

export function startPopovers() {
  // toggle does not bubble
  document.addEventListener('toggle', ({target}) => {
    if (target instanceof Element && target.matches(FOLDS) && target.open) unfolded(target);
  }, {capture: true});
  document.addEventListener('pointerdown', ({target}) => {
    for (const fold of open()) if (!fold.contains(target)) fold.open = false;
  }, {capture: true});
  // before the page's and the editor's own keys
  addEventListener('keydown', (event) => {
    const fold = event.key === 'Escape' && !event.isComposing ? open()[0] : null;
    if (!fold) return;
    fold.open = false;
    fold.querySelector('summary').focus();
    event.preventDefault();
    event.stopImmediatePropagation();
  }, {capture: true});
}

function unfolded(fold) {
  for (const other of open()) if (other !== fold) other.open = false;
  setProps(ANSWERS[fold.id], {children: null});
  if (fold.id === 'draft-renaming') beside(fold);
  // what was typed and left is forgotten
  if (fold.id === 'draft-renaming') setProps('draft-called', {value: document.getElementById('draft-name')?.textContent ?? ''});
  const field = fold.querySelector('input[type="text"]');
  field?.focus();
  requestAnimationFrame(() => document.activeElement === field && field.select());
}

/** Unfold to the right of the lists, so that their tabs stay free. @param {HTMLDetailsElement} fold */
function beside(fold) {
  const sheet = fold.querySelector('.wg-menu'), from = fold.getBoundingClientRect().left;
  const lists = document.querySelector('.wg-planner-left:not([data-folded])')?.getBoundingClientRect().right ?? 0;
  const left = Math.min(Math.max(from, lists + ROOM_PX), innerWidth - sheet.offsetWidth - ROOM_PX);
  Object.assign(sheet.style, {left: `${left - from}px`, right: 'auto'});
}
