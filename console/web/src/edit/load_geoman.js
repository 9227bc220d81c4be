// Brings Leaflet-Geoman (its handles, its drawing of lines) to a map that is there already.

/** @type {Promise<void>|null} */
let loading = null;

/**
 * Load it once, and fit it to the map.
 * @param {any} L @param {any} map
 */
export async function loadGeoman(L, map) {
  loading ??= Promise.all([bring('script', 'geoman.js'), bring('link', 'geoman.css')]).then(() => {
    L.PM.setOptIn(true); // dash-leaflet's own layers stay as they are
  });
  try {
    await loading;
  } catch (failure) {
    loading = null;
    throw failure;
  }
  if (!map.pm) {
    map.pm = new L.PM.Map(map);
    map.pm.setGlobalOptions({});
  }
}

function bring(kind, file) {
  const own = [...document.querySelectorAll('script[src*="/wangge."]')].at(-1)?.src ?? '/assets/wangge.js';
  const url = new URL(own, location.href);
  url.pathname = url.pathname.replace(/wangge(\.[^/]*)?\.js$/, file);
  return new Promise((there, failed) => {
    const made = document.createElement(kind);
    if (kind === 'script') made.src = url.href;
    else Object.assign(made, {rel: 'stylesheet', href: url.href});
    made.onload = there;
    made.onerror = () => failed(new Error(file));
    document.head.append(made);
  });
}
