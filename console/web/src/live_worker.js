// Holds the live stream. As a SharedWorker there is one stream per browser, however many tabs are open: over HTTP/1.1 a
// browser opens six connections to a host, and a stream in each of seven tabs would leave none for anything else.
// The stream is read with fetch, not EventSource, because only so are its pings seen, and silence is told from peace.

const SILENCE_MS = 25000; // the server pings each 10 s
const FIRST_WAIT_MS = 500, LAST_WAIT_MS = 10000;

/**
 * @typedef {{kind: 'change', change: any} | {kind: 'state', live: boolean, since: number, gap?: boolean}} Message
 */

/** Run as a shared worker: every page that connects hears everything. @param {any} scope */
export function startWorker(scope) {
  const ports = new Set();
  let state = null;
  const stream = openStream((message) => {
    if (message.kind === 'state') state = {...message, gap: false};
    for (const port of ports) port.postMessage(message);
  });
  scope.onconnect = ({ports: [port]}) => {
    ports.add(port);
    port.onmessage = ({data}) => {
      if (data === 'bye') ports.delete(port);
      if (data === 'wake') stream.wake();
    };
    if (state) port.postMessage(state);
  };
}

/**
 * Read the stream for good: it is opened again whenever it ends or falls silent, from the last event that came.
 * @param {(message: Message) => void} tell
 * @param {string} [url]
 */
export function openStream(tell, url = '/live') {
  // heard: any sign of the server; fresh: until when it knew of everything that changed
  let lastId = '', heard = Date.now(), fresh = heard, deaf = false, live = null, wait = FIRST_WAIT_MS, control = null, wakeUp = null;

  const setLive = (now, gap = false) => {
    if (now === live && !gap) return;
    live = now;
    tell({kind: 'state', live, since: fresh, gap});
  };

  const watch = setInterval(() => {
    if (Date.now() - heard > SILENCE_MS) {
      setLive(false);
      control?.abort();
    }
  }, 1000);

  const onEvent = ({id, data, event}) => {
    if (id !== undefined) lastId = id;
    if (data === undefined) return;
    // the server stands, but does not hear what changes: until it does, what is shown grows old
    deaf = event === 'deaf' || (deaf && event !== 'ping' && JSON.parse(data).subject !== '*');
    if (event === 'deaf') setLive(false);
    if (event === 'ping' || event === 'deaf') return;
    const change = JSON.parse(data);
    // the server says with a star that changes may have been missed
    if (change.subject === '*') setLive(true, true);
    else tell({kind: 'change', change});
  };

  const read = async () => {
    control = new AbortController();
    const headers = {Accept: 'text/event-stream', ...(lastId ? {'Last-Event-ID': lastId} : {})};
    const answer = await fetch(url, {headers, signal: control.signal, cache: 'no-store'});
    if (!answer.ok) throw new Error(String(answer.status));
    const again = live === false;
    heard = Date.now();
    if (!deaf) fresh = heard;
    if (!deaf) setLive(true, again && !lastId); // with no event to go on from, whatever changed meanwhile was missed
    wait = FIRST_WAIT_MS;
    const reader = answer.body.pipeThrough(new TextDecoderStream()).getReader(), parse = eventParser(onEvent);
    for (;;) {
      const {value, done} = await reader.read();
      if (done) return;
      heard = Date.now();
      parse(value);
      if (deaf) continue;
      fresh = heard;
      setLive(true);
    }
  };

  (async () => {
    for (;;) {
      try {
        await read();
      } catch {
        // the server is away or the network is: it is tried again below
      }
      if (Date.now() - heard > 3000) setLive(false);
      await new Promise((go) => {
        wakeUp = go;
        setTimeout(go, wait);
      });
      if (wait > FIRST_WAIT_MS * 2) setLive(false);
      wait = Math.min(wait * 2, LAST_WAIT_MS);
    }
  })();

  return {wake: () => wakeUp?.(), close: () => clearInterval(watch)};
}

/**
 * Take a stream of text apart into events (HTML standard, 9.2.6).
 * @param {(event: {id?: string, event?: string, data?: string}) => void} tell
 */
export function eventParser(tell) {
  let rest = '', event = {};
  return (text) => {
    const lines = (rest + text).split(/\r\n|\n|\r/);
    rest = lines.pop();
    for (const line of lines) {
      if (line === '') {
        if (Object.keys(event).length) tell(event);
        event = {};
      } else if (!line.startsWith(':')) {
        const colon = line.indexOf(':'), name = colon < 0 ? line : line.slice(0, colon);
        const value = colon < 0 ? '' : line.slice(colon + 1).replace(/^ /, '');
        if (name === 'data') event.data = event.data === undefined ? value : `${event.data}\n${value}`;
        else if (name === 'id' || name === 'event') event[name] = value;
      }
    }
  };
}
