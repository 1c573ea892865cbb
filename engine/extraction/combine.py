"""Where the rules and the learned reader meet: both are heard, and one answer stands. Draft.by tells who said what.

The weights were fitted on conversations that neither had been made with (tests/eval/trust.py).
"""

from collections.abc import Sequence

from engine.extraction.combine_lists import KINDS, weigh
from engine.extraction.combine_mood import mood, plain
from engine.extraction.dialogue import Dialogue
from engine.extraction.drafts import Draft, Found
from engine.extraction.learned import Model, of_turns
from engine.extraction.views import seen
from graph_schema.vocabulary import Slot


def combine(
    model: Model, dialogue: Dialogue, drafts: Sequence[Found], moods: Sequence[Found], *, nobody: bool
) -> tuple[list[Found], list[Found]]:
    """(drafts, intent and tone) of both readers; nothing where nobody is buying. `nobody`: so the rules say."""
    turns = seen(dialogue)
    buys = not nobody and any(draft.slot in _BUYERS for _, draft in drafts)
    felt: list[Found] | None = None
    few = _words(dialogue) < FEW
    if turns and not few:
        felt = mood(model, dialogue, turns, moods, nobody=nobody or not drafts, buys=buys)
    elif turns and not nobody:
        felt = list(moods) or [plain(turns, slot) for slot in (Slot.INTENT, Slot.TONE) if drafts]
    if felt is None:
        return [], []
    thoughts = of_turns(model.turn, turns)
    answer = [found for found in drafts if found[1].slot not in _WEIGHED]
    for name, kind in KINDS.items():
        told = model.weighing[name]
        least = max(told["least"], _ALONE) if few else told["least"]
        stands = weigh(kind, drafts, thoughts.get(name, {}), told["weights"], least)
        if few:
            ruled = [found for found in drafts if found[1].slot is kind.slot]
            stands = [*ruled, *(found for found in stands if found[1].by == "model")]
        answer += stands
    return [found for found in answer if not (_refused(found[1], drafts) or _same_visit(found[1], drafts))], felt


def _same_visit(draft: Draft, ruled: Sequence[Found]) -> bool:
    """A visit that the rules know is not a second one of another kind."""
    if draft.by != "model" or draft.slot is not Slot.PROMISES or draft.value.action not in _VISITS:
        return False
    return any(
        d.slot is Slot.PROMISES and d.value.action in _VISITS and d.value.owner == draft.value.owner for _, d in ruled
    )


def _refused(draft: Draft, ruled: Sequence[Found]) -> bool:
    """A direction or a floor that the rules hear refused is no wish, whatever words they share."""
    refused = {d.value.category for _, d in ruled if d.slot is Slot.OBJECTIONS and d.value.status != "resolved"}
    return draft.by == "model" and draft.slot is Slot.PREFERENCES and draft.value.name in refused & _EITHER_OR


def _words(dialogue: Dialogue) -> int:
    return sum(len(said.words.tokens) for said in dialogue.said if said.about_buyer)


_VISITS = {"site_visit", "meeting", "demo"}
_EITHER_OR = {"facing", "floor"}
FEW = 20
"""The model judges a talk as a whole, and learned from whole ones: of a message or two the rules alone say the mood."""
_ALONE = 0.6
"""Of so few words the rules' say stands, and the model's alone needs a better chance."""
_BUYERS = {Slot.BUDGET, Slot.TIMELINE, Slot.CONTACT}
"""Nobody names these who does not buy."""
_WEIGHED = {kind.slot for kind in KINDS.values()}
