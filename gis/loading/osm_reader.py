"""Reading OpenStreetMap: every object of a file goes to the kinds that take it."""

from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

import osmium
import shapely

from gis.errors import InputError
from gis.loading import osm_words as words
from gis.loading.options import LoadOptions
from gis.loading.reasons import DOES_NOT_CLOSE, NODES_MISSING
from gis.loading.spool import Spool
from gis.parameters import Parameters
from gis.progress import Progress

ORDER = ("areas", "buildings", "streets", "water", "greens", "places", "resources")
_COLUMNS: Mapping[str, tuple[str, ...]] = {
    "areas": ("code", "name", "level"),
    "buildings": ("code", "name", "use", "levels", "households", "source", "levels_assumed"),
    "streets": ("code", "name", "class", "foot", "oneway", "bridge", "tunnel", "layer", "width_m"),
    "water": ("code", "name", "kind"),
    "greens": ("code", "name", "kind"),
    "places": ("code", "name", "kind"),
    "resources": ("code", "name", "kind", "capacity", "address"),
}
_KEYS = (
    "building", "highway", "natural", "waterway", "leisure", "landuse", "place", "amenity", "healthcare", "boundary",
)  # fmt: skip
_STEP = 1000
_FORMAT = "OpenStreetMap"


@dataclass(slots=True)
class _Relations:
    """What the relations of a file promise: borders and buildings that may turn out not to close.

    Attributes:
        areas: Relation -> name and level of administrative areas.
        buildings: Relation -> name of buildings.
        outlines: Way -> relation, where a way is the outline of such a building.
    """

    areas: dict[int, tuple[str, str]] = field(default_factory=dict)
    buildings: dict[int, str] = field(default_factory=dict)
    outlines: dict[int, int] = field(default_factory=dict)


