"""Reading what people write into tables: numbers, dates, moments, flags, words."""

import math
import re
import unicodedata
from collections.abc import Callable, Mapping
from datetime import UTC, date, datetime, timedelta
from typing import Any

_NOTHING = frozenset(
    {"", "-", "--", "—", "/", "\\", "null", "none", "nan", "na", "n/a", "#n/a", "<null>", "无", "不详", "未知", "暂无"}
)
_NUMBER = re.compile(r"[+-]?(\d+\.?\d*|\.\d+)(e[+-]?\d+)?", re.IGNORECASE)
_UNITS = re.compile(r"(人|户|层|栋|个|米|间|张|张床|位|m)$", re.IGNORECASE)
_THOUSANDS = re.compile(r"[+-]?\d{1,3}([,  ]\d{3})+(\.\d+)?")
_DATE = re.compile(
    r"(?P<y>\d{4})\s*(?:[-/.年]\s*(?P<m>\d{1,2})\s*(?:[-/.月]\s*(?P<d>\d{1,2})\s*[日号]?|月)?|年)?"
    r"(?:[T\s]+(?P<rest>\d{1,2}:\d{2}.*))?$"
)
_COMPACT = re.compile(r"(?P<y>\d{4})(?P<m>\d{2})(?P<d>\d{2})(?:(?P<H>\d{2})(?P<M>\d{2})(?P<S>\d{2})?)?$")
_CLOCK = re.compile(r"(\d{1,2}):(\d{2})(?::(\d{2})(?:[.,]\d+)?)?\s*(Z|[+-]\d{2}:?\d{2})?$", re.IGNORECASE)
_SERIALS = range(10_000, 80_000)
_EXCEL_EPOCH = datetime(1899, 12, 30)  # noqa: DTZ001 - spreadsheets count days without a zone
_YEARS = range(1000, 2200)
_TRUE = frozenset(
    {
        "1",
        "true",
        "t",
        "yes",
        "y",
        "是",
        "有",
        "viaduct",
        "building_passage",
        "culvert",
        "movable",
        "aqueduct",
        "-1",
        "reverse",
    }
)


class NotReadableError(ValueError):
    """A value that is none of its kind."""


def cleaned(value: Any) -> str | None:
    """Return a cell as text, full-width letters made narrow, or None where it says nothing."""
    if value is None or (isinstance(value, float) and math.isnan(value)):
        return None
    text = _plain(value).replace("\x00", "").strip()
    return None if text.lower() in _NOTHING else text


def _plain(value: Any) -> str:
    if isinstance(value, bytes):
        return value.decode("utf-8", "replace")
    if isinstance(value, float) and value.is_integer() and abs(value) < 1e15:  # noqa: PLR2004 - where doubles are exact
        return str(int(value))
    return str(value)


def read_text(value: Any) -> str | None:
    """Return a cell as text."""
    return cleaned(value)


def read_code(value: Any) -> str | None:
    """Return a cell as a code: 110108001001001.0 is 110108001001001, full-width digits are digits."""
    text = cleaned(value)
    if text is None:
        return None
    narrow = unicodedata.normalize("NFKC", text).strip("'\"` ")
    whole = re.fullmatch(r"(\d+)\.0+", narrow)
    return (whole.group(1) if whole else narrow) or None


def read_number(value: Any) -> float | None:
    """Return a cell as a number: thousands may be set apart, a unit may stand behind it.

    Raises:
        NotReadableError: it is something else.
    """
    if isinstance(value, bool):
        return float(value)
    if isinstance(value, int | float):
        if math.isnan(value):
            return None
        if math.isinf(value):
            raise NotReadableError
        return float(value)
    text = cleaned(value)
    if text is None:
        return None
    narrow = unicodedata.normalize("NFKC", text).replace("−", "-").strip()
    narrow = _UNITS.sub("", narrow).strip()
    if _THOUSANDS.fullmatch(narrow):
        narrow = re.sub(r"[,  ]", "", narrow)
    if not _NUMBER.fullmatch(narrow):
        raise NotReadableError
    number = float(narrow)
    if math.isinf(number):
        raise NotReadableError
    return number


