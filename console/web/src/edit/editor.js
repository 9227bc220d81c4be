// One open draft: its grids as the server last said them, what is picked, the tool in hand, and what is sent.
import {later, next, setProps} from '../dash.js';
import {say} from '../facts.js';
import {bar, called} from './bar.js';
import {Card} from './card.js';
import {Checks} from './checks.js';
import {Cured} from './cured.js';
import {Fabric} from './fabric.js';
import {Hint} from './hint.js';
import {Histogram} from './histogram.js';
import {handKey} from './keyboard.js';
import {closeLayers, fabricPanes, openLayers} from './layers.js';
import {loadGeoman} from './load_geoman.js';
import {Preview, showPreview} from './preview.js';
import {Requests} from './requests.js';
import {Sending} from './sending.js';
import {Snapping} from './snapping.js';
import {Steps} from './steps.js';
import {TOOLS} from './tools/tools.js';

const ASIDE_MS = 120;

export class Editor {
  /**
   * @param {import('../map.js').PageMap} page the page's map
   * @param {string} plan
   * @param {(edit: {operation: string, arguments: any}|null) => void} leave keep an edit that comes too late for this draft
   */
  constructor(page, plan, leave) {
    this.leave = leave;
    this.map = page;
    this.lmap = page.map;
    this.plan = plan;
    this.requests = new Requests(plan);
    this.fabric = new Fabric();
    this.revision = null;
    this.picked = null;
    this.retry = null;
    /** whether borders may run through buildings */
    this.through = false;
    this.preview = new Preview(this, (state) => showPreview(this, state));
    this.snapping = new Snapping(this);
    this.card = new Card(this);
    this.checks = new Checks(this);
    this.cured = new Cured(this);
    this.steps = new Steps(this);
    this.histogram = new Histogram(this);
    this.sending = new Sending(this);
    this.hint = new Hint();
    this.aside = later(() => this._aside(), ASIDE_MS);
  }

  async open() {
    this.map.editing = this;
    fabricPanes(this.lmap);
    try {
      const [answer, about] = await Promise.all([this.requests.grids(), this.requests.about(), loadGeoman(this.map.L, this.lmap)]);
      if (this.closed) return;
      openLayers(this, answer.grids);
      this.snapping.start();
      if (answer.state !== 'draft') return this.sending.published();
      this.take(answer);
      bar(about);
      this.histogram.begin(about.base_id);
      this.use('select');
      this.selected(this.map.view?.selection ?? null);
    } catch (failure) {
      if (!this.closed) this.sending.lost(failure);
    }
  }

  close() {
    this.closed = true;
    this.preview.drop();
    this.tool?.stop();
    this.snapping.stop();
    closeLayers(this);
    if (this.map.editing === this) this.map.editing = null;
    this.card.clear();
    this.cured.clear();
    this.histogram.clear();
  }

  /** The server's word: grids, revision, name, how many steps back and forth. */
  take(answer) {
    if (this.closed) return;
    this.fabric.apply(answer);
    this.revision = answer.revision;
    if (answer.name) called(answer.name);
    this.redraw();
    this.tool?.refresh?.();
    this.card.show();
    this.histogram.show();
    this.map.legend();
    this.aside();
  }

  redraw() {
    for (const layer of [this.ground, this.layer, this.hand]) layer?.redraw();
  }

  /** Findings, steps and what is cured, which may take their time. */
  async _aside() {
    if (this.closed) return;
    await Promise.allSettled([this.checks.ask(), this.steps.ask(), this.cured.ask()]);
  }

  /** Take a tool in hand. @param {string} name */
  use(name) {
    this.tool?.stop();
    this.letGo();
    this.through = false;
    this.toolName = name;
    this.hint.clear();
    this.tool = new TOOLS[name](this);
    for (const button of document.querySelectorAll('[data-tool]'))
      button.setAttribute('aria-pressed', String(button.getAttribute('data-tool') === name));
    this.lmap.getContainer().dataset.inHand = name;
    this.tool.start();
    this.showHint();
  }

