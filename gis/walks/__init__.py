"""Shifts, positions within them, and which streets were walked."""
