// One layer of one tile: its paths by class for drawing, its features for hit tests, labels and counts.
import {VectorTile} from '@mapbox/vector-tile';
import {PbfReader} from 'pbf';
import {placeIn} from './layer_list.js';

/** @typedef {import('./layer_list.js').Layer} Layer */
/**
 * @typedef {{id: number, properties: Record<string, any>, rings: {x: number, y: number}[][], class: number,
 *   box: [number, number, number, number], type: number}} Feature   rings and box in units of the tile's extent
 */

/** Read a tile into its layers. @param {ArrayBuffer} bytes @returns {Record<string, import('@mapbox/vector-tile').VectorTileLayer>} */
export const readTile = (bytes) => (bytes.byteLength ? new VectorTile(new PbfReader(new Uint8Array(bytes))).layers : {});

export class TileLayer {
  /**
   * @param {import('@mapbox/vector-tile').VectorTileLayer} source
   * @param {Layer} layer
   * @param {TileLayer} [before] the same source, read already: only the classes are found anew
   */
  constructor(source, layer, before) {
    this.source = source;
    this.layer = layer;
    this.extent = source.extent;
    /** @type {ReturnType<typeof featureOf>[]|null} */
    this._read = before?._read ?? null;
    /** @type {Map<number, Path2D>|null} */
    this._paths = null;
    /** @type {Feature[]|null} */
    this._features = null;
  }

  /** One path per class, in units of the tile's extent. @returns {Map<number, Path2D>} */
  get paths() {
    if (this._paths) return this._paths;
    const paths = new Map(), closed = this.layer.geometry === 'polygon';
    for (const {class: number, rings, type} of this.features) {
      if (number < 0) continue;
      let path = paths.get(number);
      if (!path) paths.set(number, (path = new Path2D()));
      addRings(path, rings, closed && type === 3);
    }
    return (this._paths = paths);
  }

  /** @returns {Feature[]} */
  get features() {
    if (this._features) return this._features;
    this._read ??= Array.from({length: this.source.length}, (_, i) => featureOf(this.source.feature(i)));
    return (this._features = this._read.map((read) => ({...read, ...placeIn(this.layer, read)})));
  }
}

function featureOf(source) {
  const rings = source.loadGeometry(), box = [Infinity, Infinity, -Infinity, -Infinity];
  for (const ring of rings)
    for (const {x, y} of ring) {
      if (x < box[0]) box[0] = x;
      if (y < box[1]) box[1] = y;
      if (x > box[2]) box[2] = x;
      if (y > box[3]) box[3] = y;
    }
  return {id: source.id ?? source.properties.id, properties: source.properties, rings, box, type: source.type};
}

/**
 * Each closed ring goes back to its first point: closePath() measures the whole path each time, which makes a path of
 * thousands of buildings take a tenth of a second.
 * @param {Path2D} path
 * @param {{x: number, y: number}[][]} rings
 * @param {boolean} closed
 */
export function addRings(path, rings, closed) {
  for (const ring of rings) {
    for (let i = 0; i < ring.length; i += 1) {
      if (i) path.lineTo(ring[i].x, ring[i].y);
      else path.moveTo(ring[i].x, ring[i].y);
    }
    const first = ring[0], last = ring[ring.length - 1];
    if (closed && (first.x !== last.x || first.y !== last.y)) path.lineTo(first.x, first.y);
  }
}
