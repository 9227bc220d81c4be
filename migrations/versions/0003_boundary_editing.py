"""Editing boundaries: locks, checks kept with a plan, renumbered codes.

Revision ID: 0003
Revises: 0002
"""

revision: str = "0003"
down_revision: str | None = "0002"
branch_labels: str | None = None
depends_on: str | None = None


def upgrade() -> None:
    pass


def downgrade() -> None:
    pass
