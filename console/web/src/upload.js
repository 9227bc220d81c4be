// Files go to the server as they are, straight from the disk; the page hears how far they are and what they became.
import {next, setProps} from './dash.js';
import {say} from './facts.js';

const USUAL = 'upload';

/**
 * A button with `data-choose` opens the chooser; an element with `data-drop` takes dropped files. Either may name the
 * store that hears of them; the bar that shows how far they are is called after it.
 */
export function startUpload() {
  /** @type {XMLHttpRequest|null} */
  let going = null;

  const send = (files, said) => {
    if (!files.length) return;
    const store = said || USUAL;
    going?.abort();
    const form = new FormData(), request = new XMLHttpRequest();
    for (const file of files) form.append('files', file, file.name);
    request.open('POST', '/api/uploads');
    request.responseType = 'json';
    request.upload.onprogress = ({loaded, total}) => show(store, Math.floor((loaded / total) * 100));
    request.onload = () => {
      show(store, null);
      if (request.status < 300) setProps(store, {data: {...request.response, n: next()}});
      else fail(store, request.response?.detail);
    };
    request.onerror = () => fail(store, say('The upload broke off. Is the server still there? Try again.'));
    request.onabort = () => show(store, null);
    request.send(form);
    going = request;
    show(store, 0);
  };

  document.addEventListener('click', (event) => {
    if (!(event.target instanceof Element)) return;
    const choose = event.target.closest('[data-choose]');
    if (choose) chooser((files) => send(files, choose.getAttribute('data-choose'))).click();
    if (event.target.closest('[data-stop-upload]')) going?.abort();
  });
  for (const name of ['dragenter', 'dragover', 'dragleave', 'drop'])
    document.addEventListener(name, (event) => {
      const place = event.target instanceof Element ? event.target.closest('[data-drop]') : null;
      if (!place || !event.dataTransfer?.types.includes('Files')) return;
      event.preventDefault();
      place.toggleAttribute('data-over', name === 'dragenter' || name === 'dragover');
      if (name === 'drop') send([...event.dataTransfer.files], place.getAttribute('data-drop'));
    });
}

/** A field to choose files with, which needs no place on the page. */
function chooser(then) {
  let field = document.getElementById('wg-file-field');
  if (!field) {
    field = document.createElement('input');
    Object.assign(field, {type: 'file', multiple: true, id: 'wg-file-field', hidden: true});
    document.body.append(field);
  }
  field.onchange = () => {
    then([...field.files]);
    field.value = '';
  };
  return field;
}

/** @param {string} store @param {number|null} percent null: nothing is under way */
function show(store, percent) {
  const bar = document.getElementById(`${store}-bar`);
  if (!bar) return;
  bar.toggleAttribute('data-on', percent !== null);
  bar.style.setProperty('--done', `${percent ?? 0}%`);
  const text = bar.querySelector('[data-percent]');
  if (text) text.textContent = percent === null ? '' : percent < 100 ? say('{n} % sent', {n: percent}) : say('Reading it …');
}

function fail(store, sentence) {
  show(store, null);
  setProps(store, {data: {error: sentence || say('The upload was not taken.'), n: next()}});
}
