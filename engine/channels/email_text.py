"""What the writer of a mail wrote themselves: without quoted mails, without the signature, forwarded text apart.

The fragments (quoted, signature, hidden, visible) are found by email-reply-parser, HTML becomes text by inscriptis.
Before that every mark of an earlier mail (`email_text.toml`) is written as the one line that the library knows, since
it reads English alone, and since its own search for a mark split over lines can take forever on a hostile text.
"""

import re
import tomllib
from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path

from email_reply_parser import EmailMessage  # type: ignore[import-untyped]
from inscriptis import get_text  # type: ignore[import-untyped]
from inscriptis.css_profiles import STRICT_CSS_PROFILE  # type: ignore[import-untyped]
from inscriptis.model.config import ParserConfig  # type: ignore[import-untyped]
from lxml.etree import LxmlError  # type: ignore[import-untyped]

_RULES: dict[str, list[str]] = tomllib.loads(Path(__file__).with_suffix(".toml").read_text("utf-8"))

MAX_TEXT = 100_000
"""Code points of a body that are looked at: more is a quoted history."""
_MAX_HEADER_LINES = 4
_MAX_HEADER_LENGTH = 400
_MAX_SIGNATURE_LINES = 6
_MARK = "On an earlier day somebody wrote:"
_NEVER = re.compile("(?!)")


def _any_of(patterns: Sequence[str]) -> re.Pattern[str]:
    return re.compile(f"(?:{'|'.join(patterns)})", re.IGNORECASE)


def _words(words: Sequence[str]) -> str:
    return "|".join(re.escape(word) for word in sorted(set(words), key=len, reverse=True))


_WROTE = re.compile(
    rf"(?:(?:{_words(_RULES['wrote'])})|(?:{_words(_RULES['wrote_before_name'])})\s.{{1,150}})\s*[:：ः]\s*$",
    re.IGNORECASE,
)
_DATED = re.compile(r"\d{1,4}[./:-]\d{1,2}|\b(?:19|20)\d\d\b")
_SENDER = re.compile(rf"[*_]*(?:{_words(_RULES['senders'])})[*_]*\s?:[*_]*\s*\S", re.IGNORECASE)
_FIELD = re.compile(rf"[*_]*(?:{_words(_RULES['fields'] + _RULES['senders'])})[*_]*\s?:[*_]*(?:\s|$)", re.IGNORECASE)
_EARLIER = _any_of(_RULES["earlier"])
_FORWARDED = _any_of(_RULES["forwarded"])
_PROGRAM = _any_of(_RULES["programs"])
_CLOSING = re.compile(rf"(?:{'|'.join(_RULES['closings'])})\s*[,.!]*", re.IGNORECASE)
_FORWARD_SUBJECT = re.compile(rf"\s*(?:{_words(_RULES['forward_subjects'])})\s*:", re.IGNORECASE)
_REPLY_SUBJECT = re.compile(rf"\s*(?:{_words(_RULES['reply_subjects'])})(?:\[\d+\])?\s*:", re.IGNORECASE)
_AUTO_SUBJECT = re.compile(rf"\s*(?:{_words(_RULES['auto_subjects'])})", re.IGNORECASE)
_RULER = re.compile(r"[-_=*\s]{5,}")

_HTML = ParserConfig(css=STRICT_CSS_PROFILE, display_links=False, display_images=False)


@dataclass(frozen=True, slots=True)
class MailText:
    """`own`: what the writer says; `forwarded`: the text of a mail that they pass on. Both may be empty."""

    own: str
    forwarded: str = ""


class _Mail(EmailMessage):  # type: ignore[misc]
    """The library's reader with our one mark, and with signatures of programs in more languages."""

    SIG_REGEX = re.compile(rf"(--|__|(?-i:-[A-Z]\w*(?: [A-Z][\w.]*){{1,3}}$)|{_PROGRAM.pattern}$)", re.IGNORECASE)
    HEADER_REGEX = _NEVER
    MULTI_QUOTE_HDR_REGEX = _NEVER
    MULTI_QUOTE_HDR_REGEX_MULTILINE = _NEVER


def text_from_html(html: str) -> str:
    """The words of an HTML body as lines, blanks collapsed. Empty when it cannot be read."""
    try:
        text = get_text(html[: MAX_TEXT * 5], _HTML)
    except (LxmlError, ValueError, RecursionError, AssertionError, IndexError):
        return ""
    return "\n".join(" ".join(line.split()) for line in text.splitlines()).strip()


def split_mail(text: str, subject: str | None = None) -> MailText:
    """Splits a plain body. Linear in its length."""
    lines = [line.rstrip() for line in text.replace("\r\n", "\n").replace("\r", "\n")[:MAX_TEXT].split("\n")]
    lines = [line.replace("\xa0", " ") for line in lines]
    start = _forward_start(lines, subject or "")
    if start is not None:
        return MailText(_own("\n".join(lines[:start])), _body_of_forward(lines[start:]))
    return MailText(_own("\n".join(_marked(lines))))


