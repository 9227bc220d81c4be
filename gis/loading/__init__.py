"""Loading: any GIS file, table or piece of OpenStreetMap becomes rows of the record, and every refused row is told.

A kind of file is one entry in `kinds.py`; what is more to it than writing its rows stands in its module of `writers/`.
"""

from gis.loading.inspecting import Column, FileInfo, inspect
from gis.loading.kinds import KINDS, Kind, kind_of
from gis.loading.load import load_file, load_files
from gis.loading.options import LoadOptions
from gis.loading.osm import load_osm
from gis.loading.report import LoadReport, Remark

__all__ = [
    "KINDS",
    "Column",
    "FileInfo",
    "Kind",
    "LoadOptions",
    "LoadReport",
    "Remark",
    "inspect",
    "kind_of",
    "load_file",
    "load_files",
    "load_osm",
]
