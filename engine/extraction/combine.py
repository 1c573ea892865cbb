"""Where the rules and the learned reader meet: both are heard, and one answer stands. Draft.by tells who said what.

The weights were fitted on conversations that neither had been made with (tests/eval/trust.py).
"""

from collections.abc import Sequence, Set
from dataclasses import replace

from engine.extraction.combine_contact import parts_of, weigh_contact
from engine.extraction.combine_lists import KINDS, NEEDED, held, weigh
from engine.extraction.combine_mood import SURE, mood, nobody_in, plain, put_off, ruled
from engine.extraction.dialogue import Dialogue, Said
from engine.extraction.drafts import Draft, Found
from engine.extraction.facing import in_names
from engine.extraction.learned import Model, heard, of_people, of_turns, of_whole
from engine.extraction.lifted import settle
from engine.extraction.parts import mentioned
from engine.extraction.stacked import Look
from engine.extraction.values import stand
from engine.extraction.views import seen
from engine.extraction.whereabouts import in_one_breath
from engine.model.signal import Value
from engine.verticals import Vertical, vertical_of
from graph_schema.vocabulary import Slot


def combine(
    model: Model,
    dialogue: Dialogue,
    drafts: Sequence[Found],
    moods: Sequence[Found],
    doubtful: Sequence[Found] = (),
    *,
    nobody: bool,
) -> tuple[list[Found], list[Found]]:
    """(drafts, intent and tone) of both readers; nothing where nobody is buying. `nobody`: so the rules say.

    `doubtful` are values that the rules hold for possible.
    """
    turns = seen(dialogue)
    few = words_for_buyer(dialogue) < FEW
    if not turns or (few and nobody):
        return [], []
    own_words = [turn for turn in turns if not _is_value(turn.said)]
    if few and not _told_by_buyer(drafts, moods) and nobody_in(model.short, dialogue, turns):
        return [], []
    thoughts = of_turns(model.turn, own_words) if own_words else {}
    thoughts["stakeholders"] = of_people(model.part, mentioned(dialogue))
    nothing, ours = nobody or not drafts, [found for found in drafts if _is_weighed(found[1])]
    said, look = says(ours, moods, nobody=nothing), Look()
    felt: list[Found] | None
    if few:
        felt = list(moods) or [plain(turns, slot) for slot in (Slot.INTENT, Slot.TONE) if drafts]
    else:
        all_heard = heard(dialogue, thoughts, of_whole(model.talk, dialogue, turns), said)
        look = model.stack.look(all_heard)
        felt = mood(model, look, turns, moods, nobody=nothing, buys=not nobody and _says(drafts, _BUYERS))
    if felt is None:
        return [], []
    answer = [found for found in drafts if not _is_weighed(found[1])]
    if not few:
        told = [*answer, *doubtful]
        answer = stand(model.values, told, all_heard)
        answer += in_one_breath(told, answer)
    drafts = ours
    for name, kind in KINDS.items():
        weighing = model.weighing[name]
        least = max(weighing["least"], _ALONE) if few else weighing["least"]
        stands = weigh(kind, drafts, thoughts.get(name, {}), weighing["weights"], least, look.get(name, {}))
        if few:
            by_rules = [found for found in drafts if found[1].slot is kind.slot]
            stands = [*by_rules, *(found for found in stands if found[1].by == "model")]
        elif name == "preferences":
            stands += _filled_in(drafts, stands)
        elif name == "objections":
            status = model.weighing["status"]
            stands = settle(model.status, dialogue, stands, thoughts.get(name, {}), said[name], status)
        answer += stands
    answer += weigh_contact(dialogue, drafts, thoughts.get("contact", {}), look.get("contact", {}))
    answer += _refusals(drafts, answer) + _kinds_of_visit(drafts, answer)
    answer += _awaited(answer)
    answer = [found for found in answer if not _of_another_trade(found[1], vertical_of(dialogue.vertical))]
    refused, visits = _refused(drafts), _visits(drafts)
    answer = [found for found in answer if not _known_better(found[1], refused, visits)]
    answer = _without_named_directions(dialogue, drafts, answer)
    return answer, felt if few else put_off(answer, felt)


def _says(drafts: Sequence[Found], slots: Set[Slot]) -> bool:
    """Whether any of the slots is spoken of."""
    return any(draft.slot in slots for _, draft in drafts)


def _told_by_buyer(drafts: Sequence[Found], moods: Sequence[Found]) -> bool:
    """Whether a few words hold what nobody else says: a sum, a day, a question, a wish, a form's field, a plain no."""
    said = _says(drafts, _BUYERS | {Slot.QUESTIONS}) or any(_is_value(said) for said, _ in drafts)
    return said or any(draft.confidence >= SURE for _, draft in moods)


def _filled_in(by_rules: Sequence[Found], stands: Sequence[Found]) -> list[Found]:
    """Wishes that stand in a field of a form which asks for them: there is nothing to weigh."""
    told = {d.value.name for _, d in stands if d.slot is Slot.PREFERENCES}
    wishes = [found for found in by_rules if found[1].slot is Slot.PREFERENCES and _is_value(found[0])]
    return [found for found in wishes if found[1].value.name not in told and found[1].value.name in found[0].asked]


def says(drafts: Sequence[Found], moods: Sequence[Found], *, nobody: bool) -> dict[str, set[str]]:
    """By field the labels that the rules say in the end."""
    found = {name: held(kind, (d for _, d in drafts if d.slot is kind.slot)) for name, kind in KINDS.items()}
    found["contact"] = parts_of(d.value for _, d in drafts if d.slot is Slot.CONTACT)
    return found | {slot.value: {ruled(moods, slot, nobody=nobody)} for slot in (Slot.INTENT, Slot.TONE)}


