// Files go to the server as they are, straight from the disk; the page hears how far they are and what they became.
import {next, setProps} from './dash.js';
import {say} from './facts.js';

const STORE = 'upload';

/** A button with `data-choose` opens the chooser; an element with `data-drop` takes dropped files. */
export function startUpload() {
  /** @type {XMLHttpRequest|null} */
  let going = null;

  const send = (files) => {
    if (!files.length) return;
    going?.abort();
    const form = new FormData(), request = new XMLHttpRequest();
    for (const file of files) form.append('files', file, file.name);
    request.open('POST', '/api/uploads');
    request.responseType = 'json';
    request.upload.onprogress = ({loaded, total}) => show(Math.floor((loaded / total) * 100));
    request.onload = () => {
      show(null);
      if (request.status < 300) setProps(STORE, {data: {...request.response, n: next()}});
      else fail(request.response?.detail);
    };
    request.onerror = () => fail(say('The upload broke off. Is the server still there? Try again.'));
    request.onabort = () => show(null);
    request.send(form);
    going = request;
    show(0);
  };

  document.addEventListener('click', (event) => {
    if (!(event.target instanceof Element)) return;
    if (event.target.closest('[data-choose]')) chooser((files) => send(files)).click();
    if (event.target.closest('[data-stop-upload]')) going?.abort();
  });
  for (const name of ['dragenter', 'dragover', 'dragleave', 'drop'])
    document.addEventListener(name, (event) => {
      const place = event.target instanceof Element ? event.target.closest('[data-drop]') : null;
      if (!place || !event.dataTransfer?.types.includes('Files')) return;
      event.preventDefault();
      place.toggleAttribute('data-over', name === 'dragenter' || name === 'dragover');
      if (name === 'drop') send([...event.dataTransfer.files]);
    });
}

/** A field to choose files with, which needs no place on the page. */
function chooser(then) {
  let field = document.getElementById('wg-file-field');
  if (!field) {
    field = document.createElement('input');
    Object.assign(field, {type: 'file', multiple: true, id: 'wg-file-field', hidden: true});
    document.body.append(field);
    field.addEventListener('change', () => {
      then([...field.files]);
      field.value = '';
    });
  }
  return field;
}

/** @param {number|null} percent null: nothing is under way */
function show(percent) {
  const bar = document.getElementById('upload-bar');
  if (!bar) return;
  bar.toggleAttribute('data-on', percent !== null);
  bar.style.setProperty('--done', `${percent ?? 0}%`);
  const text = bar.querySelector('[data-percent]');
  if (text) text.textContent = percent === null ? '' : percent < 100 ? say('{n} % sent', {n: percent}) : say('Reading it …');
}

function fail(sentence) {
  show(null);
  setProps(STORE, {data: {error: sentence || say('The upload was not taken.'), n: next()}});
}
