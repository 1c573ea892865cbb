"""The seller's numbered menu ("1) 40-60 L 2) 60-80 L"), and the buyer's pick from it ("2") read as what it picks."""

import re
from collections.abc import Mapping, Sequence

from engine.extraction.words import Words, made, read_words

_SIGNS = r"(?:\d{1,2}|[a-e])"
_KEYCAP = r"\ufe0f?\u20e3"
_AFTER = rf"(?:[)\]:][ \t]*|\.[ \t]+|[ \t]*[-–=][ \t]+|{_KEYCAP}[ \t]*|[ \t]+for[ \t]+)"
_ROW = r"(?:^|(?<=\n))[ \t]*(?P<row>\d{1,2})[ \t]+(?=[^\W\d])"
_ITEM = re.compile(rf"(?<![\w.,₹])(?P<sign>{_SIGNS}){_AFTER}(?=\S)|{_ROW}", re.IGNORECASE)
_BEFORE = r"(?:option|opt|number|no|choice|press|reply|ans|answer|sorry|yes|ok|haan|ji|विकल्प|नंबर)"
_BEHIND = r"(?:wala|wali|only|hi|ji|sir|please|pls|number|no|option)"
_AND = r"[ \t]*(?:,|&|/|\band\b|\bor\b|\baur\b|\bya\b)[ \t]*"
_PICK = re.compile(
    rf"\W*(?:{_BEFORE}\W+){{0,2}}(?P<signs>{_SIGNS}(?:{_KEYCAP})?(?:{_AND}{_SIGNS}(?:{_KEYCAP})?){{0,4}})"
    rf"[).\]]?(?:[ \t]+{_BEHIND}){{0,2}}\W*",
    re.IGNORECASE,
)
_SIGN = re.compile(r"\d{1,2}|\b[a-e]\b", re.IGNORECASE)
_LONGEST = 2_000
_LEAST = 2
_ENDS = " \t\n,;.|/(&"


def menu_of(text: str) -> Mapping[str, str]:
    """What each sign of a menu stands for; nothing where the text has no two items numbered from the first on."""
    text = text[:_LONGEST]
    items = list(_ITEM.finditer(text))
    for n, item in enumerate(items):
        if _sign(item) in ("1", "a"):
            found = _numbered(text, items[n:])
            if len(found) >= _LEAST:
                return found
    return {}


def _numbered(text: str, items: Sequence[re.Match[str]]) -> dict[str, str]:
    """The items that count on from the first of them, each up to the next or the end of its line."""
    row: list[re.Match[str]] = []
    wanted = _sign(items[0])
    for item in items:
        if _sign(item) == wanted:
            row.append(item)
            wanted = _following(wanted)
    stops = [*(item.start() for item in row[1:]), len(text)]
    lines = [text[item.end() : stop].partition("\n")[0] for item, stop in zip(row, stops, strict=True)]
    told = [line.strip(_ENDS) for line in lines]
    if not all(told):
        return {}
    return {_sign(item): option for item, option in zip(row, told, strict=True)}


def _sign(item: re.Match[str]) -> str:
    return (item["sign"] or item["row"]).casefold()


def _following(sign: str) -> str:
    return str(int(sign) + 1) if sign.isdigit() else chr(ord(sign) + 1)


def picked(text: str, menu: Mapping[str, str]) -> Words | None:
    """The words of the options that a reply picks, each standing where the reply is; None where it picks none."""
    pick = _PICK.fullmatch(text) if menu and len(text) <= _LONGEST else None
    if pick is None:
        return None
    options = [menu.get(sign.casefold()) for sign in _SIGN.findall(pick["signs"])]
    if not options or None in options:
        return None
    told = read_words(" , ".join(option for option in options if option))
    size, (start, end) = len(told.tokens), pick.span("signs")
    words = made(text, told.tokens, [start] * size, [end] * size)
    words.raws = told.raws
    return words
