# ruff: noqa: E501 - a case reads best on one line
import bz2
import gzip
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest
from sqlalchemy import text
from sqlalchemy.orm import Session

from gis.errors import SecondDistrictError
from gis.loading import LoadOptions, LoadReport, load_osm
from gis.viewer import LOCAL_OPERATOR

LoadOsm = Callable[..., dict[str, LoadReport]]
Rows = Callable[..., list[tuple[Any, ...]]]

# a square of nodes 1 2 3 4, counter-clockwise, and a larger one 5 6 7 8 around it
NODES = {1: (116, 39), 2: (116.001, 39), 3: (116.001, 39.001), 4: (116, 39.001),
         5: (115.99, 38.99), 6: (116.01, 38.99), 7: (116.01, 39.01), 8: (115.99, 39.01)}  # fmt: skip
SQUARE = (1, 2, 3, 4, 1)


def node(number: int, **tags: str) -> str:
    """Return a node of its own, east of the square."""
    return f'<node id="{number}" lon="{116 + number / 1000}" lat="39">{_tags(tags)}</node>'


def way(number: int, *nodes: int, **tags: str) -> str:
    """Return a way; a double underscore in a key stands for a colon."""
    corners = "".join(f'<nd ref="{item}"/>' for item in nodes)
    return f'<way id="{number}">{corners}{_tags(tags)}</way>'


def relation(number: int, *members: tuple[int, str], **tags: str) -> str:
    """Return a relation of ways with their roles."""
    inside = "".join(f'<member type="way" ref="{ref}" role="{role}"/>' for ref, role in members)
    return f'<relation id="{number}">{inside}{_tags(tags)}</relation>'


def _tags(tags: dict[str, str]) -> str:
    return "".join(f'<tag k="{key.replace("__", ":")}" v="{value}"/>' for key, value in tags.items())


@pytest.fixture
def load(session: Session, tmp_path: Path) -> LoadOsm:
    """Load nodes, ways and relations, which must stand in this order; return the reports by kind."""

    def run(*objects: str, **options: Any) -> dict[str, LoadReport]:
        corners = "".join(f'<node id="{number}" lon="{lon}" lat="{lat}"/>' for number, (lon, lat) in NODES.items())
        path = tmp_path / "map.osm"
        path.write_text(f'<osm version="0.6">{corners}{"".join(objects)}</osm>')
        reports = load_osm(session, path, options=LoadOptions(**options), viewer=LOCAL_OPERATOR)
        return {report.kind: report for report in reports}

    return run


def test_every_polygon_with_building_other_than_no_is_a_building(load: LoadOsm, rows: Rows) -> None:
    reports = load(
        node(20, building="yes"),
        way(10, *SQUARE, building="yes"),
        way(11, *SQUARE, building="no"),
        way(12, *SQUARE, building="apartments", building__levels="6", name="一号楼", building__flats="10"),
        way(13, *SQUARE),
        way(14, 5, 6, 7, 8, 5),
        relation(30, (14, "outer"), (13, "inner"), type="multipolygon", building="school"),
    )
    assert reports["buildings"].inserted == 3
    assert reports["buildings"].notes[0] == "1 nodes with building=* were not taken: a point has no footprint"
    assert rows("SELECT code, name, use, levels, households, ST_NumInteriorRings(ST_GeometryN(geom, 1)) FROM building ORDER BY 1") == [
        ("r30", None, "school", None, None, 1),
        ("w10", None, None, None, None, 0),
        ("w12", "一号楼", "residential", 6, 10, 0),
    ]  # fmt: skip


def test_people_are_estimated_and_marked(load: LoadOsm, rows: Rows) -> None:
    load(
        way(10, *SQUARE, building="yes"),
        way(11, *SQUARE, building="yes", building__levels="3"),
        way(12, *SQUARE, building="house"),
        way(13, *SQUARE, building="garage"),
        way(14, *SQUARE, building="yes", amenity="school"),
        way(15, *SQUARE, building="apartments"),
        way(16, *SQUARE, building="yes", building__levels="2;4"),
    )
    [(footprint,)] = rows("SELECT DISTINCT footprint_m2 FROM building")
    people: dict[str, int] = dict(rows("SELECT code, population FROM building WHERE population_estimated"))
    levels = {"w10": 1, "w11": 3, "w12": 2, "w13": 0, "w14": 0, "w15": 6, "w16": 4}
    assert people == {code: round(footprint * level / 35) for code, level in levels.items()}


