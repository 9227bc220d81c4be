// The browser's side of `wangge map`: a map in one file, with Leaflet and everything it shows inside.
import * as leaflet from 'leaflet';
import 'leaflet/dist/leaflet.css';
import './offline/offline.css';
import {legendControl} from './offline/legend.js';
import {recordLayer} from './offline/record_layer.js';

// folium's scripts speak to Leaflet as `L`; a module's namespace cannot be added to, a copy can
const L = {...leaflet};
window.L = L;
const RecordLayer = recordLayer(L);

window.wanggeMap = {
  /** A layer of the record. @param {any} description as /api/layers gives it @param {any} rows see rows.js */
  layer: (description, rows) => new RecordLayer(description, rows),
  /** The scale, and the legend of whatever is switched on. @param {any} map */
  legend: (map) => {
    L.control.scale({imperial: false}).addTo(map);
    new (legendControl(L))({position: 'bottomright'}).addTo(map);
  },
};
