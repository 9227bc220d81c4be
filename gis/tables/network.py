"""The walking network: its versions and their edges."""

from typing import Any

from geoalchemy2 import WKBElement
from sqlalchemy import BigInteger, ForeignKey, Index
from sqlalchemy.orm import Mapped, mapped_column

from gis.tables._base import Base, Key, Now, ground


class Network(Base):
    """Derived: one version of the walking network."""

    __tablename__ = "network"

    id: Mapped[Key]
    built_at: Mapped[Now]
    fingerprint: Mapped[str]
    digest: Mapped[str]
    report: Mapped[dict[str, Any]]

    __table_args__ = (
        {
            "comment": "Derived: the versions of the walking network; the greatest id is the present one, older ones"
            " stay for what refers to them."
        },
    )


class NetworkEdge(Base):
    """Derived: one edge of a version, from junction to junction along one street."""

    __tablename__ = "network_edge"

    network_id: Mapped[int] = mapped_column(BigInteger, ForeignKey("network.id", ondelete="CASCADE"), primary_key=True)
    number: Mapped[int] = mapped_column(primary_key=True, autoincrement=False)
    u: Mapped[int]
    v: Mapped[int]
    street_id: Mapped[int] = mapped_column(BigInteger)
    raised: Mapped[bool]
    from_m: Mapped[float]
    to_m: Mapped[float]
    length_m: Mapped[float]
    geom: Mapped[WKBElement] = mapped_column(ground("LINESTRING"))

    __table_args__ = (
        Index("network_edge_geom", "geom", postgresql_using="gist"),
        Index("network_edge_street", "street_id"),
        {
            "comment": "Derived: the edges of each version, numbered from 0; u and v number its nodes, from_m and to_m"
            " say where on the street an edge lies."
        },
    )
