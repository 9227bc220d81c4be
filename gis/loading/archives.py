"""Zip archives: unpacked into a folder of their own, wherever their paths would lead."""

import shutil
import zipfile
import zlib
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path, PurePosixPath
from tempfile import TemporaryDirectory

from gis.errors import InputError, MissingError

LOADABLE = (
    ".shp", ".gpkg", ".geojson", ".json", ".geojsonl", ".ndjson", ".fgb", ".kml", ".dxf", ".csv", ".xlsx", ".gml",
    ".tab", ".mif", ".sqlite",
)  # fmt: skip
_MARGIN_BYTES = 200 << 20
_UTF8_FLAG = 0x800


@contextmanager
def unpacked(path: Path) -> Iterator[dict[str, Path]]:
    """Yield the loadable files in an archive by their names in it; they are gone at the end.

    Raises:
        InputError: it is no archive, is damaged, needs a password, or holds nothing that can be loaded.
        MissingError: the disk has no room for what it holds.
    """
    with TemporaryDirectory(prefix="wangge-") as folder:
        try:
            with zipfile.ZipFile(path) as archive:
                found = _extract(archive, path, Path(folder))
        except (zipfile.BadZipFile, zlib.error, EOFError, NotImplementedError) as error:
            raise InputError(f"{path.name} is no zip archive, or it is damaged or cut off.") from error
        if not found:
            raise InputError(f"{path.name} holds nothing that can be loaded, such as a Shapefile.")
        yield found


def _extract(archive: zipfile.ZipFile, path: Path, folder: Path) -> dict[str, Path]:
    members = [member for member in archive.infolist() if not member.is_dir()]
    if any(member.flag_bits & 1 for member in members):
        raise InputError(f"{path.name} is locked with a password: unpack it first.")
    if sum(member.file_size for member in members) > shutil.disk_usage(folder).free - _MARGIN_BYTES:
        raise MissingError(f"There is no room to unpack {path.name} in {folder.parent}: free some, or set TMPDIR.")
    stems: dict[str, str] = {}
    found: dict[str, Path] = {}
    for member in members:
        name = PurePosixPath(_name_of(member))
        if name.name.startswith(".") or "__MACOSX" in name.parts:
            continue
        # files that belong together share a folder; the paths of the archive itself may lead anywhere
        together = str(name.with_suffix("")).lower().removesuffix(".shp")
        target = folder / stems.setdefault(together, str(len(stems))) / f"{name.stem[:60]}{name.suffix}"
        target.parent.mkdir(exist_ok=True)
        with archive.open(member) as source, target.open("wb") as file:
            shutil.copyfileobj(source, file)
        if name.suffix.lower() in LOADABLE:
            found[str(name)] = target
    return found


def _name_of(member: zipfile.ZipInfo) -> str:
    """Return a member's name; Chinese programs write it in GBK without saying so."""
    if member.flag_bits & _UTF8_FLAG:
        return member.filename
    try:
        raw = member.filename.encode("cp437")
    except UnicodeEncodeError:
        return member.filename
    for encoding in ("utf-8", "gb18030"):
        try:
            return raw.decode(encoding)
        except UnicodeDecodeError:
            continue
    return member.filename
