"""Files one after the other: one that cannot be used is said in a line on standard error, and the others go on."""

import sys
from collections.abc import Callable, Iterable
from pathlib import Path


def each_file(files: Iterable[Path], work: Callable[[Path], None]) -> int:
    """Do the work with each file in the order given; return 1 when one could not be used, else 0."""
    failed = 0
    for path in files:
        try:
            work(path)
        except OSError as error:
            reason = f"{error.filename or path}: {error.strerror or error}"
        except ValueError as error:
            reason = f"{path}: {error}"
        else:
            continue
        sys.stderr.write(f"{reason}\n")
        failed = 1
    return failed
