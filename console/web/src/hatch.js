// Diagonal lines for what must be seen without its colour.

/** @type {Map<string, HTMLCanvasElement>} */
const swatches = new Map();
export const HATCH_PX = 8;

/**
 * A fill of diagonal lines.
 * @param {CanvasRenderingContext2D} context
 * @param {string} colour
 * @param {number} scale device pixels per CSS pixel
 * @param {DOMMatrix} placed from CSS pixels to the pen's own units
 */
export function hatch(context, colour, scale, placed) {
  const side = Math.round(HATCH_PX * scale), key = `${colour}|${side}`;
  let swatch = swatches.get(key);
  if (!swatch) {
    swatch = document.createElement('canvas');
    swatch.width = swatch.height = side;
    const pen = swatch.getContext('2d');
    pen.strokeStyle = colour;
    pen.lineWidth = 1.4 * scale;
    for (const shift of [-side, 0, side]) {
      pen.moveTo(shift - 1, side + 1);
      pen.lineTo(shift + side + 1, -1);
    }
    pen.stroke();
    swatches.set(key, swatch);
  }
  const pattern = context.createPattern(swatch, 'repeat');
  pattern.setTransform(placed.scale(HATCH_PX / side));
  return pattern;
}
