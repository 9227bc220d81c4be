// The tools by their names, as the buttons of the page have them, and the keys that take them in hand.
import {BorderTool} from './border.js';
import {CarveTool} from './carve.js';
import {GiveTool} from './give.js';
import {HoleTool} from './hole.js';
import {LockTool} from './lock.js';
import {MergeTool} from './merge.js';
import {SelectTool} from './select.js';
import {SplitTool} from './split.js';

export const TOOLS = {
  select: SelectTool, border: BorderTool, split: SplitTool, merge: MergeTool, give: GiveTool, carve: CarveTool, hole: HoleTool, lock: LockTool,
};
export const KEYS = {v: 'select', b: 'border', s: 'split', m: 'merge', g: 'give', c: 'carve', h: 'hole', k: 'lock'};
