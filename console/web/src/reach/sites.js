// Where next: asks for the best sites of the kind and radius that the page shows, and shows what came of it.
import {age, grouped, language, say} from '../facts.js';
import {layerOf} from '../layer_list.js';
import {element, percent} from './panel.js';

const LAYER = 'proposed_sites';
const TICK_MS = 600;
const MOST = 20;
const LEAST_GAP = 0.001; // the smallest that is told as a figure: "0.0 %" would read like a proof
const GOALS = [['cover', 'most people within the radius'], ['mean', 'shortest walk in the mean'], ['worst', 'shortest longest walk']];
const SOURCES = [['communities', 'one in each community'], ['estates', 'one in each estate'], ['grids', 'one in each grid'], ['file', 'those of a file']];

/** @param {{map: import('../map.js').PageMap|null}} page */
export function startSites(page) {
  let kind = null, job = null;
  const there = () => document.getElementById('resources-next');
  const answerPlace = () => document.getElementById('sites-answer');

  /** Another kind is shown: the form, and the newest answer for it. @param {string} shown */
  async function sitesOf(shown) {
    if (!there()) return;
    if (!document.getElementById('sites-ask')) there().replaceChildren(...drawForm());
    if (shown === kind && answerPlace()?.childElementCount) return;
    kind = shown;
    answerPlace().replaceChildren();
    showOnMap([]);
    try {
      await newest(shown);
    } catch {
      // the console is away: the form stands anyway
    }
  }

  /** The newest answer, if there is one. @param {string} shown */
  async function newest(shown) {
    const answer = await fetch(`/api/sites?kind=${encodeURIComponent(shown)}`);
    if (answer.status === 200 && shown === kind) show(await answer.json());
  }

  async function ask() {
    if (job) return;
    const value = (id) => document.getElementById(id).value;
    const question = {kind, add: Number(value('sites-add')), radius_m: Number(value('reach-radius')), objective: value('sites-goal'), from: value('sites-from')};
    if (!(question.radius_m > 0)) return tell(say('Slide the radius above zero first.'));
    const chosen = document.getElementById('sites-file').files[0], byFile = question.from === 'file';
    if (byFile && !chosen) return tell(say('Choose a file of candidates first.'));
    if (value('sites-budget')) question.budget = Number(value('sites-budget'));
    try {
      if (byFile) {
        const sent = await send(chosen);
        if (!sent.id) return tell(sent.detail || say('The upload was not taken.'));
        Object.assign(question, {from: undefined, upload: sent.id});
      }
      const answer = await fetch('/api/sites', {method: 'POST', headers: {'Content-Type': 'application/json'}, body: JSON.stringify(question)});
      const said = await answer.json();
      if (!answer.ok) return tell(typeof said.detail === 'string' ? said.detail : say('This could not be asked.'));
      job = said.job;
      follow();
    } catch {
      tell(say('The console does not answer; try again.'));
    }
  }

  /** @param {File} file */
  async function send(file) {
    const form = new FormData();
    form.append('files', file, file.name);
    return (await fetch('/api/uploads', {method: 'POST', body: form})).json();
  }

  async function follow() {
    if (!there()) return void (job = null);
    try {
      const now = await (await fetch(`/api/jobs/${job}`)).json();
      if (!now.finished_at) {
        drawProgress(now);
        return void setTimeout(follow, TICK_MS);
      }
      job = null;
      if (now.state === 'done') await newest(kind);
      else tell(now.state === 'cancelled' ? say('Cancelled.') : now.message);
    } catch {
      setTimeout(follow, 4 * TICK_MS);
    }
  }

  function drawProgress(now) {
    const stop = element('button', 'wg-link', say('Cancel'));
    stop.type = 'button';
    stop.dataset.sitesStop = '';
    const left = now.seconds_left === null ? '' : say('about {time} left', {time: age(now.seconds_left)});
    const share = now.total ? `${grouped(now.done)} / ${grouped(now.total)}` : '';
    const stage = now.worker_runs ? say(now.label || 'waiting') : say('waiting for a worker process');
    const line = element('div', 'wg-sites-progress', element('span', '', [stage, share, left].filter(Boolean).join(' · ')), stop);
    line.setAttribute('role', 'status');
    answerPlace().replaceChildren(line);
  }

  const tell = (sentence) => answerPlace()?.replaceChildren(element('p', 'wg-note', sentence));

  function show(said) {
    if (!answerPlace()) return;
    if (!said.sites.length) return answerPlace().replaceChildren(element('p', 'wg-note', say('No candidate would bring anybody nearer.')), ...remarks(said));
    const sixty = said.for === '60+', key = sixty ? 'share_60' : 'share', mean = sixty ? 'mean_60_m' : 'mean_m';
    const proof = proofOf(said);
    answerPlace().replaceChildren(
      element('p', 'wg-sites-head', element('b', '', say('{n} more within {radius} m', {n: said.sites.length, radius: grouped(said.radius_m)})), ` · ${proof}`),
      element('p', 'wg-muted', sixty ? say('Walks of people of 60 and over, on the street network') : say('Walks of all people, on the street network')),
      change(say('within the radius'), percent(said.before[key] ?? 0, 1), percent(said.after[key] ?? 0, 1)),
      change(say('mean walk'), metres(said.before[mean]), metres(said.after[mean])),
      change(say('longest walk'), metres(said.before.worst_m), metres(said.after.worst_m)),
      list(said), ...others(said), ...remarks(said),
    );
    showOnMap(said.sites.map(({id}) => id).filter((id) => id !== undefined));
  }

  function proofOf({optimal, gap}) {
    if (optimal) return say('proven to be the best');
    if (gap < LEAST_GAP) return say('less than {gap} from the best', {gap: percent(LEAST_GAP, 1)});
    return say('at most {gap} from the best', {gap: percent(Math.ceil(gap / LEAST_GAP), 1 / LEAST_GAP)});
  }

  const metres = (value) => (value === null ? '–' : `${grouped(value)} m`);
  const change = (name, before, after) => element('div', 'wg-sites-change', element('span', 'wg-muted', name), element('span', '', before), element('span', 'wg-muted', '→'), element('b', '', after));

  function list(said) {
    const rows = element('ol', 'wg-sites-list');
    for (const site of said.sites) {
      const row = element('li', '', element('span', 'wg-sites-rank', String(site.rank)), element('span', '', site.name), element('span', 'wg-num', say('+{n} people', {n: grouped(site.gained)})));
      row.dataset.reachGo = JSON.stringify({center: [site.lon, site.lat], zoom: 15});
      row.tabIndex = 0;
      rows.append(row);
    }
    return rows;
  }

  function others(said) {
    if (!said.alternatives.length) return [];
    const rows = said.alternatives.map((other) => {
      const behind = said.objective === 'cover' ? say('{n} people fewer', {n: grouped(other.behind)}) : say('{n} m more', {n: other.behind.toFixed(1)});
      return element('li', '', element('span', '', other.sites.map(({name}) => name).join('、')), element('span', 'wg-num wg-muted', other.optimal ? behind : `${behind} · ${say('not proven')}`));
    });
    return [element('h3', 'wg-card-h', say('The next best')), element('ul', 'wg-sites-list wg-sites-others', ...rows)];
  }

  /** What was asked for and could not be given; older answers have none of it. */
  const remarks = (said) => (said.remarks ?? []).map((remark) => element('p', 'wg-note', remark[language()] ?? remark.en));

  /** Of the layer only the sites of this answer. @param {number[]} ids */
  function showOnMap(ids) {
    const layer = layerOf(LAYER), tiles = page.map?.tiles;
    if (!layer || !tiles?._map) return void setTimeout(() => there() && showOnMap(ids), 200);
    layer.only = new Set(ids);
    tiles.reclassify([LAYER]);
    page.map.overlay.redraw();
  }

  document.addEventListener('click', ({target}) => {
    if (!(target instanceof Element)) return;
    if (target.closest('#sites-go')) ask();
    if (target.closest('[data-sites-stop]') && job) fetch(`/api/jobs/${job}`, {method: 'DELETE'});
  });

  document.addEventListener('change', ({target}) => {
    if (!(target instanceof Element) || target.id !== 'sites-from') return;
    document.getElementById('sites-file').parentElement.hidden = /** @type {HTMLSelectElement} */ (target).value !== 'file';
  });

  return {sitesOf};
}

