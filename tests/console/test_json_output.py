import json
from dataclasses import dataclass
from datetime import date
from pathlib import Path

import numpy as np
import pytest

from console.json_output import print_json


@dataclass(frozen=True)
class Figure:
    name: str
    people: int
    since: date | None


def test_it_prints_what_the_program_deals_in(capfdbinary: pytest.CaptureFixture[bytes]) -> None:
    print_json(
        {"盲区": [Figure("阳光花园", 412, date(2024, 5, 1))], "n": np.int64(3), "path": Path("/x"), "none": None}
    )
    said = capfdbinary.readouterr().out
    assert "阳光花园".encode() in said
    assert said.endswith(b"}\n")
    assert json.loads(said) == {
        "盲区": [{"name": "阳光花园", "people": 412, "since": "2024-05-01"}],
        "n": 3,
        "path": "/x",
        "none": None,
    }
