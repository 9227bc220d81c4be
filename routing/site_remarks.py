"""What a reader should know about an answer to where new resources should stand, in words."""

from routing.siting import Choice


def remarks(add: int, candidates: int, choice: Choice, others: int) -> list[dict[str, str]]:
    """Say where fewer could be given than was asked for, and why.

    Args:
        add: How many sites were asked for.
        candidates: How many places there were to choose from.
        choice: What was chosen.
        others: How many next best answers were asked for.
    """
    said = []
    if add > candidates:
        said.append(
            {
                "zh": f"要求 {add:,} 处，候选地点只有 {candidates:,} 处。",
                "en": f"{add:,} sites were asked for; there are only {candidates:,} candidates.",
            }
        )
    given = len(choice.others)
    if choice.cut:
        said.append(
            {
                "zh": f"时间用完：次优方案只找到 {given:,} 个（要求 {others:,} 个），可放宽时限。",
                "en": f"The time ended after {given:,} of {others:,} next best answers: allow more seconds.",
            }
        )
    elif given < others:
        said.append(
            {
                "zh": f"没有{'更多' if given else ''}次优方案：其余组合不会带来别的变化。",
                "en": f"There are no {'more' if given else 'other'} answers: no other set brings anything else.",
            }
        )
    if any(not other.optimal for other in choice.others):
        said.append(
            {
                "zh": "未证明最优的次优方案之前，可能还有更好的组合。",
                "en": "Next best answers that are not proven may have better ones before them.",
            }
        )
    return said
