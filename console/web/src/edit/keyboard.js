// Keys of an open draft; what the editor does not want goes on to the page's own.
import {KEYS} from './tools/tools.js';

const isTyping = (target) => target instanceof HTMLElement && (target.isContentEditable || /^(INPUT|TEXTAREA|SELECT)$/.test(target.tagName));

/** @param {import('./editor.js').Editor} editor @param {KeyboardEvent} event */
export function handKey(editor, event) {
  if (!editor.tool || isTyping(event.target) || document.getElementById('help')?.open) return;
  if (!wanted(editor, event)) return;
  event.preventDefault();
  event.stopImmediatePropagation();
}

function wanted(editor, event) {
  // with Alt, which keeps points from snapping, some keyboards write another letter
  const through = event.altKey && event.code === 'KeyX', key = through ? 'x' : event.key.toLowerCase();
  if (event.ctrlKey || event.metaKey) {
    if (key === 'z') editor.sending.step(event.shiftKey ? 'redo' : 'undo');
    else if (key === 'y') editor.sending.step('redo');
    return key === 'z' || key === 'y';
  }
  if (event.altKey && !through) return false;
  if (editor.retry && key === 'enter') {
    editor.sending.again();
    return true;
  }
  if (editor.retry && key === 'escape') {
    editor.drop();
    return true;
  }
  // Enter on a button is that button's
  if (key === 'enter' && event.target instanceof HTMLElement && event.target.matches('button, a, summary')) return false;
  if (key === 'escape' || key === 'x') editor.hint.clear(); // what was said is over
  if (editor.tool.key?.(event)) {
    if (key === 'escape') editor.showHint();
    return true;
  }
  if (key === 'escape' && editor.toolName !== 'select') {
    editor.use('select');
    return true;
  }
  if (key === 'x' && editor.toolName !== 'select') {
    editor.mayCut(!editor.through);
    return true;
  }
  if (!KEYS[key]) return false;
  editor.use(KEYS[key]);
  return true;
}
