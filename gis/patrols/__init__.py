"""Patrols: who walks from where past what, and the routes that were worked out for it."""