def test_the_same_file_again_doubles_nothing(load: LoadOsm) -> None:
    objects = (way(10, *SQUARE, building="yes"), way(11, 1, 2, highway="residential"))
    load(*objects)
    reports = load(*objects)
    assert reports["buildings"].unchanged == 1
    assert reports["streets"].unchanged == 1


def test_what_does_not_close_is_refused_by_name(load: LoadOsm, rows: Rows) -> None:
    reports = load(
        way(10, 1, 2, 3, building="yes", name="半座楼"),
        way(11, 1, 2, 3),
        relation(30, (11, "outer"), type="boundary", boundary="administrative", admin_level="6", name="海东区"),
        relation(31, (11, "outer"), type="multipolygon", building="yes"),
        relation(32, (99, "outer"), type="multipolygon", boundary="administrative", admin_level="10", name="枫林社区"),
    )
    assert sorted(item.reason for item in reports["areas"].remarks) == [
        "枫林社区 does not close",
        "海东区 does not close",
    ]
    assert sorted(item.reason for item in reports["buildings"].remarks) == [
        "r31 does not close",
        "半座楼 does not close",
    ]
    assert rows("SELECT count(*) FROM area") == [(0,)]


def test_a_building_that_crosses_itself_is_put_right(load: LoadOsm, rows: Rows) -> None:
    reports = load(way(10, 1, 3, 2, 4, 1, building="yes"))
    assert (reports["buildings"].inserted, reports["buildings"].repaired) == (1, 1)
    assert rows("SELECT ST_IsValid(geom) FROM building") == [(True,)]


def test_a_building_of_missing_nodes_is_refused(load: LoadOsm) -> None:
    reports = load(way(10, 1, 2, 3, 77, 1, building="yes"))
    assert [item.reason for item in reports["buildings"].remarks] == ["some of its nodes are not in the file"]


def test_an_outline_tagged_twice_is_one_building(load: LoadOsm, rows: Rows) -> None:
    load(
        way(10, 5, 6, 7, 8, 5, building="yes"),
        way(11, *SQUARE),
        relation(30, (10, "outer"), (11, "inner"), type="multipolygon", building="yes"),
    )
    assert rows("SELECT code FROM building") == [("r30",)]


def test_the_outline_of_a_relation_that_does_not_close_is_kept(load: LoadOsm, rows: Rows) -> None:
    load(
        way(10, *SQUARE, building="yes"),
        relation(30, (10, "outer"), (99, "outer"), type="multipolygon", building="yes"),
    )
    assert rows("SELECT code FROM building") == [("w10",)]


def test_streets(load: LoadOsm, rows: Rows) -> None:
    reports = load(
        way(10, 1, 2, highway="residential", name="枫林路", width="7.5", layer="-1", tunnel="yes"),
        way(11, 1, 2, highway="motorway"),
        way(12, 1, 2, highway="primary", foot="no", bridge="viaduct", layer="2"),
        way(13, 1, 2, highway="service", access="private"),
        way(14, 1, 2, highway="tertiary", oneway="-1"),
        way(15, 1, 2, highway="platform"),
        way(16, *SQUARE, highway="pedestrian", area="yes"),
        way(17, 1, 99, highway="footway"),
    )
    assert reports["streets"].refused == 1
    assert "2 ways with highway=* were not taken: platforms, squares, works and the like" in reports["streets"].notes
    assert rows("SELECT code, name, class, foot, oneway, bridge, tunnel, layer, width_m FROM street ORDER BY code") == [
        ("w10", "枫林路", "residential", True, False, False, True, -1, 7.5),
        ("w11", None, "motorway", False, True, False, False, 0, None),
        ("w12", None, "primary", False, False, True, False, 2, None),
        ("w13", None, "service", False, False, False, False, 0, None),
        ("w14", None, "tertiary", True, True, False, False, 0, None),
    ]


