import json
from pathlib import Path

import pytest
import shapely
from shapely import MultiPolygon, box
from sqlalchemy import text
from sqlalchemy.orm import Session

from console.plan_files.writing import write_plan
from gis.boundaries.checking import check_plan
from gis.errors import InputError
from gis.plans import GridInput, create_plan, grids_of, same_grids
from gis.plans.importing import import_plan
from gis.viewer import LOCAL_OPERATOR

COMMUNITY = "990106001001"


@pytest.fixture
def plan_id(session: Session) -> int:
    """A plan of two neighbours in one community, and a third apart."""
    session.execute(
        text("""
            INSERT INTO area (level, code, name, geom) VALUES
                ('community', :code, '东社区', ST_Multi(ST_MakeEnvelope(115.9, 39.9, 116.1, 40.1, 4326)));
        """),
        {"code": COMMUNITY},
    )
    home = session.scalar(text("SELECT id FROM area"))
    grids = [
        GridInput(code=f"{COMMUNITY}00{n + 1}", name=f"第{n + 1}网格", community_id=home, geom=MultiPolygon([ground]))
        for n, ground in enumerate(
            [box(116, 40, 116.004, 40.004), box(116.004, 40, 116.0085, 40.004), box(116.02, 40, 116.024, 40.003)]
        )
    ]
    return create_plan(session, name="原方案", grids=grids, viewer=LOCAL_OPERATOR).id


@pytest.mark.parametrize("ending", ["gpkg", "zip", "shp", "geojson", "kml"])
def test_out_and_in_again_gives_the_same_grids(session: Session, plan_id: int, tmp_path: Path, ending: str) -> None:
    file = tmp_path / f"plan.{ending}"
    write_plan(session, plan_id, file)
    report = import_plan(session, file, viewer=LOCAL_OPERATOR)
    assert (report.grids, report.moved, report.valid, report.refused) == (3, 0, True, ())
    original = [
        GridInput(code=row.code, name=row.name, community_id=row.community_id, geom=row.geom)
        for row in grids_of(session, plan_id)
    ]
    assert same_grids(session, report.plan, original)


def test_what_is_drawn_apart_is_healed_and_told(session: Session, plan_id: int, tmp_path: Path) -> None:
    del plan_id
    file = tmp_path / "drawn.geojson"
    west, east = box(116, 40, 116.00399, 40.004), box(116.004, 40, 116.008, 40.00401)
    twin = {"code": "B", "community": "东社区"}
    features = [
        {"type": "Feature", "geometry": shapely.geometry.mapping(ground), "properties": properties}
        for ground, properties in (
            (west, {"code": "A"}),
            (east, twin),
            (east, {"code": "B"}),
            (box(117, 40, 117.1, 40.1), {}),
        )
    ]
    features.append({"type": "Feature", "geometry": None, "properties": {"code": "C"}})
    file.write_text(json.dumps({"type": "FeatureCollection", "features": features}))
    report = import_plan(session, file, viewer=LOCAL_OPERATOR, name="手绘")
    assert (report.name, report.rows, report.grids) == ("手绘", 5, 4)
    assert (report.duplicates, report.too_narrow, report.overlaps) == ({"B-2": ("B",)}, (), ())
    assert not report.valid
    assert report.refused[0]["code"] == "C"
    assert "1 grids lie outside what is loaded: rows 4" in report.notes
    assert 0.2 < report.moved_max_m < 2
    first, _, third, fourth = report.by_grid
    assert (first.code, third.remarks, fourth.code) == ("A", ("others have all its ground",), "G001")
    grids = {row.code: row for row in grids_of(session, report.plan)}
    assert grids["B"].community_id is not None
    assert grids["G001"].community_id is None
    assert shapely.coverage_is_valid([grids[code].geom for code in ("A", "B", "G001")])
    assert report.as_json()["by_grid"][0]["row"] == 1


