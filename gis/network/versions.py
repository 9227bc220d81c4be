"""Tables `network` and `network_edge`: a version once written never changes."""

import hashlib
import json
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime
from typing import Any

import numpy as np
import shapely
from numpy.typing import NDArray
from sqlalchemy import text
from sqlalchemy.orm import Session

from gis.binary_copy import read_columns
from gis.database import fingerprint
from gis.errors import NotFoundError

RULES = "1"
"""Changes with the rules by which streets become a network."""

KEPT = 5
"""Versions that stay in any case."""

_LOCK = 78110006
_FIELDS = {
    "u": "i4", "v": "i4", "street_id": "i8", "raised": "?", "from_m": "f8", "length_m": "f8", "points": "i4",
}  # fmt: skip
_WKB_HEAD_BYTES = 9
_POINT_BYTES = 16


@dataclass(frozen=True, slots=True, kw_only=True)
class NetworkVersion:
    """One version of the network and what was found when it was built.

    Attributes:
        id: Key in table `network`; what refers to edges names it.
        fingerprint: The state of the streets it was built from.
        report: Counts, lengths and the small components, as JSON.
    """

    id: int
    built_at: datetime
    fingerprint: str
    report: Mapping[str, Any]


@dataclass(frozen=True, slots=True, kw_only=True)
class EdgeRows:
    """The m edges of a version; `routing.street_graph.StreetGraph` says what each column is."""

    u: NDArray[np.int64]
    v: NDArray[np.int64]
    street_id: NDArray[np.int64]
    raised: NDArray[np.bool_]
    from_m: NDArray[np.float64]
    length_m: NDArray[np.float64]
    offsets: NDArray[np.int64]
    points: NDArray[np.float64]

    def digest(self) -> str:
        """Return a fingerprint of all columns: equal edges have equal ones."""
        sums = hashlib.sha256()
        for name in ("u", "v", "street_id", "raised", "from_m", "length_m", "offsets", "points"):
            sums.update(np.ascontiguousarray(getattr(self, name)).tobytes())
        return sums.hexdigest()


def street_state(session: Session) -> str:
    """Return the state of the streets: equal while no network needs to be built."""
    return f"{RULES} {fingerprint(session, 'street')}"


def hold_building(session: Session) -> None:
    """Wait until no other session builds a network; the session's transaction then keeps others waiting."""
    session.execute(text("SELECT pg_advisory_xact_lock(:key)"), {"key": _LOCK})


def present_version(session: Session) -> NetworkVersion | None:
    """Return the newest version; None: none was ever built."""
    row = session.execute(
        text("SELECT id, built_at, fingerprint, report FROM network ORDER BY id DESC LIMIT 1")
    ).one_or_none()
    return None if row is None else NetworkVersion(**row._asdict())


def write_version(session: Session, edges: EdgeRows, *, state: str, report: Mapping[str, Any]) -> NetworkVersion:
    """Write a new version; where the edges are those of the present one, that one stays and counts as up to date."""
    digest = edges.digest()
    same = session.execute(
        text("""
            UPDATE network SET fingerprint = :state
            WHERE id = (SELECT max(id) FROM network) AND digest = :digest RETURNING id, built_at, fingerprint, report
        """),
        {"state": state, "digest": digest},
    ).one_or_none()
    if same is not None:
        return NetworkVersion(**same._asdict())
    row = session.execute(
        text("""
            INSERT INTO network (fingerprint, digest, report) VALUES (:state, :digest, CAST(:report AS jsonb))
            RETURNING id, built_at, fingerprint, report
        """),
        {"state": state, "digest": digest, "report": json.dumps(report, ensure_ascii=False)},
    ).one()
    _write_edges(session, row.id, edges)
    _forget_old(session)
    return NetworkVersion(**row._asdict())


def _forget_old(session: Session) -> None:
    """Take away versions that no patrol refers to, but for the last few: what runs may still be on them."""
    session.execute(
        text("""
            DELETE FROM network n
            WHERE n.id NOT IN (SELECT id FROM network ORDER BY id DESC LIMIT :kept)
              AND NOT EXISTS (SELECT 1 FROM patrol p WHERE p.network_id = n.id)
        """),
        {"kept": KEPT},
    )


def _write_edges(session: Session, network_id: int, edges: EdgeRows) -> None:
    lines = shapely.from_ragged_array(shapely.GeometryType.LINESTRING, edges.points, (edges.offsets,))
    session.execute(
        text("""
            INSERT INTO network_edge
                (network_id, number, u, v, street_id, raised, from_m, to_m, length_m, geom)
            SELECT :id, r.number - 1, r.u, r.v, r.street_id, r.raised, r.from_m, r.from_m + r.length_m, r.length_m,
                   ST_GeomFromWKB(r.geom, 4326)
            FROM unnest(CAST(:u AS integer[]), CAST(:v AS integer[]), CAST(:street_id AS bigint[]),
                        CAST(:raised AS boolean[]), CAST(:from_m AS double precision[]),
                        CAST(:length_m AS double precision[]), CAST(:geom AS bytea[]))
                 WITH ORDINALITY AS r (u, v, street_id, raised, from_m, length_m, geom, number)
        """),
        {
            "id": network_id,
            **{name: getattr(edges, name).tolist() for name in ("u", "v", "street_id", "raised", "from_m", "length_m")},
            "geom": list(shapely.to_wkb(lines, byte_order=1)),
        },
    )


def digest_of(session: Session, network_id: int) -> str:
    """Return the digest of a version's edges.

    Raises:
        NotFoundError: there is no such version.
    """
    digest: str | None = session.scalar(text("SELECT digest FROM network WHERE id = :id"), {"id": network_id})
    if digest is None:
        raise NotFoundError(f"There is no network {network_id}: `wangge network show` names the present one.")
    return digest


def read_edges(session: Session, network_id: int) -> EdgeRows:
    """Return the edges of a version that exists."""
    columns = read_columns(
        session,
        "SELECT u, v, street_id, raised, from_m, length_m, ST_NPoints(geom)"
        f" FROM network_edge WHERE network_id = {int(network_id)} ORDER BY number",
        _FIELDS,
    )
    body = session.scalar(
        text("""
            SELECT coalesce(string_agg(ST_AsBinary(geom, 'NDR'), ''::bytea ORDER BY number), ''::bytea)
            FROM network_edge WHERE network_id = :id
        """),
        {"id": network_id},
    )
    counts = columns.pop("points").astype(np.int64)
    columns |= {name: columns[name].astype(np.int64) for name in ("u", "v")}
    return EdgeRows(
        **columns,
        offsets=np.concatenate([[0], np.cumsum(counts)]).astype(np.int64),
        points=_points(bytes(body or b""), counts),
    )


def _points(body: bytes, counts: NDArray[np.int64]) -> NDArray[np.float64]:
    """The points of LineStrings in WKB, one after the other: each has a head, then its points."""
    heads = np.cumsum(_WKB_HEAD_BYTES + _POINT_BYTES * counts) - _POINT_BYTES * counts
    within = np.arange(counts.sum()) - np.repeat(np.cumsum(counts) - counts, counts)
    start = np.repeat(heads, counts) + _POINT_BYTES * within
    data = np.frombuffer(body, dtype=np.uint8)
    return np.ascontiguousarray(data[start[:, None] + np.arange(_POINT_BYTES)]).view("<f8").astype(np.float64)
