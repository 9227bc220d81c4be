// Opens and closes drafts on the planner's page as its address says, and hears the buttons and keys of the open one.
import {setProps} from '../dash.js';
import {moment, say} from '../facts.js';
import {press} from './buttons.js';
import {Editor} from './editor.js';
import {foldAll, startPopovers} from './popovers.js';
import {refusalWords} from './refusals.js';
import {newDraft} from './requests.js';
import {tell} from './telling.js';

const TRIES = 100;

/** @param {{map: import('../map.js').PageMap|null}} page */
export function startEditing(page) {
  /** @type {Editor|null} */
  let editor = null;
  /** what is done as soon as the new draft is open @type {?(opened: Editor) => void} */
  let first = null;
  /** an edit that could not be saved, since its draft was published meanwhile */
  let left = null;

  document.addEventListener('click', (event) => {
    const at = event.target instanceof Element ? event.target : null;
    const does = at?.closest('[data-edit]')?.getAttribute('data-edit'), tool = at?.closest('[data-tool]');
    if (does === 'close') setProps('planner-draft-wish', {data: ''});
    else if (does && editor) press(editor, does, at.closest('[data-edit]'));
    if (tool && editor?.tool) editor.use(tool.getAttribute('data-tool'));
    const cure = at?.closest('[data-cure]'), goOn = at?.closest('[data-go-on]');
    if (cure) into(Number(cure.getAttribute('data-cure')));
    if (goOn) goOnFrom(goOn.getAttribute('data-go-on'));
  });
  startPopovers();
  addEventListener('keydown', (event) => editor?.key(event), {capture: true});

  /** Do the cure of a blind spot in the open draft, or in a new one. @param {number} spot */
  const into = (spot) => {
    if (editor) editor.sending.cure(spot);
    else draftFor((opened) => opened.sending.cure(spot));
  };

  /** A draft of what was just published, in which the edit that came too late is tried again. @param {string} plan */
  const goOnFrom = (plan) => {
    const edit = left;
    left = null;
    setProps('notice', {children: null});
    draftFor((opened) => edit && opened.offer(edit), plan);
  };

  const draftFor = async (work, base) => {
    try {
      const {id} = await newDraft(say('Draft of {time}', {time: moment(Date.now())}), base);
      first = work;
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
    editor = new Editor(map, id, (edit) => (left = edit));
    const opened = editor, work = first;
    first = null;
    opened.open().then(() => work && !opened.closed && work(opened));
  };

  /** Called by Dash when another draft is to be on the map, or none, and when the page was built anew. @param {string|null} id */
  return (id) => {
    document.querySelector('.wg-planner')?.toggleAttribute('data-drafting', Boolean(id));
    if (editor?.plan !== id) foldAll();
    if (id) begin(id);
    else {
      editor?.close();
      editor = null;
    }
  };
}
