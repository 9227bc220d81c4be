// One walk above the map: its legs with arrows and numbers, the post, the places it passes, and where the player is.
import {strokeArrows} from '../arrows.js';
import {canvasLayer} from '../canvas_layer.js';

const LOOK = {
  light: {halo: 'rgba(255,255,255,0.95)', walk: '#1864ab', again: '#a3497c', way: '#66727f', done: '#0b7a5b', ink: '#1d2733', ground: '#ffffff'},
  dark: {halo: 'rgba(13,19,30,0.95)', walk: '#6db5f2', again: '#e39cc4', way: '#8d9bad', done: '#3fc59a', ink: '#e8eef5', ground: '#151d2a'},
};
const DASH = {walk: [], again: [8, 5], way: [2, 5]};
const NUMBER_PX = 46; // numbers stand no nearer than this

/** Make the class once Leaflet is there. @param {any} L */
export function routeLayer(L) {
  const Canvas = canvasLayer(L);
  return Canvas.extend({
    /** @param {any} route null: nothing is drawn */
    show(route) {
      this.route = route;
      this.at = null;
      this.redraw();
    },

    /** @param {{shift: number, metres: number}|null} at */
    goTo(at) {
      this.at = at;
      this.redraw();
    },

    paint(pen) {
      if (!this.route) return;
      const look = LOOK[this.options.theme()], shift = this.at?.shift ?? 1;
      const legs = this.route.legs.map((leg) => ({...leg, line: leg.line.map(([lon, lat]) => this._map.latLngToLayerPoint([lat, lon]))}));
      const own = legs.filter((leg) => leg.shift === shift), others = legs.filter((leg) => leg.shift !== shift);
      this._ground(pen, look);
      pen.lineJoin = pen.lineCap = 'round';
      pen.globalAlpha = 0.35;
      this._lines(pen, others, look, 2.5);
      pen.globalAlpha = 1;
      this._lines(pen, own, look, 4);
      this._done(pen, own, look);
      for (const leg of own) strokeArrows(pen, leg.line, {colour: look[leg.kind], width: 4, unit: 1, every: 64});
      this._numbers(pen, own, look);
      this._places(pen, look, shift);
    },

    /** The grid's own ground, under its streets. */
    _ground(pen, look) {
      const path = new Path2D();
      for (const part of this.route.outline?.coordinates ?? [])
        for (const ring of part) {
          ring.forEach(([lon, lat], i) => {
            const p = this._map.latLngToLayerPoint([lat, lon]);
            if (i) path.lineTo(p.x, p.y);
            else path.moveTo(p.x, p.y);
          });
          path.closePath();
        }
      pen.fillStyle = pen.strokeStyle = look.walk;
      pen.globalAlpha = 0.1;
      pen.fill(path, 'evenodd');
      pen.globalAlpha = 0.6;
      pen.lineWidth = 1.5;
      pen.setLineDash([6, 4]);
      pen.stroke(path);
      pen.setLineDash([]);
      pen.globalAlpha = 1;
    },

    _lines(pen, legs, look, width) {
      for (const [extra, colour] of [[3, () => look.halo], [0, (leg) => look[leg.kind]]])
        for (const leg of legs) {
          pen.beginPath();
          leg.line.forEach((p, i) => (i ? pen.lineTo(p.x, p.y) : pen.moveTo(p.x, p.y)));
          pen.setLineDash(extra ? [] : DASH[leg.kind]);
          pen.strokeStyle = colour(leg);
          pen.lineWidth = width + extra;
          pen.stroke();
        }
      pen.setLineDash([]);
    },

    /** What is behind the walker, and the walker. */
    _done(pen, legs, look) {
      let left = this.at?.metres ?? 0, last = null;
      if (left <= 0) return;
      pen.strokeStyle = look.done;
      pen.lineWidth = 5;
      pen.beginPath();
      for (const leg of legs) {
        const share = Math.min(1, left / Math.max(leg.length_m, 0.01)), line = cut(leg.line, share);
        line.forEach((p, i) => (i ? pen.lineTo(p.x, p.y) : pen.moveTo(p.x, p.y)));
        last = line[line.length - 1];
        left -= leg.length_m;
        if (left <= 0) break;
      }
      pen.stroke();
      if (!last) return;
      pen.beginPath();
      pen.arc(last.x, last.y, 9, 0, 2 * Math.PI);
      pen.fillStyle = look.done;
      pen.strokeStyle = look.halo;
      pen.lineWidth = 3;
      pen.fill();
      pen.stroke();
    },

    _numbers(pen, legs, look) {
      const taken = [];
      pen.font = `600 12px ${getComputedStyle(document.body).fontFamily}`;
      pen.textAlign = 'center';
      pen.textBaseline = 'middle';
      for (const leg of legs) {
        const [p] = cut(leg.line, 0.5).slice(-1);
        if (taken.some((q) => Math.hypot(p.x - q.x, p.y - q.y) < NUMBER_PX)) continue;
        taken.push(p);
        pen.lineWidth = 4;
        pen.strokeStyle = look.halo;
        pen.strokeText(String(leg.number), p.x, p.y - 11);
        pen.fillStyle = look.ink;
        pen.fillText(String(leg.number), p.x, p.y - 11);
      }
    },

    _places(pen, look, shift) {
      const point = ([lon, lat]) => this._map.latLngToLayerPoint([lat, lon]);
      pen.lineWidth = 2;
      pen.strokeStyle = look.ink;
      pen.fillStyle = look.ground;
      for (const stop of this.route.stops.filter((each) => each.shift === shift)) {
        const p = point([stop.lon, stop.lat]);
        pen.beginPath();
        pen.rect(p.x - 5, p.y - 5, 10, 10);
        pen.fill();
        pen.stroke();
      }
      const p = point(this.route.post);
      pen.beginPath();
      pen.moveTo(p.x, p.y - 10);
      pen.lineTo(p.x + 9, p.y + 7);
      pen.lineTo(p.x - 9, p.y + 7);
      pen.closePath();
      pen.fillStyle = look.ink;
      pen.strokeStyle = look.halo;
      pen.lineWidth = 3;
      pen.stroke();
      pen.fill();
    },
  });
}

/** The beginning of a line, up to a share of its length. */
function cut(line, share) {
  const steps = line.slice(1).map((p, i) => Math.hypot(p.x - line[i].x, p.y - line[i].y));
  let left = steps.reduce((sum, step) => sum + step, 0) * share;
  const found = [line[0]];
  for (let i = 0; i < steps.length; i += 1) {
    if (steps[i] >= left) {
      const part = steps[i] ? left / steps[i] : 0;
      found.push({x: line[i].x + (line[i + 1].x - line[i].x) * part, y: line[i].y + (line[i + 1].y - line[i].y) * part});
      return found;
    }
    found.push(line[i + 1]);
    left -= steps[i];
  }
  return found;
}
