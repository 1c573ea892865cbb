"""Mail addresses as people write them → one value a mailbox."""

import re
import unicodedata
from email.utils import parseaddr
from functools import lru_cache

from engine.identity.values import LISTS, UNREADABLE, Normal, blocked, is_junk, readable

_LOCAL = re.compile(r"[^\s@,;:<>()\[\]\\\"]{1,64}")
_DOMAIN = re.compile(r"(?:[a-z0-9](?:[a-z0-9-]{0,61}[a-z0-9])?\.)+[a-z][a-z0-9-]{1,62}")
_SEPARATORS = re.compile(r"[._-]")
_ROLES = frozenset(LISTS["role_mailboxes"])
_JUNK_LOCALS = frozenset(LISTS["junk_locals"])
_JUNK_DOMAINS = frozenset(LISTS["junk_domains"])
_DOTLESS: dict[str, str] = LISTS["dotless_domains"]
_PLUS: dict[str, str] = LISTS["plus_domains"]
_SLIPS: dict[str, str] = LISTS["domain_slips"]
_LONGEST = 320


@lru_cache(maxsize=65_536)
def normalise_email(value: str) -> Normal:
    """The mailbox of an address, lower case, with an IDN domain as A-labels.

    Gmail's dots and plus tags (and those of providers that honour them) name the same mailbox; on other domains
    they are kept. Look-alike letters of other scripts are kept too, so that they never collapse onto the ASCII ones.
    Blocked: `unreadable`, `junk` or `role mailbox`.
    """
    text = unicodedata.normalize("NFKC", readable(value)).removeprefix("mailto:").strip()
    if "<" in text:
        text = parseaddr(text)[1]
    text = text.strip("'\"<>;,. ").casefold()
    if not text or len(text) > _LONGEST:
        return UNREADABLE
    local, at, written = text.rpartition("@")
    if not at:
        return blocked(text, "junk") if is_junk(text) else UNREADABLE
    domain = _domain(written)
    if domain is None or not _LOCAL.fullmatch(local):
        return UNREADABLE
    local, domain = _mailbox(local, domain)
    address = f"{local}@{domain}"
    if not local.strip("._-0") or local in _JUNK_LOCALS or domain.split(".")[0] in _JUNK_DOMAINS:
        return blocked(address, "junk")
    return blocked(address, "role mailbox") if _SEPARATORS.sub("", local) in _ROLES else Normal(address)


def _domain(written: str) -> str | None:
    """A-labels of the domain with slips of the finger mended, or None when it is none."""
    text = written.replace(",", ".").replace(" ", "").strip(".")
    text = _SLIPS.get(text, text)
    try:
        ascii_domain = text.encode("idna").decode("ascii") if text else ""
    except UnicodeError:
        return None
    return ascii_domain if _DOMAIN.fullmatch(ascii_domain) else None


def _mailbox(local: str, domain: str) -> tuple[str, str]:
    if domain in _DOTLESS:
        return local.partition("+")[0].replace(".", ""), _DOTLESS[domain]
    if domain in _PLUS:
        return local.partition("+")[0], _PLUS[domain]
    return local, domain
