// Arrowheads along a line, in the direction it was drawn.

const EVERY_PX = 70;
const LEAST_PX = 14; // a shorter line has no room for one

/**
 * @param {CanvasRenderingContext2D} pen
 * @param {{x: number, y: number}[]} line
 * @param {{colour: string, width: number, unit: number, every?: number}} look width in px; unit: px per unit of the line
 */
export function strokeArrows(pen, line, {colour, width, unit, every = EVERY_PX}) {
  const heads = new Path2D(), size = (width * 1.1 + 3) / unit;
  for (const {x, y, angle} of placesOf(line, every / unit, LEAST_PX / unit)) {
    const arm = (turn) => [x - size * Math.cos(angle + turn), y - size * Math.sin(angle + turn)];
    heads.moveTo(...arm(0.55));
    heads.lineTo(x, y);
    heads.lineTo(...arm(-0.55));
  }
  pen.strokeStyle = colour;
  pen.lineWidth = Math.max(1.6, width * 0.7) / unit;
  pen.lineJoin = pen.lineCap = 'round';
  pen.setLineDash([]);
  pen.stroke(heads);
}

/** Evenly along the line: one in the middle of a short one. */
function* placesOf(line, every, least) {
  const steps = [];
  let length = 0;
  for (let i = 1; i < line.length; i += 1) {
    const step = Math.hypot(line[i].x - line[i - 1].x, line[i].y - line[i - 1].y);
    steps.push(step);
    length += step;
  }
  if (length < least) return;
  const count = Math.max(1, Math.floor(length / every));
  let at = 0, walked = 0;
  for (let n = 0; n < count; n += 1) {
    const goal = (length * (n + 0.5)) / count;
    while (at < steps.length - 1 && walked + steps[at] < goal) walked += steps[at++];
    const from = line[at], to = line[at + 1], share = steps[at] ? (goal - walked) / steps[at] : 0;
    yield {x: from.x + (to.x - from.x) * share, y: from.y + (to.y - from.y) * share, angle: Math.atan2(to.y - from.y, to.x - from.x)};
  }
}
