"""Annotated conversations and sentences as rows of features and labels, to learn from."""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

import numpy as np
from scipy.sparse import csr_matrix

from engine.extraction.answer import interaction_of
from engine.extraction.dialogue import Dialogue, prepare
from engine.extraction.features import BITS, of_text, place, plain
from engine.extraction.text import ZONE
from engine.extraction.views import Seen, of_talk
from engine.extraction.words import read_words
from tests.eval.bank import sentences
from tests.eval.sets import unseen

PAIRS = {
    "objections": ("category", "status", ":"),
    "preferences": ("name", "value", "="),
    "next_steps": ("action", "owner", ":"),
}
TALK = ("intent", "tone")
BANK = -1
"""The conversation of a row that is a sentence of the bank."""


@dataclass(frozen=True, slots=True)
class Rows:
    """Features of each row, which conversation it is of, what it is, its labels, and the fields it may speak of."""

    features: list[list[int]]
    of: "np.ndarray[Any, Any]"
    labels: list[set[str]]
    fields: list[frozenset[str]]

    def matrix(self) -> csr_matrix:
        """One row each, of length one."""
        places = np.concatenate([np.array(row, dtype=np.int64) for row in self.features])
        ends = np.cumsum([0, *map(len, self.features)])
        values = np.concatenate([np.full(len(row), max(len(row), 1) ** -0.5) for row in self.features])
        return csr_matrix((values, places, ends), shape=(len(self.features), 1 << BITS))


def dialogue_of(record: Mapping[str, Any]) -> Dialogue:
    """The conversation, ready for reading."""
    interaction, catalogue = interaction_of(unseen(record))
    return prepare(interaction, catalogue.vertical, ZONE)


def label(field: str, item: Mapping[str, Any]) -> str:
    """What an annotated item says: "price:open"."""
    first, second, sign = PAIRS[field]
    return f"{item[first]}{sign}{item[second]}"


def turn_rows(records: Sequence[Mapping[str, Any]], turns: Sequence[Sequence[Seen]]) -> Rows:
    """Every turn; the seller's speak of next steps only."""
    features, of, labels, fields = [], [], [], []
    for n, (record, dialogue) in enumerate(zip(records, turns, strict=True)):
        shown = _shown(record)
        for turn in dialogue:
            features.append(turn.whole)
            of.append(n)
            labels.append(shown.get(turn.said.turn.id, set()))
            fields.append(frozenset(PAIRS) if turn.said.about_buyer else frozenset({"next_steps"}))
    for field in PAIRS:
        for text, says in _sentences(field):
            features.append(text)
            of.append(BANK)
            labels.append(says)
            fields.append(frozenset({field}))
    return Rows(features, np.array(of), labels, fields)


def talk_rows(
    records: Sequence[Mapping[str, Any]], dialogues: Sequence[Dialogue], turns: Sequence[Sequence[Seen]]
) -> Rows:
    """Every conversation as a whole."""
    features = [of_talk(dialogue, of) for dialogue, of in zip(dialogues, turns, strict=True)]
    labels = [{f"{field} {name}" for field, name in _mood(record)} for record in records]
    of, fields = list(range(len(records))), [frozenset(TALK)] * len(records)
    for field in TALK:
        for text, says in _sentences(field):
            features.append(text)
            of.append(BANK)
            labels.append(says or {f"{field} none"})
            fields.append(frozenset({field}))
    return Rows(features, np.array(of), labels, fields)


def _mood(record: Mapping[str, Any]) -> Iterable[tuple[str, str]]:
    return ((field, record["gold"].get(field) or "none") for field in TALK)


def _shown(record: Mapping[str, Any]) -> dict[str, set[str]]:
    """What each turn shows."""
    found: dict[str, set[str]] = {}
    for field in PAIRS:
        for item in record["gold"].get(field) or []:
            for turn in {item["turn"], *(item.get("turns") or [])}:
                found.setdefault(turn, set()).add(f"{field} {label(field, item)}")
    return found


def _sentences(field: str) -> Iterable[tuple[list[int], set[str]]]:
    for says, text in sentences(field):
        tokens = plain(read_words(text).tokens)
        yield sorted(of_text(tokens) | {place("who buyer")}), set() if says == "none" else {f"{field} {says}"}
