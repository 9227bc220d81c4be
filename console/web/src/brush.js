// Brushing a histogram: a click takes one bar, dragging takes a range, a click on what is taken lets go of it.
import {next, setProps} from './dash.js';

/** Bars that were drawn anew show what is taken. @param {any} _bars @param {{lo: number, hi: number}|null} taken */
export function restoreBars(_bars, taken) {
  requestAnimationFrame(() => {
    for (const bar of document.querySelectorAll('[data-brush] [data-lo]'))
      bar.setAttribute('aria-pressed', String(Boolean(taken) && Number(bar.dataset.lo) >= taken.lo && Number(bar.dataset.lo) <= taken.hi));
  });
  return window.dash_clientside.no_update;
}

/** Bars are buttons with `data-lo` and `data-hi` in an element with `data-brush`, which names the store to write to; without a name the element hears of it (event `brushed`). */
export function startBrush() {
  let from = null, to = null, chart = null;
  const barAt = (event) => document.elementFromPoint(event.clientX, event.clientY)?.closest?.('[data-lo]');
  const bars = () => [...(chart?.querySelectorAll('[data-lo]') ?? [])];
  const range = () => {
    const all = bars(), [a, b] = [all.indexOf(from), all.indexOf(to)].sort((x, y) => x - y);
    return all.slice(a, b + 1);
  };
  const paint = (taken) => bars().forEach((bar) => bar.setAttribute('aria-pressed', String(taken.includes(bar))));
  const tell = (taken) => {
    const data = taken.length ? {lo: Number(taken[0].dataset.lo), hi: Number(taken.at(-1).dataset.hi), n: next()} : null;
    const store = chart.getAttribute('data-brush');
    if (store) setProps(store, {data});
    else chart.dispatchEvent(new CustomEvent('brushed', {detail: data}));
  };
  const take = (taken) => {
    const before = bars().filter((bar) => bar.getAttribute('aria-pressed') === 'true');
    const again = before.length === taken.length && before.every((bar, i) => bar === taken[i]);
    paint(again ? [] : taken);
    tell(again ? [] : taken);
  };

  document.addEventListener('pointerdown', (event) => {
    const bar = event.target instanceof Element ? event.target.closest('[data-brush] [data-lo]') : null;
    if (!bar || event.button) return;
    chart = bar.closest('[data-brush]');
    from = to = bar;
    event.preventDefault(); // no text is selected while dragging
    bar.focus?.({preventScroll: true});
  });
  document.addEventListener('pointermove', (event) => {
    if (!from) return;
    const bar = barAt(event);
    if (!bar || !chart.contains(bar) || bar === to) return;
    to = bar;
    bars().forEach((each) => each.toggleAttribute('data-brushed', range().includes(each)));
  });
  document.addEventListener('pointerup', () => {
    if (!from) return;
    bars().forEach((bar) => bar.removeAttribute('data-brushed'));
    take(range());
    from = null;
  });
  document.addEventListener('pointercancel', () => (from = null));
  document.addEventListener('keydown', (event) => {
    const bar = event.target instanceof Element ? event.target.closest('[data-brush] [data-lo]') : null;
    if (!bar) return;
    chart = bar.closest('[data-brush]');
    const all = bars(), at = all.indexOf(bar);
    if (event.key === 'Enter' || event.key === ' ') take([bar]);
    else if (event.key === 'ArrowRight') all[at + 1]?.focus();
    else if (event.key === 'ArrowLeft') all[at - 1]?.focus();
    else if (event.key === 'Escape') {
      paint([]);
      tell([]);
    } else return;
    event.preventDefault();
  });
}
