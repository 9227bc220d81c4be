// The way back to Dash.

/**
 * Set a component's properties; callbacks that have them as input run.
 * @param {string} id
 * @param {Record<string, unknown>} props
 */
export function setProps(id, props) {
  window.dash_clientside?.set_props?.(id, props);
}

let counter = 0;

/** A number that grows, so that equal events differ. */
export const next = () => (counter += 1);

/**
 * Call `work` once, `wait` ms after the last call.
 * @param {() => void} work
 * @param {number} wait
 */
export function later(work, wait) {
  let timer = 0;
  return () => {
    clearTimeout(timer);
    timer = setTimeout(work, wait);
  };
}

/** Call `work` once in the next frame, however often it is asked for. @param {() => void} work */
export function inFrame(work) {
  let asked = false;
  return () => {
    if (asked) return;
    asked = true;
    requestAnimationFrame(() => {
      asked = false;
      work();
    });
  };
}

/** Whether the reader wants things to keep still. */
export const still = () => matchMedia('(prefers-reduced-motion: reduce)').matches;
