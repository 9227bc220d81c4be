"""What changed, statement by statement, and of which state of the record each derived table is the answer."""

from sqlalchemy import Index, text
from sqlalchemy.orm import Mapped, mapped_column

from gis.tables._base import Base, Key, Now, TransactionId


class Change(Base):
    """One statement's change of one table."""

    __tablename__ = "change"

    id: Mapped[Key]
    subject: Mapped[str]
    at: Mapped[Now]
    min_lon: Mapped[float | None]
    min_lat: Mapped[float | None]
    max_lon: Mapped[float | None]
    max_lat: Mapped[float | None]
    xid: Mapped[str] = mapped_column(TransactionId, server_default=text("pg_current_xact_id()"))
    horizon: Mapped[str] = mapped_column(
        TransactionId,
        server_default=text("pg_snapshot_xmin(pg_current_snapshot())"),
        comment="Oldest transaction at work when the row was written: what came to light after this row has a"
        " greater id, or an xid from here on.",
    )

    __table_args__ = (
        Index("change_subject", "subject", "id"),
        {
            "comment": "What changed, statement by statement; its count and last id per subject are the version of"
            " the record."
        },
    )


class Derived(Base):
    """The fingerprint of the subjects that a derived table was worked out from."""

    __tablename__ = "derived"
    __table_args__ = ({"comment": "Of which state of the record each derived table is the answer."},)

    name: Mapped[str] = mapped_column(primary_key=True)
    fingerprint: Mapped[str]
    at: Mapped[Now]
