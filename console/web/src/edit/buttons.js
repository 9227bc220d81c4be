// What the buttons of the draft's bar and panels do.
import {setProps} from '../dash.js';

/** @param {import('./editor.js').Editor} editor @param {string} what @param {Element} button */
export function press(editor, what, button) {
  const {sending, tool} = editor;
  if (what === 'checks') setProps('planner-tab-wish', {data: 'checks'});
  else if (what === 'undo' || what === 'redo') sending.step(what);
  else if (what === 'retry') sending.again();
  else if (what === 'let-go') editor.drop();
  else if (what === 'confirm') tool.confirm?.();
  else if (what === 'lock') sending.lock(button.getAttribute('data-code'), button.getAttribute('data-locked') !== 'true');
  else if (what === 'tool') editor.use(button.getAttribute('data-name'));
}