def test_what_cannot_be_a_plan_is_refused(session: Session, tmp_path: Path) -> None:
    table = tmp_path / "people.csv"
    table.write_text("code,name\n1,甲\n")
    with pytest.raises(InputError, match="has no polygons"):
        import_plan(session, table, viewer=LOCAL_OPERATOR)
    with pytest.raises(InputError, match="tolerance"):
        import_plan(session, table, viewer=LOCAL_OPERATOR, tolerance_m=0)


def test_a_code_that_stands_twice_gets_one_that_nobody_has(session: Session, tmp_path: Path) -> None:
    file = tmp_path / "grids.geojson"
    features = [
        {"type": "Feature", "properties": {"code": code}, "geometry": json.loads(shapely.to_geojson(ground))}
        for code, ground in zip(
            ("A1", "A1", "A1-2", "A1"),
            [box(116 + n / 100, 40, 116.004 + n / 100, 40.004) for n in range(4)],
            strict=True,
        )
    ]
    file.write_text(json.dumps({"type": "FeatureCollection", "features": features}), encoding="utf-8")
    report = import_plan(session, file, viewer=LOCAL_OPERATOR)
    assert [row.code for row in grids_of(session, report.plan)] == ["A1", "A1-2", "A1-3", "A1-4"]


def test_a_crossing_outline_leaves_no_crumb_that_only_the_checks_find(session: Session, tmp_path: Path) -> None:
    # metres to degrees, roughly: the west side crosses itself, a crumb hangs on a point of it
    looped = [(0, 0), (100, 0), (100, 100), (0, 100), (0, 49.4), (-0.8, 50), (0.8, 50.4), (0, 0)]
    ring = [[116 + x / 85_000, 40 + y / 111_000] for x, y in looped]
    apart = [[[[116.01, 40], [116.011, 40], [116.011, 40.001], [116.01, 40]]],
             [[[116.02, 40], [116.021, 40], [116.021, 40.001], [116.02, 40]]]]  # fmt: skip
    features = [
        {"type": "Feature", "properties": {"code": "A"}, "geometry": {"type": "Polygon", "coordinates": [ring]}},
        {"type": "Feature", "properties": {"code": "B"}, "geometry": {"type": "MultiPolygon", "coordinates": apart}},
    ]
    file = tmp_path / "looped.geojson"
    file.write_text(json.dumps({"type": "FeatureCollection", "features": features}), encoding="utf-8")
    report = import_plan(session, file, viewer=LOCAL_OPERATOR)
    assert (report.by_grid[0].remarks, report.in_pieces) == (("crossed itself",), {"B": 2})
    assert report.moved_max_m < 2
    found = [
        one for one in check_plan(session, report.plan, LOCAL_OPERATOR) if one.kind in {"pieces", "overlap", "gap"}
    ]
    assert [(one.kind, one.grids) for one in found] == [("pieces", ("B",))]


@pytest.mark.usefixtures("plan_id")
@pytest.mark.parametrize(
    ("at", "level", "said"),
    [
        (
            (114.0, 38.0),
            "district",
            r"touches 东社区: read as EPSG:4326.* \d{3} km away, around 114.0020, 38.0020. .*--crs",
        ),
        ((116.2, 40.0), "community", r"touches what is loaded.* \d\.\d km away"),
        ((40.0, 76.0), "district", r"look like lat, lon: add --lat-lon"),
    ],
)
def test_a_file_of_another_place_is_refused(
    session: Session, tmp_path: Path, at: tuple[float, float], level: str, said: str
) -> None:
    lon, lat = at
    session.execute(
        text("UPDATE area SET level = :level, geom = ST_Translate(geom, :east, 0)"),
        {"level": level, "east": -40 if lon < lat else 0},
    )
    file = tmp_path / "far.geojson"
    ground = shapely.geometry.mapping(box(lon, lat, lon + 0.004, lat + 0.004))
    file.write_text(json.dumps({"type": "Feature", "properties": {"code": "A"}, "geometry": ground}), encoding="utf-8")
    with pytest.raises(InputError, match=said):
        import_plan(session, file, viewer=LOCAL_OPERATOR)
