// Counts people by how far they walk: all figures of the page of resources at one radius, in one pass.

/**
 * @typedef {{id: number[], walk: number[], straight: number[], people: number[], elderly: number[], resource: number[],
 *   grid: number[]}} Homes   metres are rounded up; -1: no way
 * @typedef {{people: number, elderly: number, reached: number, reached60: number, straight: number}} Sum
 */

/** @returns {Sum} */
const nothing = () => ({people: 0, elderly: 0, reached: 0, reached60: 0, straight: 0});

/**
 * @param {{homes: Homes, resources: any[], grids: any[]}} data
 * @param {number} radius
 * @returns {{total: Sum & {cutOff: number}, resources: Sum[], grids: Sum[], none: Sum}}
 */
export function countWithin({homes, resources, grids}, radius) {
  const total = {...nothing(), cutOff: 0}, none = nothing();
  const byResource = resources.map(nothing), byGrid = grids.map(nothing);
  for (let i = 0; i < homes.id.length; i += 1) {
    const people = homes.people[i], elderly = homes.elderly[i], walk = homes.walk[i];
    const sums = [total, byGrid[homes.grid[i]] ?? none, byResource[homes.resource[i]]];
    const near = walk >= 0 && walk <= radius, beside = homes.straight[i] <= radius;
    if (walk < 0) total.cutOff += people;
    for (const sum of sums) {
      if (!sum) continue;
      sum.people += people;
      sum.elderly += elderly;
      if (near) {
        sum.reached += people;
        sum.reached60 += elderly;
      }
      if (beside) sum.straight += people;
    }
  }
  return {total, resources: byResource, grids: byGrid, none};
}

/**
 * People within each multiple of `step`, on foot and in a straight line, as shares of all.
 * @param {Homes} homes
 * @param {number} most
 * @param {number} step
 */
export function curves(homes, most, step) {
  const count = Math.ceil(most / step) + 1, walk = new Float64Array(count), straight = new Float64Array(count);
  let all = 0;
  for (let i = 0; i < homes.id.length; i += 1) {
    all += homes.people[i];
    for (const [sums, metres] of [[walk, homes.walk[i]], [straight, homes.straight[i]]]) {
      const place = Math.ceil(metres / step);
      if (metres >= 0 && place < count) sums[place] += homes.people[i];
    }
  }
  const shares = (sums) => {
    let sum = 0;
    return Array.from(sums, (value) => (sum += value) / (all || 1));
  };
  return {walk: shares(walk), straight: shares(straight)};
}

/** The band of a walk, as the layer's style calls it. @param {number} walk @param {number} radius */
export function bandOf(walk, radius) {
  if (walk < 0) return 'cut_off';
  if (walk <= radius) return 'within';
  if (walk <= 2 * radius) return 'outside';
  return walk <= 3 * radius ? 'farther' : 'farthest';
}
