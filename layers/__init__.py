"""What can be shown: one file per layer.

To add a layer, write one file `layers/<id>.py` and its test:

    from layers._layer import Layer, for_everyone
    from layers._style import Words, single, style_class

    LAYER = Layer(
        id="benches",
        title=Words("长椅", "Benches"),
        group="base",
        order=250,
        geometry="point",
        query=for_everyone("SELECT id, geom, code, name FROM bench"),
        properties=("code", "name"),
        subjects=("bench",),
        style=lambda _parameters: single(style_class("长椅", "bench", fill=("#7a5c3e", "#c9a67f"))),
    )

It is then in the console, the tiles, the GeoJSON, the folium map, the exports and the docs: nothing else names it.
`Layer` says what each field means; files that begin with an underscore are no layers.
"""

from collections.abc import Mapping
from importlib import import_module
from pkgutil import iter_modules
from types import MappingProxyType

from gis.errors import NotFoundError
from layers._layer import DEEPEST_ZOOM, Layer, for_everyone
from layers._reading import BBox, Question, rows_of
from layers._style import Paint, Style, StyleClass, Words
from layers._tiles import MOST_ZOOM, Tile, tile_of

__all__ = [
    "DEEPEST_ZOOM",
    "MOST_ZOOM",
    "BBox",
    "Layer",
    "Paint",
    "Question",
    "Style",
    "StyleClass",
    "Tile",
    "Words",
    "find_layer",
    "find_layers",
    "for_everyone",
    "rows_of",
    "tile_of",
]


def find_layers() -> Mapping[str, Layer]:
    """Return every layer by its id, in the order they are drawn.

    Raises:
        TypeError: a layer's file defines no `LAYER`.
        ValueError: a layer's id is not the name of its file.
    """
    found = [_read(item.name) for item in iter_modules(__path__) if not item.name.startswith("_")]
    return MappingProxyType({layer.id: layer for layer in sorted(found, key=lambda layer: (layer.order, layer.id))})


def find_layer(name: str) -> Layer:
    """Return the layer called `name`.

    Raises:
        NotFoundError: there is none; the message names those there are.
    """
    known = find_layers()
    if name not in known:
        raise NotFoundError(f"There is no layer {name!r}; there are: {', '.join(sorted(known))}.")
    return known[name]


def _read(name: str) -> Layer:
    layer = getattr(import_module(f"layers.{name}"), "LAYER", None)
    if not isinstance(layer, Layer):
        raise TypeError(f"layers/{name}.py defines no LAYER")
    if layer.id != name:
        raise ValueError(f"layers/{name}.py defines the layer {layer.id!r}: a layer is named after its file")
    return layer
