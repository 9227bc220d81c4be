// A figure that changed is marked for ten seconds, then quiet again.

const MARKED_MS = 10000;

/** Watch every element with `data-figure` under `root`; a new text marks it (`data-changed`). @param {HTMLElement} root */
export function watchFigures(root) {
  /** @type {Map<string, string>} */
  let known = new Map();
  /** @type {Map<string, number>} until when each figure is marked: an element may be made anew meanwhile */
  const marked = new Map();
  const look = () => {
    const seen = new Map(), now = Date.now();
    for (const element of root.querySelectorAll('[data-figure]')) {
      const key = element.getAttribute('data-figure'), text = element.textContent;
      seen.set(key, text);
      if (known.has(key) && known.get(key) !== text) {
        marked.set(key, now + MARKED_MS);
        setTimeout(look, MARKED_MS + 50);
      }
      element.toggleAttribute('data-changed', (marked.get(key) ?? 0) > now);
    }
    if (seen.size) known = seen;
  };
  new MutationObserver(look).observe(root, {childList: true, characterData: true, subtree: true});
  return {
    /** The same figures in other words are no change. */
    forget() {
      known = new Map();
    },
  };
}
