"""What a cure says, in Chinese and in English."""

from gis.parameters import Parameters


def against_band(people: int, parameters: Parameters) -> tuple[str, str]:
    """Return how a grid of so many people stands against the band, as the end of a sentence."""
    least, most = int(parameters.grid_people_min), int(parameters.grid_people_max)
    if people > most:
        return f"，仍超上限 {most:,} 人", f", above the {most:,} a grid should have at most"
    if people < least:
        return f"，不足下限 {least:,} 人", f", below the {least:,} a grid should have at least"
    return f"，在 {least:,}–{most:,} 人标准内", f", within {least:,}-{most:,}"


def extend_words(grid: str, people: int, pieces: int, parameters: Parameters) -> dict[str, str]:
    """Return the words for: this grid takes it."""
    zh, en = against_band(people, parameters)
    split = (f"（网格将分为 {pieces} 片）", f" (in {pieces} pieces)") if pieces > 1 else ("", "")
    return {
        "zh": f"划入网格 {grid}，划入后 {people:,} 人{zh}{split[0]}。",
        "en": f"Give it to grid {grid}, which then has {people:,} people{en}{split[1]}.",
    }


def gap_words(grid: str, people: int, pieces: int) -> dict[str, str]:
    """Return the words for: this grid takes ground on which nobody lives."""
    split = (f"（网格将分为 {pieces} 片）", f" (in {pieces} pieces)") if pieces > 1 else ("", "")
    return {
        "zh": f"划入网格 {grid}，人口不变，仍为 {people:,} 人{split[0]}。",
        "en": f"Give it to grid {grid}, which keeps its {people:,} people{split[1]}.",
    }


def new_grid_words(people: dict[str, int], due: int, worker: str | None, parameters: Parameters) -> dict[str, str]:
    """Return the words for: new grids are drawn here."""
    (first, number), made = next(iter(people.items())), len(people)
    zh, en = against_band(number, parameters)
    if made > 1:
        each = "、".join(f"{value:,}" for value in people.values())
        each_en = ", ".join(f"{value:,}" for value in people.values())
        words = (
            f"新设 {made} 个网格（{each} 人），自 {first} 起编号",
            f"Draw {made} new grids of {each_en} people, numbered from {first}",
        )
    else:
        words = f"新设网格 {first}，{number:,} 人{zh}", f"Draw a new grid {first} of {number:,} people{en}"
    if due > made:
        words = f"{words[0]}；按标准应设 {due} 个", f"{words[1]}; {due} grids are due"
    if worker is not None:
        words = f"{words[0]}，由网格员 {worker} 负责", f"{words[1]}; worker {worker} takes it"
    else:
        words = f"{words[0]}，尚无网格员可派", f"{words[1]}; no worker is there to take it"
    return {"zh": f"{words[0]}。", "en": f"{words[1]}."}


CHECK_OUTSIDE = {
    "zh": "位于区界之外：请核对坐标；若属本区，请先更正区界。",
    "en": "Outside the district: check the coordinates; if it belongs here, correct the district's border first.",
}
CHECK_SHARP = {
    "zh": "楼栋恰在网格边界的缝隙上：请核对边界。",
    "en": "On a hairline between borders: check the borders there.",
}
NO_PLAN = {"zh": "尚无生效的网格方案：请先导入网格。", "en": "No plan is in force: load grids first."}
