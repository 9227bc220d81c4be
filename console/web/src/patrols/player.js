// The bar that plays a walk: which shift, how far, and what street that is.
import {still} from '../dash.js';
import {say} from '../facts.js';

const WHOLE_S = 40; // a shift is played in about this time

export class Player {
  /** @param {(at: {shift: number, metres: number}|null) => void} tell */
  constructor(tell) {
    this.tell = tell;
    this.route = null;
    this.frame = 0;
    document.addEventListener('click', (event) => {
      const at = event.target instanceof Element ? event.target : null;
      if (at?.closest('[data-play]')) this.toggle();
      const shift = at?.closest('[data-shift]');
      if (shift) this.pickShift(Number(shift.getAttribute('data-shift')));
    });
    document.addEventListener('input', (event) => {
      if (event.target instanceof Element && event.target.matches('[data-patrol-at]')) {
        this.stop();
        this.go(Number(event.target.value));
      }
    });
  }

  /** What plays goes on playing when its route is sent again.
   * @param {any} route as the server sends it; null: nothing is picked */
  show(route) {
    const same = route && route.grid === this.route?.grid;
    const metres = same ? this.metres : 0, shift = same ? this.shift : 1, playing = same && this.frame !== 0;
    this.stop();
    this.route = route?.legs.length ? route : null;
    const box = document.querySelector('[data-patrol-player]');
    if (!box) return;
    box.hidden = !this.route;
    if (!this.route) return this.tell(null);
    this.shifts = [...new Set(route.legs.map((leg) => leg.shift))];
    box.replaceChildren(...this.parts());
    this.pickShift(this.shifts.includes(shift) ? shift : 1, metres);
    if (playing) this.toggle();
  }

  parts() {
    const play = element('button', {type: 'button', className: 'wg-icon-button wg-patrol-play', textContent: '▶', title: say('Play the walk')});
    play.dataset.play = '';
    play.setAttribute('aria-label', say('Play the walk'));
    const slider = element('input', {type: 'range', min: '0', step: '1', value: '0', className: 'wg-patrol-at'});
    slider.dataset.patrolAt = '';
    slider.setAttribute('aria-label', say('How far the walk is'));
    const words = element('div', {className: 'wg-patrol-words'});
    const parts = [play, slider, words];
    if (this.shifts.length > 1) {
      const shifts = element('div', {className: 'wg-patrol-shifts', role: 'group'});
      for (const number of this.shifts) {
        const button = element('button', {type: 'button', className: 'wg-button', textContent: String(number), title: say('Shift {n}').replace('{n}', String(number))});
        button.dataset.shift = String(number);
        shifts.append(button);
      }
      parts.unshift(shifts);
    }
    return parts;
  }

  pickShift(number, metres = 0) {
    this.stop();
    this.shift = number;
    this.legs = [];
    let begins = 0;
    for (const leg of this.route.legs.filter((each) => each.shift === number)) {
      this.legs.push({...leg, begins});
      begins += leg.length_m;
    }
    this.length = begins;
    for (const button of document.querySelectorAll('[data-shift]')) button.setAttribute('aria-pressed', String(Number(button.dataset.shift) === number));
    const slider = document.querySelector('[data-patrol-at]');
    if (slider) slider.max = String(Math.max(1, Math.round(this.length)));
    this.go(Math.min(metres, this.length));
  }

  /** Show the walk after so many metres. */
  go(metres) {
    this.metres = metres;
    const slider = document.querySelector('[data-patrol-at]'), words = document.querySelector('.wg-patrol-words');
    if (slider) slider.value = String(Math.round(metres));
    const leg = this.legAt(metres);
    if (words && leg) {
      const passed = (this.route.begins.split(':').map(Number).reduce((sum, part) => sum * 60 + part, 0) + (metres / 1000 / this.route.speed_kmh) * 60) % 1440;
      const clock = `${String(Math.floor(passed / 60)).padStart(2, '0')}:${String(Math.floor(passed % 60)).padStart(2, '0')}`;
      const kind = leg.kind === 'walk' ? '' : ` · ${say(leg.kind === 'again' ? 'again' : 'on the way')}`;
      words.textContent = `${clock} · ${(metres / 1000).toFixed(2)} / ${(this.length / 1000).toFixed(2)} km · ${leg.number}. ${leg.street ?? say(leg.street_id ? 'path' : 'off the streets')}${kind}`;
      slider?.setAttribute('aria-valuetext', words.textContent);
    }
    this.tell({shift: this.shift, metres});
  }

  legAt(metres) {
    return this.legs.findLast((leg) => leg.begins <= metres) ?? this.legs[0];
  }

  toggle() {
    if (!this.route) return;
    if (this.frame) return this.stop();
    const ended = this.metres >= this.length - 1;
    // who wants things to keep still steps from leg to leg
    if (still()) {
      const after = this.legs.find((leg) => leg.begins > this.metres + 0.5);
      return this.go(ended ? 0 : after ? after.begins : this.length);
    }
    if (ended) this.go(0);
    let last = performance.now();
    const step = (now) => {
      const metres = this.metres + ((now - last) / 1000) * (this.length / WHOLE_S);
      last = now;
      this.go(Math.min(metres, this.length));
      if (metres >= this.length || !document.querySelector('[data-patrol-at]')) return this.stop();
      this.frame = requestAnimationFrame(step);
    };
    this.frame = requestAnimationFrame(step);
    this.face('❚❚', say('Pause'));
  }

  stop() {
    cancelAnimationFrame(this.frame);
    this.frame = 0;
    this.face('▶', say('Play the walk'));
  }

  face(sign, name) {
    const button = document.querySelector('[data-play]');
    if (!button) return;
    button.textContent = sign;
    button.title = name;
    button.setAttribute('aria-label', name);
  }
}

const element = (name, properties) => Object.assign(document.createElement(name), properties);
