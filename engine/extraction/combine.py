"""Where the rules and the learned reader meet: both are heard, and one answer stands. Draft.by tells who said what.

The weights were fitted on conversations that neither had been made with (tests/eval/trust.py).
"""

from collections.abc import Sequence

from engine.extraction.combine_lists import KINDS, weigh
from engine.extraction.combine_mood import mood
from engine.extraction.dialogue import Dialogue
from engine.extraction.drafts import Found
from engine.extraction.learned import Model, of_turns
from engine.extraction.views import seen
from graph_schema.vocabulary import Slot


def combine(
    model: Model, dialogue: Dialogue, drafts: Sequence[Found], moods: Sequence[Found], *, nobody: bool
) -> tuple[list[Found], list[Found]]:
    """(drafts, intent and tone) of both readers; nothing where nobody is buying. `nobody`: so the rules say."""
    turns = seen(dialogue)
    buys = not nobody and any(draft.slot in _BUYERS for _, draft in drafts)
    felt = mood(model, dialogue, turns, moods, nobody=nobody or not drafts, buys=buys) if turns else None
    if felt is None:
        return [], []
    thoughts = of_turns(model.turn, turns)
    answer = [found for found in drafts if found[1].slot not in _WEIGHED]
    for name, kind in KINDS.items():
        told = model.weighing[name]
        answer += weigh(kind, drafts, thoughts.get(name, {}), told["weights"], told["least"])
    return answer, felt


_BUYERS = {Slot.BUDGET, Slot.TIMELINE, Slot.CONTACT}
"""Nobody names these who does not buy."""
_WEIGHED = {kind.slot for kind in KINDS.values()}