def _refusals(by_rules: Sequence[Found], answer: Sequence[Found]) -> list[Found]:
    """Refused directions and floors that the model would drop: of words alone it cannot tell them from wishes."""
    told = {d.value.category for _, d in answer if d.slot is Slot.OBJECTIONS}
    refused = [f for f in by_rules if f[1].slot is Slot.OBJECTIONS and f[1].value.category in _EITHER_OR]
    return [found for found in refused if found[1].value.category not in told]


def _kinds_of_visit(by_rules: Sequence[Found], answer: Sequence[Found]) -> list[Found]:
    """Visits of the rules that the model sees too, but as another kind: the rules know what this trade's visit is."""
    visits = [d for _, d in answer if _is_visit(d)]
    owners = {d.value.owner for d in visits if d.by == "model"} - {d.value.owner for d in visits if d.by != "model"}
    return [(s, d) for s, d in by_rules if _is_visit(d) and d.value.owner in owners]


def _is_visit(draft: Draft) -> bool:
    return draft.slot is Slot.PROMISES and draft.value.action in _VISITS


def _is_weighed(draft: Draft) -> bool:
    """Whether the model has a say in it; somebody's number is no part that they play."""
    return draft.slot in _WEIGHED and not (draft.slot is Slot.STAKEHOLDERS and draft.value.text is not None)


def _is_value(said: Said) -> bool:
    """A form field that answers its label: the rules read what it holds, and there is nothing between the lines."""
    return said.in_form and bool(said.asked)


def _awaited(answer: Sequence[Found]) -> list[Found]:
    """Somebody whose yes is needed is an open question of approval as well, where nothing is said of that yet."""
    if any(d.slot is Slot.OBJECTIONS and d.value.category == "approval" for _, d in answer):
        return []
    needed = [(s, d) for s, d in answer if d.slot is Slot.STAKEHOLDERS and d.value.role in NEEDED and d.by == "model"]
    return [
        (s, replace(d, slot=Slot.OBJECTIONS, value=Value(category="approval", status="open", text=d.value.condition)))
        for s, d in needed[:1]
    ]


def _known_better(draft: Draft, refused: set[str | None], visits: set[str | None]) -> bool:
    """What only the model sees and the rules rule out: a wish that is refused, a second visit of another kind."""
    if draft.by != "model":
        return False
    if draft.slot is Slot.PREFERENCES:
        return draft.value.name in refused
    return _is_visit(draft) and draft.value.owner in visits


def _of_another_trade(draft: Draft, trade: Vertical) -> bool:
    """A wish that only the model sees and that nobody has here: for a flat, weekends are no mode of learning."""
    wish = draft.slot is Slot.PREFERENCES and draft.by == "model"
    return wish and not trade.prefers(draft.value.name or "", draft.value.text or "")


def _is_facing(draft: Draft) -> bool:
    """What the model alone makes of a direction."""
    return draft.by == "model" and _FACING in (draft.value.name, draft.value.category)


def _visits(by_rules: Sequence[Found]) -> set[str | None]:
    """Whose visit the rules know."""
    return {d.value.owner for _, d in by_rules if _is_visit(d)}


def _without_named_directions(dialogue: Dialogue, by_rules: Sequence[Found], answer: list[Found]) -> list[Found]:
    """Less what the model makes of directions in names: in "north facing, in Andheri West" no West is refused."""
    if not any(_is_facing(draft) for _, draft in answer):
        return answer
    some, every = in_names(dialogue)
    out = {Slot.OBJECTIONS} if some and _only_wanted(by_rules) else set[Slot]()
    out |= {Slot.PREFERENCES, Slot.OBJECTIONS} if every else set()
    return [(s, d) for s, d in answer if not (_is_facing(d) and d.slot in out)]


def _only_wanted(by_rules: Sequence[Found]) -> bool:
    """Whether the rules hear a direction wanted, and none refused."""
    wanted = any(d.slot is Slot.PREFERENCES and d.value.name == _FACING for _, d in by_rules)
    return wanted and _FACING not in _refused(by_rules)


def _refused(by_rules: Sequence[Found]) -> set[str | None]:
    """A direction or a floor that the rules hear refused is no wish, whatever words they share."""
    told = {d.value.category for _, d in by_rules if d.slot is Slot.OBJECTIONS and d.value.status != "resolved"}
    return told & _EITHER_OR


def words_for_buyer(dialogue: Dialogue) -> int:
    """How many words (tokens) tell of the buyer: their own, and notes on them."""
    return sum(len(said.words.tokens) for said in dialogue.said if said.about_buyer)


_VISITS = {"site_visit", "meeting", "demo"}
_FACING = "facing"
_EITHER_OR: set[str | None] = {"facing", "floor"}
FEW = 20
"""The model judges a talk as a whole, and learned from whole ones: of a message or two the rules alone say the mood,
and a head of its own whether it is a buyer's at all."""
_ALONE = 0.6
"""Of so few words the rules' say stands, and the model's alone needs a better chance; of contact it is not asked."""
_BUYERS = {Slot.BUDGET, Slot.TIMELINE, Slot.CONTACT}
"""Nobody names these who does not buy."""
_WEIGHED = {Slot.CONTACT, *(kind.slot for kind in KINDS.values())}
