// What was done in a step, in words.
import {say} from '../facts.js';

/** @param {string} action as the record has it */
export function actionWords(action) {
  const words = {
    create: () => say('made'), copy: () => say('made'), move_vertex: () => say('corner moved'), insert_vertex: () => say('corner added'),
    delete_vertex: () => say('corner removed'), move_border: () => say('border moved'), split: () => say('grid parted'),
    merge: () => say('grids merged'), give: () => say('ground given'), carve: () => say('grid carved out'), cure: () => say('blind spot cured'),
    cut_hole: () => say('hole cut'), fill_hole: () => say('hole filled'), heal: () => say('mended'), attach: () => say('piece attached'), clip: () => say('clipped to its community'), settle: () => say('put in its community'), recode: () => say('numbered anew'), assign: () => say('worker assigned'), mend: () => say('mended'),
    renumber: () => say('numbered anew'), rename: () => say('renamed'), propose: () => say('proposed by the machine'), sql: () => say('edited with SQL'), lock: () => say('locked'), unlock: () => say('lock opened'),
  };
  return words[action]?.() ?? action;
}