function drawForm() {
  const pick = (id, name, options) => {
    const made = element('select', 'wg-input');
    made.id = id;
    for (const [value, text] of options) made.append(new Option(say(text), value));
    return element('label', 'wg-field-wide', element('span', '', name), made);
  };
  const add = element('input', 'wg-input');
  Object.assign(add, {id: 'sites-add', type: 'number', min: 1, max: MOST, value: 3});
  const file = element('input', 'wg-input');
  Object.assign(file, {id: 'sites-file', type: 'file', title: say('Points, or a table with lon and lat; a column price gives yuan')});
  const files = element('label', 'wg-field-wide', element('span', '', say('File of candidates')), file);
  files.hidden = true;
  const budget = element('input', 'wg-input');
  Object.assign(budget, {id: 'sites-budget', type: 'number', min: 0, step: 10000});
  const go = element('button', 'wg-button wg-button-main', say('Find the best sites'));
  Object.assign(go, {id: 'sites-go', type: 'button'});
  const form = element('div', 'wg-sites-ask', element('label', 'wg-field-wide', element('span', '', say('How many more')), add), pick('sites-from', say('Candidates'), SOURCES), files, element('label', 'wg-field-wide', element('span', '', say('Budget (yuan)')), budget), pick('sites-goal', say('What counts'), GOALS), go);
  form.id = 'sites-ask';
  const answer = element('div', 'wg-sites-answer');
  answer.id = 'sites-answer';
  const fold = element('details', 'wg-sites', element('summary', '', say('Where next')), form, answer);
  fold.open = innerWidth > 760;
  return [fold];
}
