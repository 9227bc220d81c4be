"""Proposed sites: where the next resources of a kind should stand."""

from typing import Any

from geoalchemy2 import WKBElement
from sqlalchemy import BigInteger, CheckConstraint, ForeignKey, Index, UniqueConstraint
from sqlalchemy.orm import Mapped, mapped_column

from gis.tables._base import Base, Key, Now, ground


class SiteProposal(Base):
    """One answer to the question where the next resources should stand."""

    __tablename__ = "site_proposal"

    id: Mapped[Key]
    kind: Mapped[str]
    at: Mapped[Now]
    author: Mapped[str]
    outcome: Mapped[dict[str, Any]]

    __table_args__ = (
        Index("site_proposal_kind", "kind", "id"),
        {"comment": "Where the next resources of a kind should stand; the newest of each kind is shown."},
    )


class ProposedSite(Base):
    """One of its sites, with the people whom it brings within the radius."""

    __tablename__ = "proposed_site"

    id: Mapped[Key]
    proposal_id: Mapped[int] = mapped_column(BigInteger, ForeignKey("site_proposal.id", ondelete="CASCADE"))
    rank: Mapped[int] = mapped_column(CheckConstraint("rank > 0"))
    name: Mapped[str]
    gained: Mapped[int]
    gained_60: Mapped[int]
    radius_m: Mapped[float] = mapped_column(CheckConstraint("radius_m >= 0"))
    geom: Mapped[WKBElement] = mapped_column(ground("POINT"))

    __table_args__ = (
        UniqueConstraint("proposal_id", "rank"),
        Index("proposed_site_geom", "geom", postgresql_using="gist"),
    )
