"""Changing the borders of a draft: one file per operation."""
