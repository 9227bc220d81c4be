// Dash's questions to the server that wait for their answer. A callback that is called again meanwhile drops its first
// answer, though the second may leave parts as they are: a change of the record is told when nothing waits any more.
const ANSWERS = /\/_dash-update-component$/;
const AFTER_MS = 60; // what was answered is on the page by then
const MOST_MS = 20_000; // news waits no longer, whatever is asked

let waiting = 0, quietSince = 0;

/** Count questions from now on: to be called once, before the first is asked. */
export function countQuestions() {
  const ask = window.fetch;
  window.fetch = function counted(...asked) {
    const answer = ask.apply(this, asked), address = asked[0] instanceof Request ? asked[0].url : String(asked[0]);
    if (!ANSWERS.test(new URL(address, location.href).pathname)) return answer;
    waiting += 1;
    answer.then((said) => said.clone().arrayBuffer()).catch(() => null).finally(() => {
      waiting -= 1;
      quietSince = performance.now();
    });
    return answer;
  };
}

/** Call `work` once no question waits, or when it took too long. @param {(quiet: boolean) => void} work */
export function whenAnswered(work, asked = performance.now()) {
  const now = performance.now(), quiet = !waiting && now - quietSince > AFTER_MS;
  if (quiet || now - asked > MOST_MS) work(quiet);
  else setTimeout(() => whenAnswered(work, asked), AFTER_MS);
}
