"""The record: what PostGIS holds, and every rule and question about the ground."""
