"""The one sentence that says who this is: only what is believed now, each part left out where it is not known."""

from engine.brief.data import WORDS
from engine.brief.phrases import beneficiaries, concern_text, concerns_said, has_agreed, is_heavy, person_text
from engine.brief.picture import Picture
from engine.brief.wording import channel_text, clip, joined
from engine.verticals import vertical_of

_LONGEST = 400


def synthesis_of(view: Picture, *, more_is_known: bool = False) -> str:
    """Prefers Gomti Nagar, 3BHK, budget 60 to 65 lakh, wants it by October 2026; concern: parking; saw the … video.

    `more_is_known`: wishes are known that this view must not tell, so that none may be denied.
    """
    clauses = [_wants(view), _intent(view), _concerns(view), _people(view), _rivals(view), _seen(view)]
    told = "; ".join(c for c in clauses if c) or _first_contact(view, more_is_known)
    sentence = told[:1].upper() + told[1:]
    return clip(sentence, _LONGEST - 1).rstrip(".") + "." if sentence else ""


def _wants(view: Picture) -> str:
    vertical = vertical_of(view.vertical)
    words = vertical.words
    places, products = view.texts("locations", 2), view.texts("products", 2)
    named = [*places, *products] if vertical.places_first else [*products, *places]
    projects = view.texts("projects", 2)
    named = [*named, *(f"at {p}" for p in projects)] if named else projects
    budget = view.budget()
    parts = [f"{words['wants']} {', '.join(named)}"] if named else []
    parts += [f"budget {budget}"] if budget else []
    parts += [*view.preferences(3), *beneficiaries(view.people)[:1]]
    day = view.deadline()
    if day is not None:
        parts.append(f"{words['by' if day >= view.today else 'passed']} {view.deadline_text()}")
    return ", ".join(parts)


def _intent(view: Picture) -> str:
    return str(WORDS["intents"].get(view.text("intent"), ""))


def _concerns(view: Picture) -> str:
    said = concerns_said(view.concerns, view.people)
    concerns = [concern_text(o) for o in said if o["category"] != "timing" or not _intent(view)][:3]
    return f"{'concern' if len(concerns) == 1 else 'concerns'}: {', '.join(concerns)}" if concerns else ""


def _people(view: Picture) -> str:
    agreed = has_agreed(view.concerns)
    return ", ".join([person_text(p, agreed) for p in view.people if is_heavy(p)][:2])


def _rivals(view: Picture) -> str:
    rivals = view.texts("competitors", 2)
    return f"compares with {joined(rivals)}" if rivals else ""


def _seen(view: Picture) -> str:
    contents = [view.content(f["value"].get("text")) for f in view.slots.get("seen", ())[:2]]
    return f"saw {joined(dict.fromkeys(contents))}" if any(contents) else ""


def _first_contact(view: Picture, more_is_known: bool) -> str:
    """Where nothing is known: how they came, so that nobody takes silence for a mistake."""
    first = view.recalled["first_at_ms"]
    if first is None:
        return ""
    came = view.recalled["recent"][-1] if view.recalled["recent"] else None
    by = f" by {channel_text(came['channel'])}" if came and came["at_ms"] == first else ""
    wishes = "what they want is with a colleague" if more_is_known else "no wishes known yet"
    return f"first heard of{by} on {view.day(first)}, {wishes}"
