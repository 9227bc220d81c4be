// The answers under the search field: arrows go through them, Enter takes one, leaving the field puts them away.

const ROWS = '#search-results [data-go]';

/** Listen on the whole page, since Dash makes the field anew with every page. */
export function startSearchList() {
  let on = -1;
  const rows = () => [...document.querySelectorAll(ROWS)];
  const point = (number) => {
    const all = rows();
    on = all.length ? (number + all.length) % all.length : -1;
    all.forEach((row, i) => row.toggleAttribute('data-pointed', i === on));
    all[on]?.scrollIntoView({block: 'nearest'});
    document.getElementById('search')?.setAttribute('aria-activedescendant', all[on]?.id ?? '');
  };
  const box = () => document.getElementById('search-box');

  document.addEventListener('keydown', (event) => {
    if (!(event.target instanceof HTMLElement) || event.target.id !== 'search') return;
    if (event.key === 'ArrowDown') point(on + 1);
    else if (event.key === 'ArrowUp') point(on - 1);
    else if (event.key === 'Enter') rows()[Math.max(on, 0)]?.click();
    else return void (on = -1);
    event.preventDefault();
  });
  document.addEventListener('focusin', (event) => {
    const within = event.target instanceof Element && box()?.contains(event.target);
    box()?.toggleAttribute('data-open', Boolean(within));
    if (!within) on = -1;
  });
  document.addEventListener('click', (event) => {
    if (!(event.target instanceof Element)) return;
    if (event.target.closest(ROWS)) {
      box()?.removeAttribute('data-open');
      if (document.activeElement instanceof HTMLElement) document.activeElement.blur();
    } else if (!box()?.contains(event.target)) box()?.removeAttribute('data-open');
  });
}
