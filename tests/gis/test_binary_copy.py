"""Columns go to PostgreSQL and back unchanged."""

from itertools import product

import numpy as np
import pytest
from sqlalchemy import text
from sqlalchemy.orm import Session

from gis.binary_copy import read_columns, write_columns, write_nullable

FIELDS = {"a": "i4", "b": "i8", "c": "f8", "d": "?"}


@pytest.fixture
def table(session: Session) -> Session:
    session.execute(text("CREATE TEMP TABLE t (a integer, b bigint, c double precision, d boolean)"))
    return session


def test_there_and_back(table: Session) -> None:
    columns = {
        "a": np.array([1, -(2**31), 2**31 - 1], "i4"),
        "b": np.array([0, 2**62, -1], "i8"),
        "c": np.array([0.1, np.inf, -0.0]),
        "d": np.array([True, False, True]),
    }
    assert write_columns(table, "t", columns) == 3
    read = read_columns(table, "SELECT a, b, c, d FROM t", FIELDS)
    for name, values in columns.items():
        assert read[name].dtype == values.dtype
        assert read[name].tolist() == values.tolist()
    assert table.execute(text("SELECT b FROM t")).scalars().all() == [0, 2**62, -1]


def test_nothing_there_and_back(table: Session) -> None:
    assert write_columns(table, "t", {"a": np.empty(0, "i4")}) == 0
    assert read_columns(table, "SELECT a FROM t", {"a": "i4"})["a"].tolist() == []


@pytest.mark.parametrize("query", ["SELECT NULL::integer", "SELECT 1::bigint", "SELECT 1, 2", "SELECT 1::smallint"])
def test_rows_of_another_shape_are_refused(session: Session, query: str) -> None:
    with pytest.raises(ValueError, match="the query gives"):
        read_columns(session, query, {"a": "i4"})


def test_columns_of_different_length_are_refused(table: Session) -> None:
    with pytest.raises(ValueError, match="different length"):
        write_columns(table, "t", {"a": np.zeros(1, "i4"), "b": np.zeros(2, "i8")})


def test_null_wherever_it_stands(table: Session) -> None:
    rows = [(number, *values) for number, values in enumerate(product([-1, 0, 7], repeat=2))]
    columns = np.array(rows, "i8").T
    table.execute(text("CREATE TEMP TABLE n (x bigint, y bigint, z bigint)"))
    assert write_nullable(table, "n", dict(zip("xyz", columns, strict=True)), null=-1) == 9
    stored = table.execute(text("SELECT x, y, z FROM n ORDER BY x")).all()
    assert [tuple(row) for row in stored] == [tuple(None if value == -1 else value for value in row) for row in rows]


def test_a_row_of_nothing_is_refused(table: Session) -> None:
    with pytest.raises(ValueError, match="length"):
        write_nullable(table, "t", {"b": np.array([-1])}, null=-1)
