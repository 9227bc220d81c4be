"""What the loader says, in the reader's language: its stages and its notes on a file."""

import re

from console.language import Language, words
from console.refusals import refusal_words

KINDS = {
    "grids": "Grids",
    "buildings": "Buildings",
    "areas": "Districts, subdistricts, communities",
    "estates": "Estates",
    "streets": "Streets",
    "workers": "Workers and their grids",
    "resources": "Resources",
    "incidents": "Incidents",
    "shifts": "Rosters",
    "positions": "Positions of workers",
    "water": "Water",
    "greens": "Greens",
    "places": "Place names",
    "categories": "Incident categories",
    "osm": "OpenStreetMap (everything in it)",
}
_STAGES = ("Reading the relations of ", "Reading ", "Writing ")
_NOTES = tuple(
    (re.compile(pattern), wording)
    for pattern, wording in (
        (r"no coordinate system is given: taken as WGS 84.*", "No coordinate system is given: taken as WGS 84."),
        (
            r"people of 60\+ were taken as (?P<n>[\d.]+)%.*",
            "People of 60+ were taken as {n} % where nobody counted them.",
        ),
        (r"people were estimated in (?P<n>[\d,]+) buildings", "People were estimated in {n} buildings."),
        (
            r"the grids are those of plan \d+ \((?P<name>.*?)\).*",
            "The grids are those of plan “{name}”: nothing was made.",
        ),
        (r"its text was read as (?P<n>.*)", "Its text was read as {n}."),
        (r"(?P<n>[\d,]+) categories were added.*", "{n} categories were added with the names in the file."),
        (r"(?:layer|sheet) '(?P<n>.*?)' was taken; --layer.*", "“{n}” was taken; choose another layer above."),
        (r"'(?P<n>.*?)' was taken; --layer.*", "“{n}” was taken; choose another layer above."),
    )
)


def stage_words(label: str, language: Language) -> str:
    """Return the stage of a load; what it is busy with stays as it is called."""
    _ = words(language)
    whole = _(label)
    if whole != label:
        return whole
    for begin in _STAGES:
        if label.startswith(begin):
            what = label.removeprefix(begin)
            return _(begin + "{what}").format(what=_(KINDS[what]) if what in KINDS else what)
    return _(label)


def note_words(note: str, language: Language) -> str:
    """Return a note on a file; one that is not known is shown as the loader says it."""
    _ = words(language)
    for pattern, wording in _NOTES:
        found = pattern.fullmatch(note)
        if found:
            return _(wording).format(**found.groupdict())
    return refusal_words(note, language)
