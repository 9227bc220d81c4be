// Where am I: asked for only when the reader taps it, and said clearly when it cannot be known.
import {next, setProps} from './dash.js';
import {say} from './facts.js';

const PATIENCE_MS = 15000;
const REASONS = {
  1: 'Your browser does not let this page know where you are. Allow it in the address bar, or tap the map.',
  2: 'Where you are cannot be found just now. Tap the map instead.',
  3: 'Finding where you are took too long. Try again outdoors, or tap the map.',
};

/** @param {{map: import('./map.js').PageMap|null}} page */
export function startLocate(page) {
  document.addEventListener('click', (event) => {
    const button = event.target instanceof Element ? event.target.closest('[data-locate]') : null;
    if (!button) return;
    if (!isSecureContext || !navigator.geolocation)
      return void tell({error: say('Browsers tell where you are only on https or on this very machine. Tap the map instead.')});
    button.setAttribute('aria-busy', 'true');
    navigator.geolocation.getCurrentPosition(
      ({coords}) => {
        button.removeAttribute('aria-busy');
        page.map?.fly({center: [coords.longitude, coords.latitude], zoom: 16});
        tell({lon: coords.longitude, lat: coords.latitude, accuracy_m: Math.round(coords.accuracy)});
      },
      ({code}) => {
        button.removeAttribute('aria-busy');
        tell({error: say(REASONS[code] ?? REASONS[2])});
      },
      {enableHighAccuracy: true, timeout: PATIENCE_MS, maximumAge: 60000},
    );
  });
}

const tell = (found) => setProps('located', {data: {...found, n: next()}});
