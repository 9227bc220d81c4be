// Grids as paths for a canvas, made once and drawn at any zoom.
import {ringsOf} from './fabric.js';

const DEEP = 20; // paths are in the pixels of this zoom, from a corner of their own

export class Paths {
  /** @param {any} map @param {[number, number]} origin lon, lat near all that is drawn */
  constructor(map, origin) {
    this.map = map;
    this.corner = map.project([origin[1], origin[0]], DEEP);
    this.made = new WeakMap();
  }

  /** The path of a grid. @returns {Path2D} */
  of(grid) {
    let path = this.made.get(grid);
    if (!path) this.made.set(grid, (path = this.along(ringsOf(grid), true)));
    return path;
  }

  /** A path along lines of lon/lat. */
  along(lines, closed) {
    const path = new Path2D();
    for (const line of lines) {
      line.forEach((place, i) => {
        const {x, y} = this.map.project([place[1], place[0]], DEEP).subtract(this.corner);
        if (i) path.lineTo(x, y);
        else path.moveTo(x, y);
      });
      if (closed) path.closePath();
    }
    return path;
  }

  /** Turn a pen from layer pixels to the paths' own units; returns one layer pixel in them. @param {CanvasRenderingContext2D} pen */
  turn(pen) {
    const unit = this.map.getZoomScale(DEEP, this.map.getZoom());
    const at = this.corner.divideBy(unit).subtract(this.map.getPixelOrigin());
    pen.translate(at.x, at.y);
    pen.scale(1 / unit, 1 / unit);
    return unit;
  }
}
