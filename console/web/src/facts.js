// What the server told the page: wordings, language, time zone.

/**
 * @typedef {{language: 'zh'|'en', words: Record<string, string>, refusals: Record<string, string>, time_zone: string}} Facts
 */

/** @type {Facts} */
let facts = {language: 'zh', words: {}, refusals: {}, time_zone: 'Asia/Shanghai'};

/** @param {Facts} given */
export function setFacts(given) {
  facts = given;
  document.documentElement.lang = given.language === 'zh' ? 'zh-CN' : 'en';
}

/** The page's language. @returns {'zh'|'en'} */
export const language = () => facts.language;

/**
 * Say an English wording in the page's language; {names} in it are replaced.
 * @param {string} wording
 * @param {Record<string, string|number>} [values]
 */
export function say(wording, values = {}) {
  const said = facts.words[wording] || wording;
  return said.replace(/\{(\w+)\}/g, (whole, name) => (name in values ? String(values[name]) : whole));
}

/**
 * Pick the page's language from words that come in both.
 * @param {{zh: string, en: string}} both
 */
export const pick = (both) => both[facts.language] || both.zh;

/** A whole number with narrow spaces between its thousands. @param {number} value */
export const grouped = (value) => Math.round(value).toString().replace(/\B(?=(\d{3})+(?!\d))/g, '\u202f');

/** A sentence of the record with its figures as pages write them. @param {string} said */
export const inWords = (said) => said.replace(/(?<=\d),(?=\d{3}(?!\d))/g, '\u202f').replace(/(?<=\d) (?=[人栋处个户]|m²|people|buildings)/g, '\u00a0');

/** Parts that stand between “·” and are broken between lines after it only. @param {string} said */
export const unbroken = (said) => said.replace(/(?<!·) /g, '\u00a0').replace(/(?=·)/g, '\u2060');

/** The time of day in the district's zone. @param {number} milliseconds @param {boolean} [seconds] */
export function clock(milliseconds, seconds = true) {
  return new Intl.DateTimeFormat('en-GB', {
    timeZone: facts.time_zone, hour: '2-digit', minute: '2-digit', ...(seconds ? {second: '2-digit'} : {}),
  }).format(milliseconds);
}

/** A day and a time in the district's zone, as drafts and their steps have it. @param {number|string} at */
export function moment(at) {
  const parts = {month: '2-digit', day: '2-digit', hour: '2-digit', minute: '2-digit', hourCycle: 'h23', timeZone: facts.time_zone};
  const said = Object.fromEntries(new Intl.DateTimeFormat('en-GB', parts).formatToParts(new Date(at)).map(({type, value}) => [type, value]));
  return `${said.month}-${said.day} ${said.hour}:${said.minute}`;
}

/** Who did something: whoever works at the console without a name is said in the page's language. @param {string} author */
export const authorWords = (author) => (author === 'local operator' ? say('local operator') : author);

/** How long ago, in words. @param {number} seconds */
export function age(seconds) {
  if (seconds < 90) return say('{n} s', {n: Math.round(seconds)});
  if (seconds < 5400) return say('{n} min', {n: Math.round(seconds / 60)});
  return say('{n} h', {n: Math.round(seconds / 3600)});
}

/** What the record refuses, by its English wording with names in braces. */
export const refusals = () => facts.refusals ?? {};