def is_forward(subject: str | None) -> bool:
    """Whether a subject says that a mail is passed on."""
    return bool(_FORWARD_SUBJECT.match(subject or ""))


def is_reply(subject: str | None) -> bool:
    """Whether a subject says that a mail answers another."""
    return bool(_REPLY_SUBJECT.match(subject or ""))


def is_automatic(subject: str | None) -> bool:
    """Whether a subject is that of an automatic answer."""
    return bool(_AUTO_SUBJECT.match(subject or ""))


def _own(text: str) -> str:
    """The visible fragments, less rulers and a closing with a name below it."""
    lines = str(_Mail(text).read().reply).split("\n")
    while lines and (not lines[-1].strip() or _RULER.fullmatch(lines[-1].strip()) or _is_program(lines[-1])):
        lines.pop()
    return "\n".join(_without_closing(lines)).strip()


def _is_program(line: str) -> bool:
    return bool(_PROGRAM.fullmatch(line.strip()))


def _without_closing(lines: list[str]) -> list[str]:
    """Cuts a signature that begins with a closing line and has only a few short lines below it."""
    filled = [n for n, line in enumerate(lines) if line.strip()]
    for n in filled[1:][-_MAX_SIGNATURE_LINES:]:
        below = [lines[m].strip() for m in filled if m > n]
        if _CLOSING.fullmatch(lines[n].strip()) and not any(_says_something(line) for line in below):
            return lines[:n]
    return lines


def _says_something(line: str) -> bool:
    return len(line) > 60 or "?" in line or line.lower().startswith(("ps", "p.s", "nb", "note"))


def _marked(lines: list[str]) -> list[str]:
    """The lines with each mark of an earlier mail written as the library's own."""
    marked: list[str] = []
    n = 0
    while n < len(lines):
        size = _mark_at(lines, n)
        if size:
            marked += ["", _MARK]
            n += size
            continue
        marked.append(lines[n])
        n += 1
    return marked


def _mark_at(lines: list[str], n: int) -> int:
    """How many lines the mark of an earlier mail takes that begins at line n; 0 when none does."""
    line = lines[n].strip()
    if not line or line.startswith(">"):
        return 0
    if _EARLIER.fullmatch(line):
        return 1 + _header_block(lines, n + 1)
    return _header_block(lines, n) or _wrote_line(lines, n)


def _wrote_line(lines: list[str], n: int) -> int:
    """A dated line that ends with "wrote:", perhaps split by the program over a few lines."""
    quoted_below = any(line.startswith(">") for line in lines[n + 1 : n + 4])
    first = lines[n].strip()
    if not _DATED.search(first) and not (quoted_below and _WROTE.search(first)):
        return 0
    joined = ""
    for size, line in enumerate(lines[n : n + _MAX_HEADER_LINES], start=1):
        if not line.strip() or line.startswith(">"):
            return 0
        joined = f"{joined} {line.strip()}"
        if len(joined) > _MAX_HEADER_LENGTH:
            return 0
        if _WROTE.search(joined):
            return size
    return 0


def _header_block(lines: list[str], n: int) -> int:
    """A block of From:, Sent:, To:, Subject: lines (blank lines above it included); 0 when there is none."""
    start = n
    while start < len(lines) and start < n + 3 and not lines[start].strip():
        start += 1
    end = start
    while end < len(lines) and end < start + 10 and _FIELD.match(lines[end].strip()):
        end += 1
    block = lines[start:end]
    of_a_mail = len(block) >= 3 or any("@" in line or _DATED.search(line) for line in block)
    is_block = len(block) >= 2 and of_a_mail and any(_SENDER.match(line.strip()) for line in block)
    return end - n if is_block else 0


def _forward_start(lines: list[str], subject: str) -> int | None:
    """The line where a mail that is passed on begins."""
    for n, line in enumerate(lines):
        if _FORWARDED.fullmatch(line.strip().lstrip(">").strip()):
            return n
    if not is_forward(subject):
        return None
    return next((n for n in range(len(lines)) if lines[n].strip() and _mark_at(lines, n)), None)


def _body_of_forward(lines: list[str]) -> str:
    """The passed-on mail without its marks and header lines."""
    n = 0
    while n < len(lines) and (
        not lines[n].strip() or _FORWARDED.fullmatch(lines[n].strip()) or _EARLIER.fullmatch(lines[n].strip())
    ):
        n += 1
    n += _header_block(lines, n) if n < len(lines) else 0
    return "\n".join(lines[n:]).strip()
