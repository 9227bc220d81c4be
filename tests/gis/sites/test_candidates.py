from pathlib import Path

import pytest
from sqlalchemy import text
from sqlalchemy.orm import Session

from gis.errors import InputError, NotFoundError
from gis.sites.candidates import candidates_of, read_candidates

SAMPLE = Path(__file__).parent.parent.parent / "one_of_each.sql"


@pytest.fixture
def record(session: Session) -> Session:
    session.execute(text(SAMPLE.read_text(encoding="utf-8")))
    return session


@pytest.mark.parametrize("origin", ["communities", "estates", "grids"])
def test_each_place_with_people_has_one_candidate_in_a_building_of_it(record: Session, origin: str) -> None:
    found = candidates_of(record, origin)
    points = {
        (row.lon, row.lat)
        for row in record.execute(
            text("SELECT ST_X(point) AS lon, ST_Y(point) AS lat FROM building WHERE population > 0")
        )
    }
    assert len(found.names) == len(found.lonlat) >= 1
    assert {tuple(place) for place in found.lonlat.tolist()} <= points


def test_an_origin_that_is_none_is_refused(session: Session) -> None:
    with pytest.raises(InputError, match="communities, estates or grids"):
        candidates_of(session, "stars")


def test_an_empty_record_has_no_candidates(session: Session) -> None:
    with pytest.raises(NotFoundError, match="name a file"):
        candidates_of(session, "communities")


def test_a_file_gives_places_names_and_prices(tmp_path: Path) -> None:
    file = tmp_path / "sites.csv"
    file.write_text(
        '名称,经度,纬度,造价\n一号,116.001,40.001,"1,500,000"\n二号,116.002,40.002,2000000\n', encoding="utf-8"
    )
    found = read_candidates(file)
    assert found.names == ("一号", "二号")
    assert found.lonlat.tolist() == [[116.001, 40.001], [116.002, 40.002]]
    assert found.price is not None
    assert found.price.tolist() == [1_500_000, 2_000_000]


@pytest.mark.parametrize(
    ("rows", "said"),
    [
        ("一号,116.001,40.001,10\n二号,116.002,40.002,\n", "not all"),
        ("一号,116.001,40.001,cheap\n", "no price"),
        ("一号,116.001,40.001,-5\n", "zero or more"),
    ],
)
def test_prices_that_are_none_are_refused(tmp_path: Path, rows: str, said: str) -> None:
    file = tmp_path / "sites.csv"
    file.write_text("名称,经度,纬度,造价\n" + rows, encoding="utf-8")
    with pytest.raises(InputError, match=said):
        read_candidates(file)
