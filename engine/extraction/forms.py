"""A filled form sent as one text ("Budget: 75 to 85 lakh"): its fields, and what each label asks for."""

import re
from collections.abc import Iterator

from engine.extraction.files import read_toml
from engine.extraction.rules import build
from engine.extraction.words import read_words

_TOPICS = build({"topic": topic, "patterns": words} for topic, words in read_toml("fields")["topics"].items())
_LABEL = re.compile(r"[ \t]*([^:|\n]{2,48}?)[ \t]*(?::|[-–=](?=[ \t]))")
_QUESTION = re.compile(r"[ \t]*([^:|?\n]{2,60})\?[ \t:–-]+(?=\S)")
"""A label that is a question: "When do you plan to buy? Within 3 months"."""
_LONGEST_LABEL = 7
_ENOUGH = 2
_QUESTIONS = 3
"""So many lines, and all of them, where the labels are questions: two may be a chat."""
_HALF = 0.5
_PERSONAL = {"name", "city"}
_BREAK = re.compile(r"\n+| \| ")


def topics_of(label: str) -> frozenset[str]:
    """What the label of a form's field asks for."""
    return frozenset(hit.says("topic") for hit in _TOPICS.find(read_words(label)))


def form_fields(text: str, end: int, start: int = 0) -> list[tuple[int, int, frozenset[str]]]:
    """(start, end, topics) of every line of text[start:end] where at least two are fields; else nothing."""
    if "\n" not in text and " | " not in text:
        return []
    lines = [(a, b, _LABEL.match(text, a, b)) for a, b in _lines(text, start, end)]
    labelled = sum(
        label is not None and len(label.group(1).split()) <= _LONGEST_LABEL and text[label.end() : b].strip() != ""
        for _, b, label in lines
    )
    if labelled < _ENOUGH or labelled < len(lines) * _HALF:
        asked = sum((label := _QUESTION.match(text, a, b)) is not None and _asks(label) for a, b, _ in lines)
        if labelled + asked < max(_QUESTIONS, len(lines)):
            return []
    return [_field(a, b, _QUESTION.match(text, a, b) or label) for a, b, label in lines]


def _asks(label: re.Match[str]) -> bool:
    return bool(topics_of(label.group(1)))


def _field(start: int, end: int, label: re.Match[str] | None) -> tuple[int, int, frozenset[str]]:
    """A line without the label that says what it is; labels of other kinds stay, they are part of what is said."""
    topics = topics_of(label.group(1)) if label else frozenset[str]()
    known = label is not None and bool(topics) and ("location" in topics or not topics & _PERSONAL)
    return (label.end() if known and label else start), end, topics


def _lines(text: str, start: int, end: int) -> Iterator[tuple[int, int]]:
    for found in _BREAK.finditer(text, start, end):
        if found.start() > start:
            yield start, found.start()
        start = found.end()
    if end > start:
        yield start, end