class OsmReader:
    """Sorts the objects of a file into one spool per kind."""

    def __init__(self, options: LoadOptions, parameters: Parameters) -> None:
        """Make the spools, one per kind.

        Args:
            options: Say which admin_level is which.
            parameters: Say how many levels a house has where nobody counted.
        """
        self.spools = {kind: Spool(_COLUMNS[kind], format=_FORMAT) for kind in ORDER}
        self._levels = {str(number): level for level, number in options.admin_levels.items()}
        self._assumed = parameters
        self._wkb = osmium.geom.WKBFactory()
        self._building_nodes = 0
        self._no_streets = 0
        self._awaited: set[int] = set()

    def read(self, path: Path, progress: Progress) -> None:
        """Read a file: its relations first, then everything, then outlines that are no valid areas.

        Raises:
            InputError: it is no OpenStreetMap file, or is damaged.
        """
        with _plain_errors(path):
            progress.start(f"Reading the relations of {path.name}", None)
            relations = self._relations(path)
            progress.start(f"Reading {path.name}", None)
            processor = osmium.FileProcessor(str(path)).with_areas().with_filter(osmium.filter.KeyFilter(*_KEYS))
            item: Any
            for number, item in enumerate(processor):
                if number % _STEP == 0:
                    progress.advance(_STEP if number else 0)
                if item.is_area():
                    self._area(item, relations)
                elif item.is_way():
                    self._way(item)
                elif item.is_node():
                    self._node(item)
            self._late_outlines(path, relations)
        for number, (name, level) in relations.areas.items():
            self.spools["areas"].add((f"r{number}", name, level), None, DOES_NOT_CLOSE, value=name)
        for number, name in relations.buildings.items():
            self._refuse_open(f"r{number}", name or None)
        self._note()

    def _note(self) -> None:
        if self._building_nodes:
            self.spools["buildings"].notes.append(
                f"{self._building_nodes:,} nodes with building=* were not taken: a point has no footprint"
            )
        if self._no_streets:
            self.spools["streets"].notes.append(
                f"{self._no_streets:,} ways with highway=* were not taken: platforms, squares, works and the like"
            )

    def _late_outlines(self, path: Path, relations: _Relations) -> None:
        """Take the closed ways that made no area: they cross themselves, or their relation does not close."""
        late = {
            number
            for number in self._awaited
            if number not in relations.outlines or relations.outlines[number] in relations.buildings
        }
        if not late:
            return
        wanted = osmium.filter.IdFilter(late)
        wanted.enable_for(osmium.osm.WAY)
        ways = osmium.FileProcessor(str(path), osmium.osm.NODE | osmium.osm.WAY).with_locations().with_filter(wanted)
        item: Any
        for item in ways:
            if not item.is_way() or item.id not in late:
                continue
            row = self._building(f"w{item.id}", {tag.k: tag.v for tag in item.tags})
            try:
                line = shapely.from_wkb(self._wkb.create_linestring(item))
            except (osmium.InvalidLocationError, RuntimeError):
                self.spools["buildings"].add(row, None, NODES_MISSING)
                continue
            self.spools["buildings"].add(row, shapely.to_wkb(shapely.Polygon(line.coords), hex=True))

    def _relations(self, path: Path) -> _Relations:
        found = _Relations()
        item: Any
        for item in osmium.FileProcessor(str(path), osmium.osm.RELATION):
            tags = {tag.k: tag.v for tag in item.tags}
            if tags.get("type") not in ("multipolygon", "boundary"):
                continue
            if tags.get("boundary") == "administrative" and tags.get("admin_level") in self._levels:
                found.areas[item.id] = (tags.get("name") or f"r{item.id}", self._levels[tags["admin_level"]])
            elif tags.get("type") == "multipolygon" and tags.get("building", "no") != "no":
                found.buildings[item.id] = tags.get("name") or words.address_of(tags) or ""
                outer = [member for member in item.members if member.type == "w" and member.role in ("outer", "")]
                found.outlines.update((member.ref, item.id) for member in outer)
        return found

    def _area(self, item: Any, relations: _Relations) -> None:
        tags = {tag.k: tag.v for tag in item.tags}
        number = item.orig_id()
        code = f"w{number}" if item.from_way() else f"r{number}"
        name = tags.get("name")
        is_building = tags.get("building", "no") != "no"
        is_area = tags.get("boundary") == "administrative" and tags.get("admin_level") in self._levels
        water, green = words.kind_in(words.WATER, tags), words.kind_in(words.GREENS, tags)
        resource = words.resource_kind(tags)
        place = tags.get("place") if name else None
        if not (is_building or is_area or water or green or resource or place):
            return
        try:
            wkb = self._wkb.create_multipolygon(item)
        except RuntimeError:
            # no ring could be put together: what was promised stays open
            return
        if is_building:
            self._take_building(item, number, relations, self._building(code, tags), wkb)
        if is_area:
            relations.areas.pop(0 if item.from_way() else number, None)
            self.spools["areas"].add((code, name or code, self._levels[tags["admin_level"]]), wkb)
        if water:
            self.spools["water"].add((code, name, tags.get("water") or water), wkb)
        elif green and not is_building:
            self.spools["greens"].add((code, name, green), wkb)
        if resource:
            self.spools["resources"].add(_resource(code, resource, tags), wkb)
        if place and not is_area:
            self.spools["places"].add((code, name, place), wkb)

    def _take_building(self, item: Any, number: int, relations: _Relations, row: tuple[Any, ...], wkb: str) -> None:
        if not item.from_way():
            relations.buildings.pop(number, None)
        elif number in relations.outlines:
            # the relation says the same once more, with its courtyards
            return
        else:
            self._awaited.discard(number)
        self.spools["buildings"].add(row, wkb)

    def _building(self, code: str, tags: Mapping[str, str]) -> tuple[Any, ...]:
        word = tags["building"]
        levels = None
        if word in words.APARTMENTS:
            levels = round(self._assumed.levels_apartments)
        elif word in words.HOUSES:
            levels = round(self._assumed.levels_house)
        name = tags.get("name") or words.address_of(tags)
        stated = words.most_of(tags.get("building:levels"))
        return code, name, words.use_of(tags), stated, tags.get("building:flats"), "osm", levels

    def _way(self, item: Any) -> None:
        tags = {tag.k: tag.v for tag in item.tags}
        name, highway, waterway = tags.get("name"), tags.get("highway"), tags.get("waterway")
        code = f"w{item.id}"
        if highway and highway not in words.NO_STREETS and tags.get("area") != "yes":
            bridge, tunnel = (tags.get(key, "no") != "no" for key in ("bridge", "tunnel"))
            foot, oneway = words.on_foot(tags), words.is_oneway(tags)
            row = (code, name, highway, foot, oneway, bridge, tunnel, tags.get("layer"), tags.get("width"))
            self._line("streets", row, item)
        elif highway:
            self._no_streets += 1
        elif waterway in words.WATER_LINES and not item.is_closed():
            self._line("water", (code, name, waterway), item)
        if tags.get("building", "no") != "no":
            if item.is_closed():
                self._awaited.add(item.id)
            else:
                self._refuse_open(code, name)

    def _refuse_open(self, code: str, name: str | None) -> None:
        nothing = (None,) * (len(_COLUMNS["buildings"]) - 2)
        self.spools["buildings"].add((code, name, *nothing), None, DOES_NOT_CLOSE, value=name or code)

    def _line(self, kind: str, row: tuple[Any, ...], item: Any) -> None:
        try:
            self.spools[kind].add(row, self._wkb.create_linestring(item))
        except (osmium.InvalidLocationError, RuntimeError, ValueError):
            self.spools[kind].add(row, None, NODES_MISSING)

    def _node(self, item: Any) -> None:
        tags = {tag.k: tag.v for tag in item.tags}
        code, name, place = f"n{item.id}", tags.get("name"), tags.get("place")
        if tags.get("building", "no") != "no":
            self._building_nodes += 1
        if place and name:
            self.spools["places"].add((code, name, place), self._wkb.create_point(item))
        resource = words.resource_kind(tags)
        if resource:
            self.spools["resources"].add(_resource(code, resource, tags), self._wkb.create_point(item))


def _resource(code: str, kind: str, tags: Mapping[str, str]) -> tuple[Any, ...]:
    name = tags.get("name") or words.UNNAMED.get(kind, kind)
    return code, name, kind, tags.get("capacity"), words.address_of(tags)


@contextmanager
def _plain_errors(path: Path) -> Iterator[None]:
    try:
        yield
    except (RuntimeError, OSError, ValueError) as error:
        line = " ".join(str(error).split())
        if "file format" in line or "Could not detect" in line:
            raise InputError(
                f"{path.name} is no OpenStreetMap file: give .osm, .osm.gz, .osm.bz2 or .osm.pbf."
            ) from error
        raise InputError(f"{path.name} is damaged or cut off ({line}).") from error
