"""Alembic migrations; a revision freezes its own SQL."""
