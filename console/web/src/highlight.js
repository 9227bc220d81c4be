// GeoJSON above all layers: what a page points at.

/**
 * @param {CanvasRenderingContext2D} pen
 * @param {any} geojson
 * @param {any} view
 */
export function drawHighlight(pen, geojson, view) {
  const path = new Path2D(), points = [];
  for (const geometry of geometriesOf(geojson)) trace(path, points, geometry, view.map);
  pen.save();
  pen.lineJoin = 'round';
  pen.globalAlpha = 0.14;
  pen.fillStyle = view.look.action;
  pen.fill(path, 'evenodd');
  pen.globalAlpha = 1;
  for (const [colour, width] of [[view.look.halo, 7], [view.look.action, 3]]) {
    pen.strokeStyle = colour;
    pen.lineWidth = width;
    pen.stroke(path);
    for (const point of points) {
      pen.beginPath();
      pen.arc(point.x, point.y, 9, 0, 2 * Math.PI);
      pen.stroke();
    }
  }
  pen.restore();
}

function* geometriesOf(geojson) {
  if (!geojson) return;
  if (geojson.features) for (const feature of geojson.features) yield* geometriesOf(feature);
  else if (geojson.geometries) for (const geometry of geojson.geometries) yield* geometriesOf(geometry);
  else if (geojson.geometry) yield* geometriesOf(geojson.geometry);
  else if (geojson.coordinates) yield geojson;
}

function trace(path, points, {type, coordinates}, map) {
  const at = ([lon, lat]) => map.latLngToLayerPoint([lat, lon]);
  const line = (line, closed) => {
    line.map(at).forEach((p, i) => (i ? path.lineTo(p.x, p.y) : path.moveTo(p.x, p.y)));
    if (closed) path.closePath();
  };
  if (type === 'Point') points.push(at(coordinates));
  else if (type === 'MultiPoint') points.push(...coordinates.map(at));
  else if (type === 'LineString') line(coordinates, false);
  else if (type === 'MultiLineString') coordinates.forEach((part) => line(part, false));
  else if (type === 'Polygon') coordinates.forEach((ring) => line(ring, true));
  else if (type === 'MultiPolygon') coordinates.flat().forEach((ring) => line(ring, true));
}
