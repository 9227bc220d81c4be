// Starts the browser's side of a page and gives Dash the functions that its callbacks name.
import {followAddress, readPlace, tellPage, writeAddress, writeQuietly} from './address.js';
import {setProps} from './dash.js';
import {language, setFacts} from './facts.js';
import {startKeys, toggleHelp} from './keys.js';
import {startLegend} from './legend.js';
import {startLive} from './live.js';
import {PageMap} from './map.js';
import {watchFigures} from './marks.js';
import {countQuestions} from './questions.js';
import {startReaders} from './readers.js';
import {startWall} from './wall.js';
import './style.css';

const YEAR_S = 31536000;

/** Run once, when the script is loaded. */
export function startPage() {
  countQuestions();
  const script = document.currentScript?.src ?? '/assets/wangge.js';
  /** @type {{map: PageMap|null, view: any, theme: 'light'|'dark', info: any}} */
  const page = {map: null, view: null, theme: document.documentElement.dataset.theme === 'dark' ? 'dark' : 'light', info: null};

  window.L?.Map.addInitHook(function attach() {
    page.map = new PageMap(window.L, this, () => page.theme);
    if (page.view) page.map.update(page.view);
    this.on('unload', () => page.map?.map === this && (page.map = null));
  });

  const turnTheme = () => setProps('theme', {data: page.theme === 'light' ? 'dark' : 'light'});
  const turnLanguage = () => setLanguage(language() === 'zh' ? 'en' : 'zh');
  const actions = {
    theme: turnTheme, language: turnLanguage, help: toggleHelp, reload: () => location.reload(), home: () => page.map?.goHome(),
    dismiss: () => setProps('notice', {children: null}), 'zoom-in': () => page.map?.map.zoomIn(), 'zoom-out': () => page.map?.map.zoomOut(),
    print: () => print(),
  };
  document.addEventListener('click', (event) => {
    const source = event.target instanceof Element ? event.target.closest('[data-action]') : null;
    actions[source?.getAttribute('data-action') ?? '']?.();
  });

  let marks = null;
  const whenThere = () => {
    const root = document.getElementById('page');
    if (!root) return void requestAnimationFrame(whenThere);
    marks = watchFigures(root);
    startKeys({map: () => page.map?.map ?? null, home: actions.home, language: turnLanguage, theme: turnTheme});
    startLive(script, {onChange: (change) => page.map?.changed(change), onGap: () => page.map?.missed(), unseen: () => page.info?.unseen ?? []});
    startWall(() => page.map);
    startLegend(() => page.map?.legend());
  };
  whenThere();

  followAddress(() => {
    const place = readPlace();
    if (place) page.map?.map.setView([place.lat, place.lon], place.zoom);
  });

  const functions = {
    update(view) {
      page.view = view;
      if (view) page.map?.update(view);
    },
    facts(facts) {
      setFacts(facts);
      // a link that says its language keeps it on the next page
      if (new URLSearchParams(location.search).has('lang')) rememberLanguage(facts.language);
      marks?.forget();
      page.map?.legend();
    },
    theme(chosen, info) {
      const picked = window.dash_clientside.callback_context.triggered.some(({prop_id: id}) => id === 'theme.data');
      if (info && info.path !== page.info?.path) tellPage();
      page.info = info ?? page.info;
      page.theme = chosenTheme(page.info, picked ? chosen : null);
      showTheme(page);
      return page.theme;
    },
    address(data) {
      if (data && data.from !== 'url') writeAddress(data);
    },
  };
  window.dash_clientside = Object.assign({}, window.dash_clientside, {wangge: functions});
  window.wangge = {...functions, page};
  startReaders(page);
}

/** What the reader picked for this page, now or earlier, else the page's own. */
function chosenTheme(info, picked) {
  const key = `wangge-theme-${info?.path ?? ''}`;
  try {
    if (picked && info) localStorage.setItem(key, picked);
    return localStorage.getItem(key) ?? info?.theme ?? 'light';
  } catch {
    return picked ?? info?.theme ?? 'light'; // a browser that keeps nothing
  }
}

/** Mantine hears of it from Dash; ag-grid, the tokens and the map hear of it here. */
function showTheme({theme, info, map}) {
  const root = document.documentElement;
  root.dataset.theme = theme;
  root.dataset.agThemeMode = theme;
  root.style.background = '';
  if (info) {
    root.dataset.page = info.path;
    document.title = info.title;
  }
  map?.setTheme(theme);
}

/** @param {'zh'|'en'} chosen */
function setLanguage(chosen) {
  rememberLanguage(chosen);
  writeQuietly({lang: chosen});
  setProps('language', {data: chosen});
}

/** @param {'zh'|'en'} chosen */
function rememberLanguage(chosen) {
  document.cookie = `wangge-language=${chosen}; path=/; max-age=${YEAR_S}; SameSite=Lax`;
}
