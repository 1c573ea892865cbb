"""A mail's own words: no earlier mails, signatures and disclaimers, but the answers written into a quoted mail."""

import re
from collections.abc import Sequence
from dataclasses import dataclass

from engine.extraction.files import read_toml

_DATA = read_toml("mail")


def _line(name: str) -> re.Pattern[str]:
    return re.compile(rf"(?:{'|'.join(_DATA[name])})", re.IGNORECASE)


_EARLIER, _FOOT, _POSTSCRIPT = _line("earlier"), _line("foot"), _line("postscript")
_CLOSES, _CLOSES_WITH_NAME = (
    re.compile(rf"(?:{'|'.join(_DATA[name])})[ \t]*[,.!-]*", re.IGNORECASE)
    for name in ("closings", "closings_with_name")
)
_SAYS = re.compile(rf"\b(?:{'|'.join(_DATA['says'])})\b", re.IGNORECASE)
_WROTE = re.compile(rf"(?:{'|'.join(_DATA['wrote'])})[ \t]*$", re.IGNORECASE)
_DATED = re.compile(r"\bon\b|\d{1,2}:\d\d|\b20\d\d\b|\d[./-]\d", re.IGNORECASE)
_BEGINS = re.compile(r"(?:on\b|[^\W\d_]{2,10}\.?,? \d{1,2}\b)", re.IGNORECASE)
"""How the head begins where it goes over several lines."""
_HEADED, _LONGEST_HEAD = 3, 300
_NAME_LINES, _NAME_WORDS = 6, 8
_ASKED = 300
_SENTENCE_ENDS = (".", "?", "!", "।")


@dataclass(frozen=True, slots=True)
class Part:
    """text[start:end] of a mail: the writer's own, or (`quoted`) the question of ours that the next part answers."""

    start: int
    end: int
    quoted: bool = False


@dataclass(frozen=True, slots=True)
class _Line:
    start: int
    end: int
    text: str


def own_parts(text: str, longest: int) -> list[Part]:
    """The parts of text[:longest] that count, in their order: what is below a quoted question is its answer.

    What is below another quoted line is read only where nothing is above it: it may be the rest of the quoted mail.
    """
    lines = _lines(text[:longest])
    parts: list[Part] = []
    n = 0
    while n < len(lines):
        stop = _own_until(lines, n)
        own = _without_foot(text, lines[n:stop])
        if own and (not parts or _quoted_above(lines, n).text.endswith("?")):
            parts += [*_question(lines, n), *own]
        following = _after_quote(lines, stop)
        if following is None:
            break
        n = following
    return parts


def _lines(text: str) -> list[_Line]:
    found, at = [], 0
    for line in text.split("\n"):
        found.append(_Line(at, at + len(line), line.strip()))
        at += len(line) + 1
    return found


def _own_until(lines: Sequence[_Line], n: int) -> int:
    """The first line from n on that is somebody else's, or no longer said to anybody."""
    return next((i for i in range(n, len(lines)) if _is_quoted(lines[i]) or _ends(lines, i)), len(lines))


def _ends(lines: Sequence[_Line], i: int) -> bool:
    text = lines[i].text
    return bool(text) and bool(_EARLIER.fullmatch(text) or _FOOT.fullmatch(text) or _heads(lines, i))


def _is_quoted(line: _Line) -> bool:
    return line.text.startswith(">")


def _heads(lines: Sequence[_Line], i: int) -> int:
    """How many lines the head of an earlier mail takes ("On 15 May 2026 … wrote:"); 0 when there is none at line i."""
    joined = ""
    for size, line in enumerate(lines[i : i + _HEADED], start=1):
        if not line.text or _is_quoted(line):
            return 0
        joined = f"{joined} {line.text}"
        if len(joined) > _LONGEST_HEAD:
            return 0
        if _WROTE.search(joined):
            return size if _DATED.search(joined) else 0
        if not _BEGINS.match(lines[i].text):
            return 0
    return 0


def _after_quote(lines: Sequence[_Line], stop: int) -> int | None:
    """The line after a quoted block that begins at `stop`, perhaps under its head; None where nothing more is own."""
    if stop == len(lines):
        return None
    n = stop + _heads(lines, stop) if not _is_quoted(lines[stop]) else stop
    if n == stop and not _is_quoted(lines[stop]):
        return None
    while n < len(lines) and not lines[n].text:
        n += 1
    if n == len(lines) or not _is_quoted(lines[n]):
        return None
    while n < len(lines) and (_is_quoted(lines[n]) or not lines[n].text):
        n += 1
    return n if n < len(lines) else None


def _quoted_above(lines: Sequence[_Line], n: int) -> _Line:
    """The last quoted line above line n."""
    return next((lines[i] for i in range(n - 1, -1, -1) if lines[i].text), lines[0])


def _question(lines: Sequence[_Line], n: int) -> list[Part]:
    """The question that the own words from line n on answer: the quoted lines just above."""
    last = _quoted_above(lines, n)
    if not _is_quoted(last):
        return []
    first = last
    for i in range(n - 1, -1, -1):
        if lines[i].text and (not _is_quoted(lines[i]) or last.end - lines[i].start > _ASKED):
            break
        first = lines[i] if lines[i].text.strip("> ") else first
    return [Part(first.start, last.end, True)]


def _without_foot(text: str, lines: Sequence[_Line]) -> list[Part]:
    """The lines without the closing and the signature; what a postscript adds below them is read all the same."""
    filled = [i for i, line in enumerate(lines) if line.text]
    closing = _closing(lines, filled)
    if closing is None:
        spans = [(lines[0].start, lines[filled[-1]].end)] if filled else []
    else:
        spans = [(lines[0].start, lines[closing].start)]
        added = [i for i in filled if i > closing and _POSTSCRIPT.fullmatch(lines[i].text)]
        spans += [(lines[added[0]].start, lines[filled[-1]].end)] if added else []
    ended = [(start, _without_signature(text, start, end)) for start, end in spans]
    return [Part(start, end) for start, end in ended if text[start:end].strip()]


def _closing(lines: Sequence[_Line], filled: Sequence[int]) -> int | None:
    """The line that closes the mail."""
    for place, i in enumerate(filled[1:], start=2):
        text, left = lines[i].text, len(filled) - place
        if left and _CLOSES.fullmatch(text):
            return i
        named = left <= _NAME_LINES and _CLOSES_WITH_NAME.fullmatch(text)
        if named and _is_name([lines[k].text for k in filled[place:]]):
            return i
    return None


def _is_name(below: Sequence[str]) -> bool:
    """Whether the lines are a name, a post, a place or a number, and no sentence; a postscript is said apart."""
    said = next((i for i, line in enumerate(below) if _POSTSCRIPT.fullmatch(line)), len(below))
    return not any(
        len(line.split()) > _NAME_WORDS or line.endswith(_SENTENCE_ENDS) or _SAYS.search(line) for line in below[:said]
    )


def _without_signature(text: str, start: int, end: int) -> int:
    """Cuts the last paragraph when all its lines are short and none is a sentence: a name, a post, a number."""
    body = text[:end].rstrip()
    cut = body.rfind("\n\n", start)
    if cut <= start:
        return len(body)
    lines = body[cut:].strip().split("\n")
    short = all(
        (len(line.split()) <= 7 and not line.rstrip().endswith(_SENTENCE_ENDS)) or len(line) < 6 for line in lines
    )
    return cut if short else len(body)
