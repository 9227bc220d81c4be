// Opens and closes drafts on the planner's page as its address says, and hears the buttons and keys of the open one.
import {setProps} from '../dash.js';
import {Editor} from './editor.js';
import {refusalWords} from './refusals.js';
import {newDraft} from './requests.js';
import {tell} from './telling.js';

const TRIES = 100;

/** @param {{map: import('../map.js').PageMap|null}} page */
export function startEditing(page) {
  /** @type {Editor|null} */
  let editor = null;
  /** blind spot whose cure waits until its new draft is open @type {?number} */
  let curing = null;

  document.addEventListener('click', (event) => {
    const at = event.target instanceof Element ? event.target : null;
    const does = at?.closest('[data-edit]')?.getAttribute('data-edit'), tool = at?.closest('[data-tool]');
    if (does === 'close') setProps('planner-draft-wish', {data: ''});
    else if (does) editor?.does(does, at.closest('[data-edit]'));
    if (tool && editor?.tool) editor.use(tool.getAttribute('data-tool'));
    const cure = at?.closest('[data-cure]');
    if (cure) into(Number(cure.getAttribute('data-cure')));
  });
  addEventListener('keydown', (event) => editor?.key(event), {capture: true});

  /** Do the cure of a blind spot in the open draft, or in a new one. @param {number} spot */
  const into = async (spot) => {
    if (editor) return void editor.sending.cure(spot);
    try {
      const {id} = await newDraft();
      curing = spot;
      setProps('planner-draft-wish', {data: String(id)});
      setProps('planner-done', {data: Date.now()});
    } catch (refused) {
      tell(refusalWords(refused.message));
    }
  };

  const begin = (id, tries = TRIES) => {
    const {map} = page;
    if (!map?.tiles._map) return void (tries && setTimeout(() => begin(id, tries - 1), 100));
    if (editor?.plan === id && editor.map === map) return;
    editor?.close();
    editor = new Editor(map, id);
    const opened = editor, spot = curing;
    curing = null;
    opened.open().then(() => spot !== null && !opened.closed && opened.sending.cure(spot));
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
