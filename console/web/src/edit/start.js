// Opens and closes drafts on the planner's page as its address says, and hears the buttons and keys of the open one.
import {setProps} from '../dash.js';
import {Editor} from './editor.js';

const TRIES = 100;

/** @param {{map: import('../map.js').PageMap|null}} page */
export function startEditing(page) {
  /** @type {Editor|null} */
  let editor = null;

  document.addEventListener('click', (event) => {
    const at = event.target instanceof Element ? event.target : null;
    const does = at?.closest('[data-edit]')?.getAttribute('data-edit'), tool = at?.closest('[data-tool]');
    if (does === 'close') setProps('planner-draft-wish', {data: ''});
    else if (does) editor?.does(does, at.closest('[data-edit]'));
    if (tool && editor?.tool) editor.use(tool.getAttribute('data-tool'));
  });
  addEventListener('keydown', (event) => editor?.key(event), {capture: true});

  const begin = (id, tries = TRIES) => {
    const {map} = page;
    if (!map?.tiles._map) return void (tries && setTimeout(() => begin(id, tries - 1), 100));
    if (editor?.plan === id && editor.map === map) return;
    editor?.close();
    editor = new Editor(map, id);
    editor.open();
  };

  /** Called by Dash when another draft is to be on the map, or none, and when the page was built anew. @param {string|null} id */
  return (id) => {
    document.querySelector('.wg-planner')?.toggleAttribute('data-drafting', Boolean(id));
    if (id) begin(id);
    else {
      editor?.close();
      editor = null;
    }
  };
}
