// What the editor asks of the server, and how a refusal comes back.

/** The server said no: `sentence` says why, `status` how; `answer` is all it said. */
export class Refusal extends Error {
  /** @param {number} status @param {any} answer */
  constructor(status, answer) {
    super(answer?.detail?.detail ?? answer?.detail ?? String(status));
    this.status = status;
    this.answer = answer?.detail && typeof answer.detail === 'object' ? answer.detail : answer ?? {};
  }
}

export class Requests {
  /** @param {string} plan id of the draft */
  constructor(plan) {
    this.base = `/api/plans/${plan}`;
  }

  /** What it is called, and what it was made from. */
  about() {
    return ask('GET', this.base);
  }

  /** @param {number} [since] only what changed after this revision */
  grids(since) {
    return ask('GET', `${this.base}/grids${since === undefined ? '' : `?since=${since}`}`);
  }

  /** @param {{operation: string, arguments: any, revision: number, preview?: boolean}} edit @param {AbortSignal} [signal] */
  edit(edit, signal) {
    return ask('POST', `${this.base}/edits`, {preview: false, ...edit}, signal);
  }

  /** @param {'undo'|'redo'} way */
  step(way, revision) {
    return ask('POST', `${this.base}/${way}`, {revision});
  }

  findings() {
    return ask('GET', `${this.base}/findings`);
  }

  /** Blind spots of the plan in force that the draft cures, and buildings it answers for otherwise. */
  cured() {
    return ask('GET', `${this.base}/cured`);
  }

  history() {
    return ask('GET', `${this.base}/history`);
  }

  /** @param {{keys?: string[], kind?: string}} which */
  mend(revision, which) {
    return ask('POST', `${this.base}/mends`, {revision, ...which});
  }

  lock(code, locked) {
    return ask(locked ? 'PUT' : 'DELETE', `${this.base}/locks/${encodeURIComponent(code)}`);
  }
}

/** The grids of another plan, to compare with. @param {number} plan */
export const gridsOf = (plan) => ask('GET', `/api/plans/${plan}/grids`);

/** Make a draft. @param {string} name @param {string} [base] id of the plan it is made from; else the one in force */
export const newDraft = (name, base) => ask('POST', '/api/plans', {name, ...(base ? {base} : {})});

async function ask(method, path, body, signal) {
  const answer = await fetch(path, {
    method, signal, cache: 'no-store',
    ...(body ? {headers: {'Content-Type': 'application/json'}, body: JSON.stringify(body)} : {}),
  });
  const said = answer.status === 204 ? null : await answer.json().catch(() => null);
  if (!answer.ok) throw new Refusal(answer.status, said);
  return said;
}
