// What the pages planner and community add to the frame: lists that lead the map, the state in the address, uploads.
import {restoreBars, startBrush} from './brush.js';
import {remarkForm, startCommunity, steerCommunity} from './community.js';
import {foldAll} from './edit/popovers.js';
import {startEditing} from './edit/start.js';
import {gate, startGate} from './gate.js';
import {startGo} from './go.js';
import {startLocate} from './locate.js';
import {startPatrols} from './patrols/start.js';
import {startReach} from './reach/start.js';
import {startSearchFields} from './search_field.js';
import {startSearchList} from './search_list.js';
import {startSheet} from './sheet.js';
import {openTab, startPanels, steer} from './steer.js';
import {startUpload} from './upload.js';

/** @param {{map: import('./map.js').PageMap|null}} page */
export function startReaders(page) {
  const go = startGo(page), draft = startEditing(page), reaching = startReach(page), patrols = startPatrols(page);
  startBrush();
  startCommunity();
  startGate();
  startLocate(page);
  startPanels();
  startSearchFields();
  startSearchList();
  startSheet(page);
  startUpload();
  window.dash_clientside = Object.assign({}, window.dash_clientside, {
    readers: {...reaching, ...patrols, draft, foldAll, steer, steerCommunity, remarkForm, gate, restoreBars, openTab, hand: (data) => data ?? window.dash_clientside.no_update, markRows: go.markRows, flyTo: go.flyTo},
  });
}
