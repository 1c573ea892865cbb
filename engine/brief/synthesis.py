"""The one sentence that says who this is: only what is believed now, each part left out where it is not known."""

from collections.abc import Callable, Mapping

from engine.brief.data import WORDS, told_to
from engine.brief.phrases import (
    beneficiaries,
    concern_text,
    concerns_said,
    has_agreed,
    interest_text,
    is_heavy,
    person_text,
    promise_text,
)
from engine.brief.picture import Picture
from engine.brief.wording import channel_text, clip, distinct, joined, quoted
from engine.verticals import vertical_of

_LONGEST = 400


def synthesis_of(view: Picture, audience: str = "rep", *, more_is_known: bool = False) -> str:
    """Prefers Gomti Nagar, 3BHK, budget 60 to 65 lakh, wants it by October 2026; concern: parking; saw the … video.

    `more_is_known`: wishes are known that this view must not tell, so that none may be denied.
    """
    clauses = [_CLAUSES[name](view) for name in told_to(audience, "synthesis")]
    told = "; ".join(c for c in clauses if c) or _first_contact(view, more_is_known)
    sentence, end = told[:1].upper() + told[1:], view.words["say"]["end"]
    return clip(sentence, _LONGEST - 1).rstrip(".") + end if sentence else ""


def _wants(view: Picture) -> str:
    vertical, say = vertical_of(view.vertical), view.words["say"]
    own = {name: f"{said} {{}}" for name, said in vertical.words.items()} if view.words is WORDS else {}
    wanted, budget, day = _wanted(view, vertical.places_first), view.budget(), view.deadline()
    parts = [own.get("wants", say["wants"]).format(wanted)] if wanted else []
    parts += [say["budget"].format(budget)] if budget else []
    parts += [*view.preferences(3), *beneficiaries(view.people, view.words)[:1]]
    if day is not None:
        when = "by" if day >= view.today else "passed"
        parts.append(own.get(when, say[when]).format(view.deadline_text()))
    return ", ".join(parts)


def _wanted(view: Picture, places_first: bool) -> str:
    """Gomti Nagar, 3BHK; with a project 3BHK at Gomti Heights in Gomti Nagar."""
    places, products, projects = (view.texts(slot, 2) for slot in ("locations", "products", "projects"))
    if projects:
        return interest_text(products, projects, places, view.words)
    return ", ".join([*places, *products] if places_first else [*products, *places])


def _intent(view: Picture) -> str:
    return str(view.words["intents"].get(view.text("intent"), ""))


def _concerns(view: Picture) -> str:
    said = concerns_said(view.concerns, view.people)
    concerns = [concern_text(o, view.words) for o in said if o["category"] != "timing" or not _intent(view)][:3]
    kind = "concern" if len(concerns) == 1 else "concerns"
    return str(view.words["say"][kind]).format(", ".join(concerns)) if concerns else ""


def _people(view: Picture) -> str:
    agreed = has_agreed(view.concerns)
    return ", ".join([person_text(p, agreed, view.words) for p in view.people if is_heavy(p)][:2])


def _rivals(view: Picture) -> str:
    say, rivals = view.words["say"], view.texts("competitors", 2)
    return str(say["compares"]).format(joined(rivals, say["and"])) if rivals else ""


def _seen(view: Picture) -> str:
    say = view.words["say"]
    contents = distinct(view.content(f["value"].get("text")) for f in view.slots.get("seen", ())[:2])
    return str(say["saw"]).format(joined(contents, say["and"])) if contents else ""


def _outcome(view: Picture) -> str:
    ended = view.outcome()
    return str(view.words["say"]["ended"]).format(ended) if ended else ""


def _said(view: Picture) -> str:
    """Our last message, in its words."""
    last = view.last_said()
    return str(view.words["say"]["we_said"]).format(quoted(last["summary"].rstrip(" .।"), 80)) if last else ""


def _promises(view: Picture) -> str:
    """What is to be done, late things first."""
    agreed = [promise_text(p, view.words) for p in view.open_promises()[:2]]
    return str(view.words["say"]["open"]).format(", ".join(agreed)) if agreed else ""


def _questions(view: Picture) -> str:
    """What they asked last and nobody answered."""
    asked = sorted(view.recalled["questions"], key=lambda q: (-q["asked_at_ms"], q["id"]))[:1]
    return str(view.words["say"]["asks"]).format(quoted(asked[0]["text"], 80)) if asked else ""


_CLAUSES: Mapping[str, Callable[[Picture], str]] = {
    "wants": _wants,
    "intent": _intent,
    "outcome": _outcome,
    "concerns": _concerns,
    "people": _people,
    "rivals": _rivals,
    "seen": _seen,
    "said": _said,
    "promises": _promises,
    "questions": _questions,
}


def _first_contact(view: Picture, more_is_known: bool) -> str:
    """Where nothing is known: how they came, so that nobody takes silence for a mistake."""
    first, say = view.recalled["first_at_ms"], view.words["say"]
    if first is None:
        return ""
    came = view.recalled["recent"][-1] if view.recalled["recent"] else None
    told_then = came is not None and came["at_ms"] == first
    by = say["first_by"].format(channel_text(came["channel"], view.words)) if came and told_then else ""
    wishes = say["with_colleague" if more_is_known else "no_wishes"]
    return str(say["first"]).format(by=by, day=view.day(first), wishes=wishes)
