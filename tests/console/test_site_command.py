import json
from pathlib import Path

import pytest
from sqlalchemy import Engine, text

from gis.database import session_of
from tests.conftest import RunWangge

CARE = ("site", "--kind", "elderly_centre", "--add", "1", "--from", "grids")


@pytest.fixture(autouse=True)
def filled(engine: Engine) -> None:
    with session_of(engine) as session:
        session.execute(text((Path(__file__).parents[1] / "one_of_each.sql").read_text(encoding="utf-8")))


def test_site_says_in_words_what_it_says_as_json(run_wangge: RunWangge) -> None:
    said = json.loads(run_wangge(*CARE, "--radius", "100", "--json").stdout)
    assert (said["kind"], said["objective"], said["optimal"]) == ("elderly_centre", "cover", True)
    words = run_wangge(*CARE, "--radius", "100").stdout
    assert f"Elderly centres: {said['standing']} standing, {len(said['sites'])} new" in words
    assert "proven to be the best" in words
    assert "Of 60 and over" in words


def test_where_nobody_is_left_outside_no_site_is_proposed(run_wangge: RunWangge) -> None:
    assert "No candidate would bring anybody nearer." in run_wangge(*CARE, "--radius", "100000").stdout
