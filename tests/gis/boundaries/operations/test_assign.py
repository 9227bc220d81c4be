from typing import Any

import pytest

from gis.errors import NotFoundError

ONE = {"x": "POLYGON ((0 0, 5 0, 5 2, 0 2, 0 0))"}


def test_a_worker_who_exists(fabric: Any, edited: Any) -> None:
    assert edited(fabric(ONE, workers={"W1"}), "assign", grid="x", worker="W1").workers == {"x": "W1"}
    with pytest.raises(NotFoundError, match="no worker W2"):
        edited(fabric(ONE), "assign", grid="x", worker="W2")
