"""Small words: amounts, dates, codes, and text of others made safe to stand inside a line of ours."""

import re
import unicodedata
from collections.abc import Iterable, Mapping
from datetime import date
from functools import lru_cache

from engine.brief.data import RULES, WORDS, Table
from engine.clock import from_ms, rfc3339

CRORE, LAKH = 10_000_000.0, 100_000.0
# Control and direction marks, line ends, lone surrogates, and whatever could close a quote or open markup.
# The zero-width joiners stay: Devanagari needs them.
_UNSAFE = re.compile(
    "[\x00-\x1f\x7f-\x9f\u00ad\u061c\u200b\u200e\u200f\u2028-\u202e\u2060-\u206f\ufeff\ufff9-\uffff\ud800-\udfff"
    "\U000e0000-\U000e007f<>{}\\[\\]`«»|\\\\]+"
)
_SPOKEN = RULES["spoken"]
_TITLE_WORDS = int(_SPOKEN["title_words"])
_CONTENTS = frozenset(WORDS["contents"]["nouns"])
_ORDERS = frozenset(_SPOKEN["orders"])
_FIT = re.compile(r"[\w\s.,:'’()&/+\-\u200c\u200d]*")
_HIGH = re.compile(r"https?://(?:[^/\s]+/)*([^/?#\s]+)[^\s]*")


def plain(text: object, limit: int = 80) -> str:
    """One line of plain text: no controls, markup or quote marks of ours, at most `limit` characters."""
    return clip(" ".join(_UNSAFE.sub(" ", str(text or "")[: limit * 4]).split()), limit)


