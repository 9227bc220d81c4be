// One open draft: its grids as the server last said them, what is picked, and the tool in hand.
import {next, setProps} from '../dash.js';
import {say} from '../facts.js';
import {Fabric} from './fabric.js';
import {fabricLayer} from './fabric_layer.js';
import {Paths} from './paths.js';
import {Requests} from './requests.js';

export class Editor {
  /** @param {import('../map.js').PageMap} page the page's map @param {string} plan */
  constructor(page, plan) {
    this.map = page;
    this.plan = plan;
    this.requests = new Requests(plan);
    this.fabric = new Fabric();
    this.revision = null;
    this.picked = null;
  }

  async open() {
    const {map} = this.map;
    this.map.editing = this;
    if (!map.getPane('fabric')) {
      map.createPane('fabric').style.zIndex = '430';
      map.getPane('fabric').style.pointerEvents = 'none';
    }
    const middle = map.getCenter();
    this.layer = new (fabricLayer(this.map.L))({
      pane: 'fabric', fabric: this.fabric, paths: new Paths(map, [middle.lng, middle.lat]), theme: () => this.map.tiles.theme,
      hidden: (number) => this.map.tiles.hiddenClasses.has(`grids.${number}`), scale: this.map.tiles.options.scale,
    });
    map.addLayer(this.layer);
    try {
      this.take(await this.requests.grids());
      this.selected(this.map.view?.selection ?? null);
    } catch (refused) {
      this.tell(refused.status === 404 ? say('This draft is no more: it was deleted.') : refused.message);
    }
  }

  close() {
    this.closed = true;
    this.layer?.remove();
    if (this.map.editing === this) this.map.editing = null;
  }

  /** The server's word: grids, revision, name. */
  take(answer) {
    if (this.closed) return;
    this.fabric.apply(answer);
    this.revision = answer.revision;
    if (answer.name) put('draft-name', answer.name);
    this.layer.redraw();
  }

  /** A button of the bar. @param {string} what */
  does(what) {
    if (what === 'checks') setProps('planner-tab-wish', {data: 'checks'});
  }

  /** @param {KeyboardEvent} _event */
  key(_event) {}

  /** A click on the map: whether it was for the editor. */
  click({lng, lat}) {
    const grid = this.fabric.at([lng, lat]);
    if (!grid || grid.code === this.picked) return false;
    this.pick(grid.code);
    return true;
  }

  pick(code) {
    setProps('map-pick', {data: {layer: code ? 'draft_grids' : null, id: code, properties: null, lat: null, lon: null, n: next()}});
  }

  /** The pointer is over a place: whether that is the editor's. */
  point({lng, lat}) {
    const grid = this.fabric.at([lng, lat]), code = grid?.code ?? null;
    if (this.layer.pointed !== code) {
      this.layer.pointed = code;
      this.layer.redraw();
    }
    return false;
  }

  /** The page's selection. @param {{layer: string, id: string}|null} selection */
  selected(selection) {
    this.picked = selection?.layer === 'draft_grids' ? selection.id : null;
    this.layer.picked = this.picked;
    this.layer.redraw();
  }

  restyle() {
    this.layer?.redraw();
  }

  /** The record changed. */
  async changed({subject}) {
    if (subject !== 'draft' || this.revision === null) return;
    this.take(await this.requests.grids(this.revision));
  }

  tell(sentence) {
    setProps('notice', {children: sentence});
  }
}

function put(id, text) {
  const place = document.getElementById(id);
  if (place) place.textContent = text;
}
