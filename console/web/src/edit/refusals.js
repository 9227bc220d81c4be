// What the record refuses, in the reader's language: the catalogue holds a sentence with a name in braces for each part that differs.
import {refusals, say} from '../facts.js';

const CUTS = /`through_buildings`/; // what a program says; here a key does

let known = null, made = [];

/** @param {string} sentence in English, as the server has it; one that is not known stays as it is */
export function refusalWords(sentence) {
  return CUTS.test(sentence) ? say('The border would cut buildings ({n}): draw it around them, or press X to allow it.', {n: sentence.match(/\d+/)?.[0] ?? ''}) : worded(sentence);
}

function worded(sentence) {
  if (refusals() !== known) {
    known = refusals();
    made = Object.entries(known).sort((a, b) => open(b[0]) - open(a[0])).map(([wording, said]) => [pattern(wording), said]);
  }
  for (const [looks, said] of made) {
    const found = looks.exec(sentence);
    if (found) return said.replace(/\{(\w+)\}/g, (whole, name) => found.groups?.[name] ?? whole);
  }
  return sentence;
}

/** How much of a wording is said: those that leave least open come first. */
const open = (wording) => wording.replace(/\{\w+\}/g, '').length;

function pattern(wording) {
  const seen = new Set();
  const parts = wording.split(/\{(\w+)\}/).map((piece, i) => {
    if (i % 2 === 0) return piece.replace(/[.*+?^${}()|[\]\\]/g, '\\$&');
    if (seen.has(piece)) return `\\k<${piece}>`;
    seen.add(piece);
    return `(?<${piece}>.*?)`;
  });
  return new RegExp(`^${parts.join('')}$`, 's');
}