def clip(line: str, limit: int) -> str:
    """At most `limit` characters of a line of ours, cut at a word; a mark that was opened is closed."""
    if len(line) <= limit:
        return line
    cut = line[: limit - (2 if "«" in line else 1)]
    return _closed((cut.rsplit(" ", 1)[0] if " " in cut[limit // 2 :] else cut).rstrip(" ,;:.«") + "…")


def clip_words(text: str, words: int) -> str:
    """At most so many words, the cut marked; a mark that was opened is closed."""
    parts = text.split()
    return text if len(parts) <= words else _closed(" ".join(parts[:words]).rstrip(",;:.") + "…")


def _closed(line: str) -> str:
    return line + "»" if line.count("«") > line.count("»") else line


def quoted(text: object, limit: int = 80) -> str:
    """«words of others»: marked, escaped and capped, so that nobody takes them for ours; "" for none."""
    line = plain(text, limit).replace("«", "").replace("»", "")
    return f"«{line}»" if line else ""


def told(text: object, limit: int = 60) -> str:
    """A name or a title of others as it stands in a line of ours: marked where it reads like neither."""
    line = plain(text, limit)
    return line if speakable(line, _TITLE_WORDS) else quoted(line, limit)


def speakable(text: object, words: int) -> bool:
    """Whether it can be said aloud as a name or a title: few words, no sentence, nothing that orders or offers."""
    line = plain(text, _SPOKEN["characters"] + 1)
    parts = re.split(r"[\W_]+", line.casefold())
    return (
        len(line) <= _SPOKEN["characters"]
        and len(line.split()) <= words
        and any(c.isalnum() for c in line)
        and (_FIT.fullmatch(line) is not None or all(_fits(c) for c in line))
        and _ORDERS.isdisjoint(parts)
    )


def _fits(c: str) -> bool:
    """Vowel signs of Indian scripts are no letters for `re`."""
    return unicodedata.category(c)[0] == "M" or _FIT.fullmatch(c) is not None


def is_name(text: object) -> bool:
    """Whether a person can be called that: a plausible name, without digits."""
    return speakable(text, _SPOKEN["name_words"]) and not any(c.isdigit() for c in str(text))


@lru_cache(maxsize=4096)
def utc_text(ms: int) -> str:
    """RFC 3339 UTC of epoch milliseconds."""
    return rfc3339(from_ms(ms))


def date_text(day: date, words: Table = WORDS) -> str:
    """October 2026 for the first of a month, which is how a month is kept; else 18 May 2026."""
    return f"{words['dates']['months'][day.month - 1]} {day.year}" if day.day == 1 else day_text(day, words)


def day_text(day: date, words: Table = WORDS) -> str:
    """18 May 2026, always with the day: for what happened or falls due."""
    return f"{day.day} {words['dates']['months'][day.month - 1]} {day.year}"


def budget_text(low: float | None, high: float | None, currency: str | None = "INR", words: Table = WORDS) -> str:
    """60 to 65 lakh, under 80 lakh, above 50 lakh, 1.2 crore; other currencies with their code."""
    if low is None and high is None:
        return ""
    if low is None or high is None:
        word, amount = ("under", high) if low is None else ("above", low)
        return str(words["say"][word]).format(_amount(amount or 0.0, currency, words))
    if low == high:
        return _amount(low, currency, words)
    a, b = _amount(low, currency, words), _amount(high, currency, words)
    number, _, unit = a.partition(" ")
    same_unit = unit and unit == b.partition(" ")[2]
    return str(words["say"]["range"]).format(number if same_unit else a, b)


def _amount(amount: float, currency: str | None, words: Table) -> str:
    if currency not in (None, "", "INR"):
        return f"{plain(currency, 8)} {_number(amount, 2)}"
    for unit, name in ((CRORE, "crore"), (LAKH, "lakh")):
        if amount >= unit:
            return f"{_number(amount / unit, 2)} {words['units'][name]}"
    return _number(amount, 2)


def _number(amount: float, digits: int) -> str:
    text = f"{amount:,.{digits}f}"
    return text.rstrip("0").rstrip(".") if "." in text else text


def joined(parts: Iterable[str], last: str = " and ") -> str:
    """a, b and c."""
    items = [p for p in parts if p]
    return last.join([", ".join(items[:-1]), items[-1]]) if len(items) > 1 else "".join(items)


def distinct(texts: Iterable[str]) -> list[str]:
    """Each once, whatever its case, and none that another of them names more fully: Omaxe beside Omaxe Heights."""
    texts = list(texts)
    if len(texts) < 2:
        return [t for t in texts if t]
    once = list({t.casefold(): t for t in reversed([t for t in texts if t])}.values())[::-1]
    padded = [f" {t.casefold()} " for t in once]
    return [t for t, p in zip(once, padded, strict=True) if not any(p in other and p != other for other in padded)]


def relation_text(relation: str | None, words: Table = WORDS) -> str:
    """mother-in-law of mother_in_law, business partner of business_partner."""
    return code_text(words["relations"], relation) if relation else ""


def code_text(table: Mapping[str, str], code: object) -> str:
    """The words for a code, else the code itself made readable."""
    return table.get(str(code)) or plain(code, 40).replace("_", " ")


def channel_text(channel: str, words: Table = WORDS) -> str:
    """WhatsApp, call, email, …"""
    return code_text(words["channels"], channel)


def preference_text(name: str, value: str, words: Table = WORDS) -> str:
    """ready to move, north-facing, over 20 years, …"""
    spoken = words["preferences"].get(name, {}).get(value)
    if spoken:
        return str(spoken)
    pattern = words["preference_patterns"].get(name)
    readable = words["facings"].get(value) if name == "facing" else None
    readable = readable or told(value.replace("_", " "), 40)
    named = words["slots"].get(name) if words is not WORDS else None
    return pattern.replace("{}", readable) if pattern else f"{named or told(name.replace('_', ' '), 40)} {readable}"


def content_text(content: str) -> str:
    """tower launch video, of a title, a slug or an address; a title with names keeps its capitals."""
    address = _HIGH.match(content.strip())
    name = address.group(1).rsplit(".", 1)[0] if address else content
    slug = " " not in name.strip() and ("-" in name or "_" in name)
    title = plain(re.sub(r"[-_]+", " ", name) if slug or address else name, 60)
    sentence_case = title[1:] == title[1:].lower() and " " in title
    return title[:1].lower() + title[1:] if sentence_case else title


def content_phrase(title: str, words: Table = WORDS) -> str:
    """the tower launch video of a title that ends in a common noun and holds no name; else «the title»."""
    common = title == title.lower() and title.rpartition(" ")[2] in _CONTENTS
    as_thing = common and speakable(title, _TITLE_WORDS)
    return str(words["say"]["the"]).format(title.removeprefix("the ")) if as_thing else quoted(title)


@lru_cache(maxsize=2048)
def parsed_date(text: str) -> date:
    """The date of YYYY-MM-DD."""
    return date.fromisoformat(text[:10])