def test_water_greens_places_and_resources(load: LoadOsm, rows: Rows) -> None:
    load(
        node(20, place="neighbourhood", name="东湖"),
        node(21, place="locality"),
        node(22, amenity="police"),
        node(23, amenity="social_facility", social_facility__for="senior", name="颐养驿站"),
        node(24, amenity="bench"),
        way(10, *SQUARE, natural="water", water="lake", name="东湖"),
        way(11, 1, 2, waterway="stream"),
        way(12, *SQUARE, leisure="park", name="东湖公园"),
        way(13, *SQUARE, amenity="school", name="一小", addr__street="枫林路", addr__housenumber="3号"),
    )
    assert rows("SELECT code, name, kind, GeometryType(geom) FROM water ORDER BY 1") == [
        ("w10", "东湖", "lake", "MULTIPOLYGON"), ("w11", None, "stream", "MULTILINESTRING"),
    ]  # fmt: skip
    assert rows("SELECT code, name, kind FROM green") == [("w12", "东湖公园", "park")]
    assert rows("SELECT code, name, kind FROM place") == [("n20", "东湖", "neighbourhood")]
    assert rows("SELECT code, name, kind, address FROM resource ORDER BY 1") == [
        ("n22", "警务室", "police_post", None),
        ("n23", "颐养驿站", "elderly_centre", None),
        ("w13", "一小", "school", "枫林路3号"),
    ]


BORDER = {"type": "boundary", "boundary": "administrative"}


def test_administrative_boundaries_are_areas(load: LoadOsm, rows: Rows) -> None:
    load(
        way(10, 5, 6, 7, 8, 5),
        way(11, *SQUARE),
        relation(30, (10, "outer"), **BORDER, admin_level="6", name="海东区"),
        relation(31, (11, "outer"), **BORDER, admin_level="8", name="城南街道"),
        relation(32, (11, "outer"), **BORDER, admin_level="9", name="其他"),
    )
    found = "SELECT a.code, a.level, a.name, p.code FROM area a LEFT JOIN area p ON p.id = a.parent_id ORDER BY 1"
    assert rows(found) == [("r30", "district", "海东区", None), ("r31", "subdistrict", "城南街道", "r30")]


def test_levels_may_differ(load: LoadOsm, rows: Rows) -> None:
    load(
        way(11, *SQUARE),
        relation(31, (11, "outer"), **BORDER, admin_level="9", name="Altstadt"),
        admin_levels={"district": 9, "subdistrict": 10, "community": 11},
    )
    assert rows("SELECT level, name FROM area") == [("district", "Altstadt")]


def test_a_map_of_elsewhere_is_refused(session: Session, load: LoadOsm) -> None:
    session.execute(
        text(
            "INSERT INTO area (level, code, name, geom) VALUES ('district', '1', '示范区',"
            " 'SRID=4326;MULTIPOLYGON(((11 48, 12 48, 12 49, 11 48)))')"
        )
    )
    with pytest.raises(SecondDistrictError, match="wangge db clear"):
        load(way(10, *SQUARE, building="yes"))


def test_strict_takes_nothing(load: LoadOsm, rows: Rows) -> None:
    reports = load(way(10, *SQUARE, building="yes"), way(11, 1, 2, 3, building="yes"), strict=True)
    assert not reports["buildings"].taken
    assert rows("SELECT count(*) FROM building") == [(0,)]


@pytest.mark.parametrize(("suffix", "pack"), [(".gz", gzip.compress), (".bz2", bz2.compress)])
def test_packed_files(suffix: str, pack: Callable[[bytes], bytes], session: Session, tmp_path: Path) -> None:
    path = tmp_path / f"map.osm{suffix}"
    path.write_bytes(
        pack(
            b'<osm version="0.6"><node id="1" lon="116" lat="39"><tag k="place" v="village"/><tag k="name" v="x"/></node></osm>'
        )
    )
    assert load_osm(session, path, viewer=LOCAL_OPERATOR)[0].inserted == 1


@pytest.mark.shared_data
@pytest.mark.parametrize(
    ("name", "buildings", "streets"), [("haidian.osm", 521, 634), ("munchen.osm.pbf", 2425, 2858), ("porto_portugal.osm.pbf", 11, 49567)]
)  # fmt: skip
def test_real_maps(name: str, buildings: int, streets: int, session: Session, shared_data: Path) -> None:
    reports = {report.kind: report for report in load_osm(session, shared_data / name, viewer=LOCAL_OPERATOR)}
    assert (reports["buildings"].inserted, reports["streets"].inserted) == (buildings, streets)


@pytest.mark.shared_data
def test_what_does_not_close_in_a_real_map(session: Session, shared_data: Path) -> None:
    areas = load_osm(session, shared_data / "munchen.osm.pbf", viewer=LOCAL_OPERATOR)[0]
    assert (areas.inserted, areas.refused) == (5, 13)
    assert "München does not close" in [item.reason for item in areas.remarks]
