// Leaflet-Geoman, by itself: only an open draft loads it. It hangs itself on the page's own Leaflet.
import '@geoman-io/leaflet-geoman-free';
import '@geoman-io/leaflet-geoman-free/dist/leaflet-geoman.css';
