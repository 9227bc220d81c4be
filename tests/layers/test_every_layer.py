import json
from collections.abc import Callable
from typing import Any

import pytest
from sqlalchemy import text
from sqlalchemy.orm import Session

from gis.errors import NotFoundError
from gis.parameters import DEFAULTS
from gis.viewer import LOCAL_OPERATOR
from layers import Layer, Tile, find_layer, find_layers, rows_of, tile_of

NAMES = (
    *("water", "greens", "streets", "places", "buildings", "estates", "grids", "communities", "subdistricts"),
    *("blind_spots", "resources", "incidents", "workers"),
)
SORTS = {
    "polygon": {"MultiPolygon", "Polygon", "MultiLineString"},
    "line": {"MultiLineString", "LineString"},
    "point": {"Point"},
}
# a tile that holds all of the record
AT = Tile.around(116.005, 40.005, 14)

every_layer = pytest.mark.parametrize("layer", find_layers().values(), ids=list(find_layers()))


def test_the_layers_that_others_rely_on_are_there() -> None:
    assert set(NAMES) <= set(find_layers())


def test_layers_come_in_drawing_order() -> None:
    order = [layer.order for layer in find_layers().values()]
    assert order == sorted(order)
    assert list(find_layers()).index("water") < list(find_layers()).index("grids")


def test_an_unknown_layer_is_named_with_those_there_are() -> None:
    with pytest.raises(NotFoundError, match=r"'grid'; there are: .*grids"):
        find_layer("grid")


@every_layer
def test_it_shows_what_it_promises(layer: Layer, rows: Callable[..., list[dict[str, Any]]]) -> None:
    found = rows(layer.id)
    assert found
    for row in found:
        assert list(row) == ["id", "geom", *layer.properties]
        assert row["geom"].geom_type in SORTS[layer.geometry]


@every_layer
def test_its_tile_holds_its_features(layer: Layer, tile: Callable[..., dict[str, list[dict[str, Any]]]]) -> None:
    features = tile(layer.id, AT)[layer.id]
    assert features
    for feature in features:
        assert feature["id"] > 0
        assert feature["geom"].is_valid
        if not layer.cluster:
            assert set(feature) - {"geom", "id"} <= set(layer.drawn or layer.properties)


@every_layer
def test_no_phone_number_leaves_the_record(layer: Layer, rows: Callable[..., list[dict[str, Any]]]) -> None:
    assert "phone" not in layer.properties
    assert "139123456" not in str(rows(layer.id))


@every_layer
def test_what_it_says_of_itself_can_be_sent(layer: Layer) -> None:
    said = json.loads(json.dumps(layer.as_json(DEFAULTS)))
    assert said["id"] == layer.id
    assert said["title"]["zh"]
    assert said["title"]["en"]
    assert said["zooms"][0] < said["zooms"][1]
    assert len(said["legend"]) == len(said["style"]["classes"])
    assert all(entry["label"]["zh"] and entry["label"]["en"] for entry in said["legend"])
    assert set(said["drawn"]) <= set(said["properties"])
    assert layer.label is None or layer.label in said["drawn"]
    assert layer.radius is None or layer.radius in said["drawn"]
    assert said["style"]["property"] is None or said["style"]["property"] in said["drawn"]


@every_layer
def test_its_colours_are_told_apart_without_colour(layer: Layer) -> None:
    """Two classes may share a colour only where dash, hatch, width or radius tells them apart."""
    for theme in ("light", "dark"):
        looks = [str(getattr(item, theme)) for item in layer.style(DEFAULTS).classes]
        assert len(set(looks)) == len(looks)


@every_layer
def test_a_tile_asks_the_index_and_not_every_row(layer: Layer, record: Session) -> None:
    """With sequential scans made dear, what remains of them would be a filter that no index can answer."""
    record.execute(text("SET LOCAL enable_seqscan = off"))
    # an index that is read from end to end answers nothing either: a bitmap needs a condition on its index
    record.execute(text("SET LOCAL enable_indexscan = off; SET LOCAL enable_indexonlyscan = off"))
    # among so few rows the planner takes any index: only the spatial ones, and the one a layer names, remain
    # a district has hundreds of workers: their posts need no index, and each has one last position
    wanted = {"workers": "(post &&", "on_duty": "position_pkey"}.get(layer.id, "_geom")
    record.execute(
        text(
            "UPDATE pg_index SET indisvalid = false FROM pg_class c, pg_am m WHERE c.oid = indexrelid "
            "AND m.oid = c.relam AND m.amname = 'btree' AND c.relname <> :wanted "
            "AND c.relnamespace = 'public'::regnamespace"
        ),
        {"wanted": wanted},
    )
    question = tile_of([layer], AT, LOCAL_OPERATOR, DEFAULTS)
    plan = record.connection().exec_driver_sql(f"EXPLAIN {question.sql}", dict(question.values)).scalars()
    said = "\n".join(plan)
    assert wanted in said, said


def test_the_subjects_are_names_of_changes(session: Session) -> None:
    functions = session.execute(text("SELECT proname FROM pg_proc WHERE proname LIKE 'announce_%'")).scalars()
    known = {name.removeprefix("announce_") for name in functions}
    assert {subject for layer in find_layers().values() for subject in layer.subjects} <= known


def test_rows_come_in_the_order_of_their_ids(rows: Callable[..., list[dict[str, Any]]]) -> None:
    identities = [row["id"] for row in rows("buildings")]
    assert identities == sorted(identities)


def test_a_question_binds_its_values() -> None:
    question = rows_of(find_layer("grids"), LOCAL_OPERATOR, DEFAULTS, area_code="x'; DROP TABLE grid; --")
    assert "DROP TABLE" not in question.sql
