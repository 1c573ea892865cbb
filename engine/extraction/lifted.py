"""Whether an objection still stands at the end: what is said once it was raised, whatever it is about.

How people say that something no longer troubles them ("chalo phir theek hai", "that settles it") is alike for all
objections, so one head judges all of them: on the words of the turn that raises one, of the answer, and of what the
buyer goes on to say.
"""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import replace

from engine.extraction.checksums import MASK, place
from engine.extraction.dialogue import Dialogue, Said
from engine.extraction.drafts import Draft, Found
from engine.extraction.features import Places, Texts, of_places, of_texts, of_words, plain, read, united
from engine.extraction.learned import Head, Thought
from engine.extraction.weigh import logistic
from engine.model.signal import Value
from graph_schema.vocabulary import Slot

OPEN, RESOLVED = "open", "resolved"
_LATER = 12
"""As many of the buyer's later turns are looked at: the last ones."""
_MOST = 4


def raised_at(thoughts: Mapping[str, Thought], category: str) -> int | None:
    """The turn (index) that raises an objection, as far as the learned reader sees one."""
    raised = thoughts.get(f"{category}:{OPEN}") or thoughts.get(f"{category}:{RESOLVED}")
    return raised.said.index if raised else None


def _last_raised(thoughts: Mapping[str, Thought], category: str, told: Sequence[Found]) -> int | None:
    """The turn that raises it last: one of the rules that comes later than the learned reader's says it once more."""
    at = raised_at(thoughts, category)
    again = [s.index for s, d in told if d.value.status != RESOLVED and d.by != "model"]
    return at if at is None else max([at, *again])


def of_status(dialogue: Dialogue, category: str, at: int) -> Places:
    """What is seen of an objection that turn `at` raises, as features (features.py)."""
    raised, later = dialogue.said[at], dialogue.said[at + 1 :]
    own = [said for said in later if said.about_buyer]
    theirs = [said for said in later if said.who == "seller"]
    last, answers = own[-_LATER:], theirs[-_LATER:]
    signs = (
        f"st cat {category}", f"st ch {dialogue.channel}", f"st v {dialogue.vertical}",
        f"st later {min(len(own), _MOST)}", f"st sell {min(len(theirs), _MOST - 1)}",
    )  # fmt: skip
    return united(
        of_texts(*_in_spaces(("so ", [raised]), ("s1 ", own[:1]), ("sb ", last), ("sl ", own[-1:]))) & MASK,
        of_words(*_in_spaces((f"sc {category}", last), ("ss", theirs[:1]), ("sS", answers))) & MASK,
        of_places([list(map(place, signs))]),
    )


def _in_spaces(*turns: tuple[str, Sequence[Said]]) -> tuple[Texts, list[str]]:
    """Turns as texts, each with the space in which it is seen."""
    spaces = [space for space, some in turns for _ in some]
    return read([plain(said.words) for _, some in turns for said in some]), spaces


def sides_of(score: float, thoughts: Mapping[str, float], category: str, said: Iterable[str]) -> tuple[float, ...]:
    """What is weighed: the head's score, what the turns say of both states, and whether the rules hear it resolved."""
    opened, lifted = (thoughts.get(f"{category}:{status}") for status in (OPEN, RESOLVED))
    apart = lifted - opened if opened is not None and lifted is not None else 0.0
    return 1.0, score, apart, float(f"{category}:{RESOLVED}" in said)


def settle(
    head: Head,
    dialogue: Dialogue,
    objections: Sequence[Found],
    thoughts: Mapping[str, Thought],
    said: Iterable[str],
    weights: Sequence[float],
) -> list[Found]:
    """The objections, each open or resolved as is likelier. `said`: the labels of the rules."""
    scores, heard = {name: thought.score for name, thought in thoughts.items()}, set(said)
    settled: list[Found] = []
    for category in dict.fromkeys(d.value.category for _, d in objections):
        mine = [(s, d) for s, d in objections if d.value.category == category]
        at = _last_raised(thoughts, category or "", mine)
        if at is None or category is None or not any(s.about_buyer for s in dialogue.said[at + 1 :]):
            settled += mine  # nothing is said after it: what its own turn says of it is judged already
            continue
        score = float(head.scores(of_status(dialogue, category, at))[0])
        sides = sides_of(score, scores, category, heard)
        lifted = logistic(sum(w * x for w, x in zip(weights, sides, strict=True)))
        settled += _as_likely(mine, thoughts.get(f"{category}:{RESOLVED}"), lifted)
    return settled


def _as_likely(objections: Sequence[Found], shown: Thought | None, lifted: float) -> list[Found]:
    """The drafts of one objection, which stands with a chance of 1 - `lifted`."""
    last = max(objections, key=lambda found: found[0].index)[1]
    if lifted < LEAST:
        return [(s, replace(d, value=replace(d.value, status=OPEN))) for s, d in objections]
    if last.value.status == RESOLVED or shown is None:
        return list(objections)
    start, end = shown.said.words.span(shown.first, shown.last)
    text = shown.said.turn.text[start:end]
    value = Value(category=last.value.category, status=RESOLVED, text=text)
    return [*objections, (shown.said, Draft(Slot.OBJECTIONS, value, start, end, round(lifted, 2), by="model"))]


LEAST = 0.4
"""The chance from which an objection counts as resolved: where its F1 is highest in cross-validation."""
