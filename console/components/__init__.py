"""Pieces that pages are put together from; each returns a Dash component and knows nothing of the record."""
