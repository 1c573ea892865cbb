"""Annotated conversations and sentences as rows of features and labels, to learn from."""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from random import Random
from typing import Any

import numpy as np
from scipy.sparse import csr_matrix

from engine.extraction.answer import interaction_of
from engine.extraction.checksums import BITS, MASK, place
from engine.extraction.combine import FEW, words_for_buyer
from engine.extraction.combine_contact import parts_of
from engine.extraction.dialogue import Dialogue, prepare
from engine.extraction.features import Places, of_words, plain, read
from engine.extraction.lifted import RESOLVED, of_status, raised_at
from engine.extraction.parts import Mention, mentioned
from engine.extraction.text import ZONE
from engine.extraction.views import Seen, in_trade, of_talk, seen
from engine.model.signal import Value
from tests.eval.bank import Sentence, sentences
from tests.eval.sets import unseen

PAIRS = {
    "objections": ("category", "status", ":"),
    "preferences": ("name", "value", "="),
    "next_steps": ("action", "owner", ":"),
}
_SIGNS = {**PAIRS, "stakeholders": ("relation", "role", ":")}
NOBODY = "short nobody"
"""The label of a talk in which nobody is buying."""
_SAID_BY_BUYERS = (*PAIRS, "stakeholders")
_FIRST = 3
OF_BUYERS = frozenset({*PAIRS, "contact"})
"""The fields of which the turns of a buyer speak."""
TALK = ("intent", "tone")
BANK = -1
"""The conversation of a row that is a sentence of the bank."""
_ALONE = ("in real_estate", "by whatsapp", "by crm_note", "end True", "end False", "unanswered", "ends buyer")
UNTOLD = np.array(list(map(place, _ALONE)))
"""What a single sentence has only because it stands alone."""


@dataclass(frozen=True, slots=True)
class Rows:
    """Features of each row, which conversation it is of, its labels, the fields it may speak of, and where it is a turn
    of several sentences the features of each of them."""

    features: list[Places]
    of: "np.ndarray[Any, Any]"
    labels: list[set[str]]
    fields: list[frozenset[str]]
    sentences: list[list[Places]]


def matrix_of(features: Sequence[Places]) -> csr_matrix:
    """A row for each list of features, of length one."""
    places = np.concatenate(features)
    ends = np.cumsum([0, *map(len, features)])
    values = np.concatenate([np.full(len(row), max(len(row), 1) ** -0.5, dtype=np.float32) for row in features])
    return csr_matrix((values, places, ends), shape=(len(features), 1 << BITS))


def dialogue_of(record: Mapping[str, Any]) -> Dialogue:
    """The conversation, ready for reading."""
    interaction, catalogue = interaction_of(unseen(record))
    return prepare(interaction, catalogue.vertical, ZONE)


def label(field: str, item: Mapping[str, Any]) -> str:
    """What an annotated item says: "price:open"."""
    first, second, sign = _SIGNS[field]
    return f"{item[first]}{sign}{item[second]}"


def turn_rows(records: Sequence[Mapping[str, Any]], turns: Sequence[Sequence[Seen]]) -> Rows:
    """Every turn; the seller's speak of next steps only."""
    features, of, labels, fields, parts = [], [], [], [], []
    for n, (record, dialogue) in enumerate(zip(records, turns, strict=True)):
        shown = _shown(record)
        for turn in dialogue:
            features.append(turn.whole)
            parts.append(list(turn.sentences()) if len(turn.parts) > 1 else [])
            of.append(n)
            labels.append(shown.get(turn.said.turn.id, set()))
            fields.append(OF_BUYERS if turn.said.about_buyer else frozenset({"next_steps"}))
    for field in PAIRS:
        for turn_features, _, sentence in _of_bank(field):
            features.append(turn_features)
            parts.append([])
            of.append(BANK)
            labels.append({f"{field} {says}" for says in sentence.says})
            fields.append(frozenset({field}))
    return Rows(features, np.array(of), labels, fields, parts)


def talk_rows(
    records: Sequence[Mapping[str, Any]], dialogues: Sequence[Dialogue], turns: Sequence[Sequence[Seen]]
) -> Rows:
    """Every conversation as a whole."""
    features = [of_talk(dialogue, of) for dialogue, of in zip(dialogues, turns, strict=True)]
    labels = [{f"{field} {name}" for field, name in _mood(record)} for record in records]
    of, fields = list(range(len(records))), [frozenset(TALK)] * len(records)
    for field in TALK:
        for _, dialogue, sentence in _of_bank(field):
            features.append(_without(of_talk(dialogue, seen(dialogue)), _untold(dialogue)))
            of.append(BANK)
            labels.append({f"{field} {says}" for says in sentence.says} or {f"{field} none"})
            fields.append(frozenset({field}))
    return Rows(features, np.array(of), labels, fields, [[] for _ in features])


