from collections.abc import Callable
from typing import Any

from sqlalchemy import text
from sqlalchemy.orm import Session


def test_only_the_newest_proposal_of_a_kind_is_shown(
    record: Session, rows: Callable[..., list[dict[str, Any]]]
) -> None:
    record.execute(
        text("""
            INSERT INTO site_proposal (id, kind, author, outcome) VALUES (2, 'clinic', 'p', '{}'),
                (3, 'elderly_centre', 'p', '{}');
            INSERT INTO proposed_site (proposal_id, rank, name, gained, gained_60, radius_m, geom) VALUES
                (2, 1, 'clinic', 1, 0, 800, 'SRID=4326;POINT(116.001 40.001)'),
                (3, 1, 'newer', 2, 1, 500, 'SRID=4326;POINT(116.002 40.002)');
        """)
    )
    assert {(row["name"], row["radius_m"]) for row in rows("proposed_sites")} == {("clinic", 800), ("newer", 500)}
