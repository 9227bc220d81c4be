"""A Chinese font of this machine, to be embedded in what is printed."""

from dataclasses import dataclass
from pathlib import Path

from gis.errors import MissingError

FOLDERS = (
    Path("/usr/share/fonts"), Path("/usr/local/share/fonts"), Path.home() / ".local/share/fonts",
    Path("/System/Library/Fonts"), Path("/Library/Fonts"), Path("C:/Windows/Fonts"),
)  # fmt: skip
# file, its bold companion, and which font of a collection is the one for simplified Chinese
KNOWN = (
    ("NotoSansCJK-Regular.ttc", "NotoSansCJK-Bold.ttc", 2),
    ("NotoSansCJKsc-Regular.otf", "NotoSansCJKsc-Bold.otf", 0),
    ("NotoSansSC-Regular.otf", "NotoSansSC-Bold.otf", 0),
    ("SourceHanSansSC-Regular.otf", "SourceHanSansSC-Bold.otf", 0),
    ("SourceHanSansCN-Regular.otf", "SourceHanSansCN-Bold.otf", 0),
    ("wqy-microhei.ttc", "", 0),
    ("wqy-zenhei.ttc", "", 0),
    ("DroidSansFallbackFull.ttf", "", 0),
    ("PingFang.ttc", "", 0),
    ("msyh.ttc", "msyhbd.ttc", 0),
    ("simhei.ttf", "", 0),
)


@dataclass(frozen=True, slots=True)
class ChineseFont:
    """Font files; `number` is that of the font within a collection. `bold` is `regular` where there is no other."""

    regular: Path
    bold: Path
    number: int


def find_font(folders: tuple[Path, ...] = FOLDERS) -> ChineseFont:
    """Return a font that has Chinese characters, the most readable first.

    Raises:
        MissingError: none is installed.
    """
    here: dict[str, Path] = {}
    for folder in folders:
        if folder.is_dir():
            for path in sorted(folder.rglob("*")):
                here.setdefault(path.name, path)
    for name, bold, number in KNOWN:
        if name in here:
            return ChineseFont(here[name], here.get(bold, here[name]), number)
    raise MissingError("No Chinese font is installed: install one (Debian: apt install fonts-wqy-microhei).")