def short_rows(records: Sequence[Mapping[str, Any]]) -> Rows:
    """Conversations whole and broken off in few words, and sentences of buyers: whether nobody is buying."""
    features, of, labels = [], [], []
    for n, record in enumerate(records):
        nobody = record["gold"].get("intent") is None
        for end in _ends(record, every=nobody):
            dialogue = dialogue_of({**record, "turns": record["turns"][:end]})
            turns = seen(dialogue)
            if turns and (end == len(record["turns"]) or words_for_buyer(dialogue) < FEW):
                features.append(of_talk(dialogue, turns))
                of.append(n)
                labels.append({NOBODY} if nobody else set())
    for sentence in (one for field in _SAID_BY_BUYERS for one in sentences(field)):
        if sentence.says and sentence.who == "buyer":
            dialogue = sentence.dialogue()
            features.append(_without(of_talk(dialogue, seen(dialogue)), _untold(dialogue)))
            of.append(BANK)
            labels.append(set())
    return Rows(features, np.array(of), labels, [frozenset({"short"})] * len(features), [[] for _ in features])


def _ends(record: Mapping[str, Any], *, every: bool) -> list[int]:
    """After how many turns to break a conversation off: its first three of the buyer's, each with what is answered, or
    one of these by chance; and its end."""
    turns = record["turns"]
    own = [i + 1 for i, turn in enumerate(turns) if turn["speaker"] == "buyer"][:_FIRST]
    ends = [*own, *(end + 1 for end in own if end < len(turns))]
    some = ends if every or not ends else [Random(record["id"]).choice(ends)]
    return sorted({*some, len(turns)})


def part_rows(records: Sequence[Mapping[str, Any]], people: Sequence[Sequence[Mention]]) -> Rows:
    """Every mention of a person, with their role; where they have one that another turn shows, it is left out."""
    features, of, labels = [], [], []
    for n, (record, mentions) in enumerate(zip(records, people, strict=True)):
        for mention in mentions:
            gold = [g for g in record["gold"].get("stakeholders") or [] if g["relation"] == mention.person.relation]
            here = [g for g in gold if mention.said.turn.id in (g["turn"], *(g.get("turns") or []))]
            if here or not gold:
                features.append(mention.features)
                of.append(n)
                labels.append({f"stakeholders {g['role']}" for g in here})
    for sentence in sentences("stakeholders"):
        told = dict(says.split(":") for says in sorted(sentence.says))
        for mention in mentioned(sentence.dialogue()):
            if mention.said.who == sentence.who:
                features.append(_without(mention.features, UNTOLD))
                of.append(BANK)
                role = told.get(mention.person.relation)
                labels.append({f"stakeholders {role}"} if role else set())
    return Rows(features, np.array(of), labels, [frozenset({"stakeholders"})] * len(features), [[] for _ in features])


def status_rows(
    records: Sequence[Mapping[str, Any]], dialogues: Sequence[Dialogue], thoughts: Sequence[Mapping[str, Any]]
) -> tuple[Rows, list[tuple[int, str]]]:
    """Every annotated objection of which models that had not seen the talk saw something, resolved or not; and of each
    row the conversation and the category."""
    features, labels, which = [], [], []
    for n, (record, dialogue, seen_in) in enumerate(zip(records, dialogues, thoughts, strict=True)):
        for item in record["gold"].get("objections") or []:
            at = raised_at(seen_in.get("objections", {}), item["category"])
            if at is not None:
                features.append(of_status(dialogue, item["category"], at))
                labels.append({"status resolved"} if item["status"] == RESOLVED else set())
                which.append((n, item["category"]))
    fields = [frozenset({"status"})] * len(features)
    return Rows(features, np.array([n for n, _ in which]), labels, fields, [[] for _ in features]), which


def _mood(record: Mapping[str, Any]) -> Iterable[tuple[str, str]]:
    return ((field, record["gold"].get(field) or "none") for field in TALK)


def _shown(record: Mapping[str, Any]) -> dict[str, set[str]]:
    """What each turn shows."""
    found: dict[str, set[str]] = {}
    for field in PAIRS:
        for item in record["gold"].get(field) or []:
            for turn in {item["turn"], *(item.get("turns") or [])}:
                found.setdefault(turn, set()).add(f"{field} {label(field, item)}")
    if wish := record["gold"].get("contact"):
        for turn in {wish["turn"], *(wish.get("turns") or [])}:
            found.setdefault(turn, set()).update(f"contact {part}" for part in wished(wish))
    return found


def wished(wish: Mapping[str, Any] | None) -> set[str]:
    """The parts of an annotated contact wish, as labels."""
    if not wish:
        return set()
    names = ("prefer", "after", "before", "opt_out")
    value = Value(avoid=tuple(wish.get("avoid") or ()), **{name: wish.get(name) or None for name in names})
    return parts_of([value])


def _of_bank(field: str) -> Iterable[tuple[Places, Dialogue, Sentence]]:
    """Every sentence as the turn it is: less what tells the trade, the channel and the place in the talk."""
    for sentence in sentences(field):
        dialogue = sentence.dialogue()
        own = [turn for turn in seen(dialogue) if turn.said.who == sentence.who]
        if own:
            yield _without(own[-1].whole, _untold(dialogue)), dialogue, sentence


def _untold(dialogue: Dialogue) -> Places:
    """What a sentence has only because it stands alone, its words in a trade that nobody named included."""
    texts = [plain(said.words) for said in dialogue.said]
    words = of_words(read(texts), [in_trade(dialogue.vertical)] * len(texts))
    return np.concatenate([UNTOLD, words & MASK])


def _without(features: Places, others: Places) -> Places:
    return features[~np.isin(features, others)]
