// What the live stream means to this page: tiles are asked again, Dash hears of it, silence is said.
import {next, setProps} from './dash.js';
import {age, clock, say} from './facts.js';
import {openStream} from './live_worker.js';
import {whenAnswered} from './questions.js';

const FIRST_MS = 80; // the statements of one change come together
const LEAST_MS = 1000; // between one telling and the next, however much changes

/**
 * @param {string} script address of this very file, which is the worker as well
 * @param {{onChange: (change: any) => void, onGap: () => void, unseen: () => string[]}} hear  what the page's figures do
 *   not depend on is told to the map alone
 */
export function startLive(script, {onChange, onGap, unseen}) {
  const subjects = new Set();
  let at = null, timer = 0, told = 0, state = {live: true, since: Date.now()};

  const tellDash = () => {
    timer ||= setTimeout(() => whenAnswered((quiet) => {
      timer = 0;
      told = Date.now();
      // an empty page has nothing that could be refreshed: it is built anew
      if (document.querySelector('[data-reload-on-change]')) return location.reload();
      // a question that still waits is asked anew by this, and must be answered in full
      if (!quiet) subjects.add('*');
      setProps('live', {data: {n: next(), subjects: [...subjects], at: at ?? new Date().toISOString()}});
      subjects.clear();
    }), Math.max(FIRST_MS, told + LEAST_MS - Date.now()));
  };

  const hear = (message) => {
    if (message.kind === 'change') {
      onChange(message.change);
      // where nothing stands yet, anything is news
      const nothingYet = document.querySelector('[data-reload-on-change], #planner-empty:not([hidden])');
      if (!nothingYet && unseen().includes(message.change.subject)) return;
      subjects.add(message.change.subject);
      at = message.change.at ?? null;
      tellDash();
      return;
    }
    const turned = state.live !== message.live;
    state = {live: message.live, since: message.since};
    if (turned) setProps('live-state', {data: {state: state.live ? 'live' : 'stale', since: new Date(state.since).toISOString()}});
    if (message.gap || (turned && state.live)) {
      subjects.add('*');
      onGap();
      tellDash();
    }
    showLine(state);
  };

  connect(script, hear);
  setInterval(() => showLine(state), 1000);
}

function connect(script, hear) {
  if (!window.SharedWorker) {
    const stream = openStream(hear);
    addEventListener('online', stream.wake);
    return;
  }
  const worker = new SharedWorker(script, {name: 'wangge-live'});
  worker.port.onmessage = ({data}) => hear(data);
  worker.port.start();
  addEventListener('online', () => worker.port.postMessage('wake'));
  addEventListener('pagehide', () => worker.port.postMessage('bye'));
  addEventListener('pageshow', ({persisted}) => persisted && location.reload());
}

/** The amber line: what is shown is as old as this. */
function showLine({live, since}) {
  const line = document.getElementById('live-line');
  document.documentElement.dataset.live = live ? 'live' : 'stale';
  if (!line) return;
  const text = live ? '' : say('Not connected: what you see is of {time}, {age} old. Trying again …', {
    time: clock(since), age: age((Date.now() - since) / 1000),
  });
  if (line.textContent !== text) line.textContent = text;
  line.classList.toggle('wg-stale', !live);
}
