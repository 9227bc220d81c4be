// The keyboard: everything a page does can be reached without a mouse.
import {next, setProps} from './dash.js';

const PAN_PX = 120;
const ARROWS = {ArrowLeft: [-1, 0], ArrowRight: [1, 0], ArrowUp: [0, -1], ArrowDown: [0, 1]};

/**
 * @param {{map: () => any, home: () => void, language: () => void, theme: () => void}} does
 */
export function startKeys(does) {
  addEventListener('keydown', (event) => {
    if (event.ctrlKey || event.metaKey || event.altKey || event.defaultPrevented) return;
    if (event.key === 'Escape') return escape(event);
    if (isTyping(event.target)) return;
    const act = actionFor(event.key, does, event.target);
    if (!act) return;
    event.preventDefault();
    act();
  });
}

function actionFor(key, does, target) {
  const map = does.map();
  const actions = {
    '?': toggleHelp, '/': focusSearch, l: does.language, L: does.language, t: does.theme, T: does.theme,
    ...(map ? {'+': () => map.zoomIn(), '=': () => map.zoomIn(), '-': () => map.zoomOut(), '0': does.home} : {}),
  };
  // the map itself moves when it has the focus, and a widget may want the arrows for itself
  const free = target === document.body || target === document.documentElement;
  if (map && free && ARROWS[key]) return () => map.panBy(ARROWS[key].map((part) => part * PAN_PX));
  return actions[key];
}

const isTyping = (target) => target instanceof HTMLElement && (target.isContentEditable || /^(INPUT|TEXTAREA|SELECT)$/.test(target.tagName));

/** Show or hide the list of keys. */
export function toggleHelp() {
  const help = document.getElementById('help');
  if (!help) return;
  if (help.open) help.close();
  else help.showModal();
}

function focusSearch() {
  const field = document.querySelector('[data-search] input, input[data-search], #search');
  if (field instanceof HTMLElement) field.focus();
}

/** Close what is open, from the top; when nothing is, drop the selection. */
function escape(event) {
  const help = document.getElementById('help');
  if (help?.open || document.querySelector('[role="dialog"], [role="listbox"]')?.checkVisibility()) return; // it closes itself
  if (isTyping(event.target)) return event.target.blur();
  if (document.querySelector('#notice > *')) return setProps('notice', {children: null});
  setProps('map-pick', {data: {layer: null, id: null, properties: null, lat: null, lon: null, n: next()}});
}