def read_date(value: Any) -> date | None:
    """Return a cell as a date: 2021-05-01, 2021/5/1, 20210501, 2021年5月, 2021, or a spreadsheet's day number.

    A month stands for its first day, a year for its first of January.

    Raises:
        NotReadableError: it is something else, or a day that does not exist.
    """
    moment = read_moment(value)
    return moment.date() if moment is not None else None


def read_moment(value: Any) -> datetime | None:
    """Return a cell as a moment; without a zone it is in that of the district.

    Raises:
        NotReadableError: it is something else, or a moment that does not exist.
    """
    if isinstance(value, datetime):
        return value
    if isinstance(value, date):
        return datetime(value.year, value.month, value.day)  # noqa: DTZ001 - a day has no zone
    text = cleaned(value)
    if text is None:
        return None
    narrow = unicodedata.normalize("NFKC", text).strip()
    try:
        return _moment(narrow)
    except (ValueError, OverflowError) as error:
        raise NotReadableError from error


def _moment(text: str) -> datetime:
    if compact := _COMPACT.fullmatch(text):
        return _in_years(datetime(*(int(part) for part in compact.groups() if part is not None)))  # type: ignore[arg-type] # noqa: DTZ001
    if re.fullmatch(r"\d{5}(\.\d+)?", text) and int(float(text)) in _SERIALS:
        return _EXCEL_EPOCH + timedelta(days=float(text))
    if not (found := _DATE.fullmatch(text)):
        # what a program wrote: RFC 3339 with fractions, weekday names and the like are left to the standard library
        return _in_years(datetime.fromisoformat(text))
    day = datetime(int(found["y"]), int(found["m"] or 1), int(found["d"] or 1))  # noqa: DTZ001
    return _in_years(_at_clock(day, found["rest"]) if found["rest"] else day)


def _at_clock(day: datetime, text: str) -> datetime:
    if not (clock := _CLOCK.fullmatch(text.strip())):
        raise NotReadableError
    hours, minutes, seconds, zone = clock.groups()
    moment = day.replace(hour=int(hours), minute=int(minutes), second=int(seconds or 0))
    if zone is None:
        return moment
    if zone.upper() == "Z":
        return moment.replace(tzinfo=UTC)
    return datetime.fromisoformat(moment.isoformat() + (zone if ":" in zone else f"{zone[:3]}:{zone[3:]}"))


def _in_years(moment: datetime) -> datetime:
    if moment.year not in _YEARS:
        raise NotReadableError
    return moment


def read_flag(value: Any) -> bool | None:
    """Return a cell as yes or no; anything that does not say yes is a no."""
    text = cleaned(value)
    return None if text is None else text.lower() in _TRUE


def read_foot(value: Any) -> bool | None:
    """Return whether people may walk: only a plain no or private forbids it."""
    text = cleaned(value)
    return (
        None if text is None else text.lower() not in {"no", "0", "false", "f", "private", "否", "禁止", "use_sidepath"}
    )


def word_reader(words: Mapping[str, str] | None) -> Callable[[Any], str | None]:
    """Return a reader of words that knows what `words` translates, and leaves the others as they are."""

    def read(value: Any) -> str | None:
        text = cleaned(value)
        if text is None or words is None:
            return text
        return words.get(text) or words.get(text.lower()) or text

    return read


_SEXAGESIMAL = re.compile(
    r"([+-]?\d+(?:\.\d+)?)\s*[°度]\s*(?:(\d+(?:\.\d+)?)\s*[′'分]\s*)?(?:(\d+(?:\.\d+)?)\s*(?:[″\"秒]|'')\s*)?[NSEWnsew]?$"
)


def read_coordinate(value: Any) -> float | None:
    """Return a cell as a coordinate: a number, or degrees, minutes and seconds.

    Raises:
        NotReadableError: it is something else.
    """
    text = value.strip() if isinstance(value, str) else ""
    if found := _SEXAGESIMAL.fullmatch(text):
        degrees, minutes, seconds = (float(part or 0) for part in found.groups())
        size = abs(degrees) + minutes / 60 + seconds / 3600
        return -size if text.startswith("-") or text[-1] in "SWsw" else size
    return read_number(value)
