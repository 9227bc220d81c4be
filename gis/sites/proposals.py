"""What was proposed: kept, so that the map and the page show it, and read again."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any

import orjson
from sqlalchemy import text
from sqlalchemy.orm import Session

from gis.viewer import Viewer

KEPT = 20
"""Proposals of a kind that are kept; older ones go."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Site:
    """A proposed site and the people whom it brings within the radius (all, 60+)."""

    name: str
    lon: float
    lat: float
    gained: int
    gained_60: int


def keep_proposal(
    session: Session, *, kind: str, radius_m: float, sites: Sequence[Site], outcome: Mapping[str, Any], viewer: Viewer
) -> int:
    """Keep an answer with its sites, the most useful first; return its key in table `site_proposal`."""
    proposal = session.scalar(
        text("INSERT INTO site_proposal (kind, author, outcome) VALUES (:kind, :author, :outcome) RETURNING id"),
        {"kind": kind, "author": viewer.name, "outcome": orjson.dumps(dict(outcome)).decode()},
    )
    if sites:
        session.execute(
            text("""
                INSERT INTO proposed_site (proposal_id, rank, name, gained, gained_60, radius_m, geom)
                VALUES (:proposal, :rank, :name, :gained, :gained_60, :radius,
                        ST_SetSRID(ST_MakePoint(:lon, :lat), 4326))
            """),
            [
                {
                    "proposal": proposal, "rank": rank, "name": site.name, "gained": site.gained,
                    "gained_60": site.gained_60, "radius": radius_m, "lon": site.lon, "lat": site.lat,
                }
                for rank, site in enumerate(sites, start=1)
            ],
        )  # fmt: skip
    session.execute(
        text("""
            DELETE FROM site_proposal WHERE kind = :kind AND id <= (
                SELECT id FROM site_proposal WHERE kind = :kind ORDER BY id DESC OFFSET :kept LIMIT 1)
        """),
        {"kind": kind, "kept": KEPT},
    )
    return int(proposal or 0)


def newest_proposal(session: Session, kind: str) -> dict[str, Any] | None:
    """Return the newest answer for a kind as it was kept, with `id`, `at`, `author` and the sites' keys; None: none."""
    row = session.execute(
        text("SELECT id, at, author, outcome FROM site_proposal WHERE kind = :kind ORDER BY id DESC LIMIT 1"),
        {"kind": kind},
    ).one_or_none()
    if row is None:
        return None
    keys = site_keys(session, row.id)
    sites = [{**site, "id": keys[site["rank"]]} for site in row.outcome.get("sites", ())]
    about = {"id": row.id, "at": row.at.isoformat(), "author": row.author}
    return {**row.outcome, "sites": sites, **about}


def site_keys(session: Session, proposal_id: int) -> dict[int, int]:
    """Return the keys in table `proposed_site` of a proposal's sites, by their rank."""
    rows = session.execute(
        text("SELECT rank, id FROM proposed_site WHERE proposal_id = :proposal"), {"proposal": proposal_id}
    )
    return {row.rank: row.id for row in rows}
