// A field that is typed into: the browser's own, since one that Dash sets back while someone types loses letters.
import {inFrame, later, setProps} from './dash.js';

const WAIT_MS = 180;

/** Put a field into every `[data-search-field]`; the attribute names the store that hears what is typed. */
export function startSearchFields() {
  const look = inFrame(() => document.querySelectorAll('[data-search-field]:empty').forEach(fill));
  new MutationObserver(look).observe(document.body, {childList: true, subtree: true});
  look();
}

function fill(place) {
  const field = document.createElement('input'), {searchField: store, id, placeholder} = place.dataset;
  const tell = later(() => setProps(store, {data: field.value}), WAIT_MS);
  Object.assign(field, {type: 'search', id, placeholder, autocomplete: 'off', spellcheck: false});
  field.setAttribute('aria-label', placeholder);
  field.setAttribute('enterkeyhint', 'search');
  field.addEventListener('input', tell);
  place.append(field);
}
