"""Data on standard output, for other programs."""

import sys
from typing import Any

import orjson


def print_json(value: Any) -> None:
    """Print `value` as JSON, indented, in UTF-8; dataclasses, dates and numpy's numbers are understood."""
    options = orjson.OPT_INDENT_2 | orjson.OPT_APPEND_NEWLINE | orjson.OPT_SERIALIZE_NUMPY
    sys.stdout.flush()
    sys.stdout.buffer.write(orjson.dumps(value, option=options, default=str))
    sys.stdout.buffer.flush()
