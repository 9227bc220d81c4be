"""Files of a multipart request, written to disk as they arrive: memory stays steady whatever their size."""

import errno
from pathlib import Path
from typing import TYPE_CHECKING, BinaryIO

from fastapi import Request
from python_multipart.exceptions import FormParserError
from python_multipart.multipart import MultipartParser, MultipartState, parse_options_header
from starlette.concurrency import run_in_threadpool

from console.uploads import MOST_FILES, plain_name
from gis.errors import InputError, MissingError

if TYPE_CHECKING:
    from python_multipart.multipart import MultipartCallbacks

MEGABYTE = 1_000_000
BROKEN = "The upload is broken: send it again."
CUT = "The upload ended before its end: send it again."


async def receive_files(request: Request, folder: Path, *, limit_mb: int) -> list[Path]:
    """Write the files of a request into a folder and return them.

    Raises:
        InputError: no multipart request, a broken one, no file in it, or more than `limit_mb` megabytes.
        MissingError: the disk is full.
    """
    kind, options = parse_options_header(request.headers.get("content-type"))
    if kind != b"multipart/form-data" or b"boundary" not in options:
        raise InputError("Send the files as multipart/form-data.")
    announced = request.headers.get("content-length", "")
    _within(int(announced) if announced.isdigit() else 0, limit_mb)
    parts = _Parts(folder)
    parser = MultipartParser(options[b"boundary"], parts.callbacks())
    taken = 0
    try:
        async for chunk in request.stream():
            taken += len(chunk)
            _within(taken, limit_mb)
            await run_in_threadpool(parser.write, chunk)
        if parser.state != MultipartState.END:
            raise InputError(CUT)
    except FormParserError as error:
        raise InputError(BROKEN) from error
    except OSError as error:
        if error.errno == errno.ENOSPC:
            raise MissingError("The disk is full: free some room and upload the file again.") from error
        raise
    finally:
        parts.close()
    if not parts.files:
        raise InputError("There is no file in the upload: choose one.")
    return parts.files


def _within(size: int, limit_mb: int) -> None:
    if size > limit_mb * MEGABYTE:
        raise InputError(
            f"An upload has {limit_mb} MB at most (WANGGE_UPLOAD_LIMIT_MB): load bigger files with `wangge load`."
        )


class _Parts:
    """What the parser of a multipart request reports, turned into files."""

    def __init__(self, folder: Path) -> None:
        self.folder = folder
        self.files: list[Path] = []
        self._field = b""
        self._value = b""
        self._headers: dict[bytes, bytes] = {}
        self._file: BinaryIO | None = None

    def callbacks(self) -> "MultipartCallbacks":
        return {
            "on_part_begin": self._begin,
            "on_header_field": self._add_to_field,
            "on_header_value": self._add_to_value,
            "on_header_end": self._end_header,
            "on_headers_finished": self._open,
            "on_part_data": self._write,
            "on_part_end": self.close,
        }

    def close(self) -> None:
        if self._file is not None:
            self._file.close()
            self._file = None

    def _begin(self) -> None:
        self._headers = {}

    def _add_to_field(self, data: bytes, start: int, end: int) -> None:
        self._field += data[start:end]

    def _add_to_value(self, data: bytes, start: int, end: int) -> None:
        self._value += data[start:end]

    def _end_header(self) -> None:
        self._headers[self._field.lower()] = self._value
        self._field = self._value = b""

    def _open(self) -> None:
        _, options = parse_options_header(self._headers.get(b"content-disposition", b""))
        said = options.get(b"filename")
        if said is None:
            return
        if len(self.files) >= MOST_FILES:
            raise InputError(f"An upload has {MOST_FILES} files at most: put them into one zip archive.")
        path = self.folder / plain_name(said.decode("utf-8", "replace"))
        if path in self.files:
            raise InputError(f"{path.name} stands twice in the upload.")
        self.files.append(path)
        self._file = path.open("wb")

    def _write(self, data: bytes, start: int, end: int) -> None:
        if self._file is not None:
            self._file.write(data[start:end])