  /** @param {KeyboardEvent} event */
  key(event) {
    handKey(this, event);
  }

  /** A click on the map: whether it was for the editor. */
  click(latlng, event) {
    return this.tool?.click(latlng, event) ?? false;
  }

  pick(code) {
    setProps('map-pick', {data: {layer: code ? 'draft_grids' : null, id: code, properties: null, lat: null, lon: null, n: next()}});
  }

  /** The pointer is over a place: whether nothing of the page itself is to be pointed at. */
  point(latlng) {
    if (!this.hand) return false;
    const code = this.fabric.at([latlng.lng, latlng.lat])?.code ?? null;
    if (this.hand.pointed !== code) {
      this.hand.pointed = code;
      this.hand.redraw();
    }
    this.tool?.point?.(latlng);
    return this.toolName !== 'select' && this.toolName !== 'give';
  }

  /** The page's selection. @param {{layer: string, id: string}|null} selection */
  selected(selection) {
    if (!this.layer) return;
    const code = this.checks.selected(selection) ?? (selection?.layer === 'draft_grids' ? selection.id : null);
    const other = code !== this.picked;
    this.picked = code;
    this.hand.picked = code;
    this.redraw();
    if (other) this.tool?.selected?.();
    this.showHint();
    this.card.show();
  }

  /** Take grids off the map into the hand. @param {string[]} codes */
  lift(codes) {
    this.layer.lifted = new Set(codes);
    this.figures = new Map();
    this.layer.redraw();
    this.ground.redraw();
  }

  /** Show what is in the hand as it would be. @param {(grid: any) => any} change */
  inHand(change) {
    this.dragging = true;
    this.hand.grids = [...this.layer.lifted].map((code) => {
      const grid = this.fabric.grids.get(code);
      return {...change(grid), people: this.figures.get(code)?.people ?? grid.people};
    });
    this.hand.redraw();
  }

  /** Nothing is in the hand. */
  letGo() {
    this.dragging = false;
    this.preview.drop();
    if (!this.layer) return;
    this.layer.lifted = new Set();
    this.hand.clear();
    this.redraw();
  }

  /** Leave what was to be tried again, too. */
  drop() {
    this.retry = null;
    this.letGo();
    this.use('select');
    this.card.show();
  }

  /** An edit that is not done, to be tried again or left. @param {{operation: string, arguments: any}} edit */
  offer(edit) {
    this.retry = edit;
    this.by = null;
    this.preview.ask(edit.operation, edit.arguments);
    this.card.show();
  }

  /** Send an edit. @returns {Promise<boolean>} whether it was made */
  async commit(operation, args) {
    const made = await this.sending.commit(operation, this.allowing(args));
    if (made && this.through) this.mayCut(false);
    return made;
  }

  /** Give leave to cut buildings, until an edit is made or another tool is taken. @param {boolean} allowed */
  mayCut(allowed) {
    this.through = allowed;
    this.preview.again();
    this.showHint();
  }

  /** Arguments, with leave to cut buildings where it was given. */
  allowing(args) {
    return this.through ? {...args, through_buildings: true} : args;
  }

  /** The record changed, perhaps by another window. @param {{subject: string}} change */
  changed({subject}) {
    if (this.revision === null) return;
    if (subject === 'draft' || subject === 'plan') this.sending.follow();
    else if (subject === 'blind_spot' || subject === 'parameter') this.aside();
  }

  /** Say something beside the tools for a while. @param {string} sentence */
  say(sentence) {
    this.hint.say(sentence);
  }

  /** What the tool in hand wants next. */
  showHint() {
    const hint = this.tool?.hint() ?? '', allowed = this.through && this.toolName !== 'select';
    this.hint.show(allowed ? `${hint} ${say('Borders may cut buildings now (X: not any more).')}` : hint);
  }
}
