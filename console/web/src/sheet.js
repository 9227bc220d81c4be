// A sheet that is pulled up over the map: dragged by its handle, or opened and shut by a tap or a key.

const STEPS = ['low', 'half', 'full'];

/** @param {{map: import('./map.js').PageMap|null}} page */
export function startSheet(page) {
  let drag = null;
  const sheet = () => document.querySelector('[data-sheet]');
  const set = (step) => {
    sheet()?.setAttribute('data-sheet', step);
    document.querySelector('[data-sheet-handle]')?.setAttribute('aria-expanded', String(step !== 'low'));
    setTimeout(() => page.map?.map.invalidateSize({pan: false}), 320);
  };

  document.addEventListener('pointerdown', (event) => {
    const handle = event.target instanceof Element ? event.target.closest('[data-sheet-handle]') : null;
    if (!handle) return;
    drag = {y: event.clientY, height: sheet().getBoundingClientRect().height, moved: false};
    handle.setPointerCapture(event.pointerId);
  });
  document.addEventListener('pointermove', (event) => {
    if (!drag) return;
    const up = drag.y - event.clientY;
    if (Math.abs(up) > 4) drag.moved = true;
    if (drag.moved) sheet().style.height = `${Math.max(96, Math.min(drag.height + up, innerHeight - 56))}px`;
  });
  const end = () => {
    if (!drag) return;
    const box = sheet(), height = box.getBoundingClientRect().height / innerHeight, now = box.getAttribute('data-sheet');
    if (drag.moved) set(height < 0.33 ? 'low' : height < 0.68 ? 'half' : 'full');
    else set(STEPS[(STEPS.indexOf(now) + 1) % STEPS.length]);
    box.style.height = '';
    drag = null;
  };
  document.addEventListener('pointerup', end);
  document.addEventListener('pointercancel', end);
  document.addEventListener('keydown', (event) => {
    if (!(event.target instanceof Element) || !event.target.closest('[data-sheet-handle]')) return;
    const at = STEPS.indexOf(sheet().getAttribute('data-sheet'));
    if (event.key === 'ArrowUp') set(STEPS[Math.min(at + 1, 2)]);
    else if (event.key === 'ArrowDown') set(STEPS[Math.max(at - 1, 0)]);
    else if (event.key === 'Enter' || event.key === ' ') set(STEPS[(at + 1) % 3]);
    else return;
    event.preventDefault();
  });
  // a list's row leads the map: make room for the map to be seen
  document.addEventListener('click', (event) => {
    if (event.target instanceof Element && event.target.closest('[data-sheet] [data-go]') && sheet()?.getAttribute('data-sheet') === 'full') set('half');
  });
}
