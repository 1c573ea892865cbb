"""Reads the turns of one interaction: every reader in turn, then what the whole of it says of intent and tone."""

from collections.abc import Callable, Iterable, Sequence

from engine.extraction.catalogue import Mention, find_mentions
from engine.extraction.combine import combine
from engine.extraction.competitors import read_competitors
from engine.extraction.contact import read_contact
from engine.extraction.course_names import read_named
from engine.extraction.courses import subjects_of
from engine.extraction.deeds import read_deeds
from engine.extraction.dialogue import Dialogue, Said, prepare
from engine.extraction.drafts import Draft, Found, text_signal
from engine.extraction.facing import read_facings
from engine.extraction.firm_names import candidates, names_firm
from engine.extraction.heard import read_heard
from engine.extraction.implied import implied_products
from engine.extraction.kinds import kinds_in, settle_kinds
from engine.extraction.learned import Model, built_in
from engine.extraction.money import read_budgets
from engine.extraction.mood import read_mood
from engine.extraction.objections import read_objections
from engine.extraction.people import read_people
from engine.extraction.places import is_known, known_places
from engine.extraction.preferences import implied_purpose, read_preferences
from engine.extraction.present import read_present
from engine.extraction.products import products_in, read_products
from engine.extraction.projects import read_projects
from engine.extraction.promises import read_promises
from engine.extraction.questions import read_questions
from engine.extraction.refusal import bare_refusal
from engine.extraction.relevance import somebody_buys
from engine.extraction.replies import read_replies
from engine.extraction.spelling import canonical
from engine.extraction.their_numbers import read_their_numbers
from engine.extraction.timeline import read_timeline
from engine.extraction.whereabouts import read_places
from engine.extraction.words import Words
from engine.model.interaction import Interaction
from engine.model.signal import Signal
from engine.model.tenant import Catalogue
from graph_schema.vocabulary import Slot

ZONE = "Asia/Kolkata"
_HUBS = frozenset(map(canonical, ("campus", "kendra", "केंद्र", "केन्द्र", "hub", "point", "school", "hills")))
KEPT_WHEN_OUT = {
    Slot.PRODUCTS,
    Slot.COMPETITORS,
    Slot.OBJECTIONS,
    Slot.STAKEHOLDERS,
    Slot.CONTACT,
    Slot.INTENT,
    Slot.TONE,
    Slot.ASKED,
    Slot.TOLD_ALREADY,
}
"""What stands of a buyer who is lost or opted out."""
_NONE_WHEN = {"not_now": (Slot.TIMELINE,), "opt_out": (Slot.PRODUCTS,)}
"""Who asks to be left for later names no day by which they want it; who wants no more calls, nothing that we offer.

Where the rules hear it: what the learned reader alone makes of the whole talk takes nothing away that somebody said.
"""


def read_text(
    interaction: Interaction,
    catalogue: Catalogue,
    reading_id: str,
    zone: str = ZONE,
    learned: Callable[[], Model | None] = built_in,
) -> tuple[Signal, ...]:
    """The signals of all turns, in the order of the turns. Empty where nobody is buying. Never fails on any text.

    `learned` gives the model that is heard beside the rules; with None the rules alone decide.
    """
    dialogue = prepare(interaction, catalogue.vertical, zone)
    if not dialogue.said:
        return ()
    told = list(read_rules(dialogue, catalogue))
    drafts = [found for found in told if not found[1].doubtful]
    model, nobody = learned(), not somebody_buys(dialogue, drafts)
    if nobody and model is None:
        return ()
    mood = list(read_mood(dialogue, drafts))
    if model is not None:
        doubtful = [found for found in told if found[1].doubtful]
        drafts, mood = combine(model, dialogue, drafts, mood, doubtful, nobody=nobody)
    intents = {d.value.text for _, d in mood if d.slot is Slot.INTENT}
    if not intents.isdisjoint(("lost", "opt_out")):
        bare = bare_refusal(dialogue) is not None
        drafts = [(s, d) for s, d in drafts if d.slot in KEPT_WHEN_OUT and not (bare and d.slot is Slot.PRODUCTS)]
    heard = {d.value.text or "" for _, d in mood if d.slot is Slot.INTENT and d.by != "model"}
    none = {slot for intent in heard for slot in _NONE_WHEN.get(intent, ())}
    drafts = [(s, d) for s, d in drafts if d.slot not in none]
    if not nobody:
        drafts = read_deeds(dialogue, drafts, campaign=interaction.campaign is not None)
        drafts += [*read_replies(dialogue), *read_present(dialogue)]
    signals = [text_signal(d, interaction, s.turn, reading_id) for s, d in [*drafts, *mood]]
    unique = {signal.id: signal for signal in signals}
    return tuple(sorted(unique.values(), key=lambda s: s.turn_n))


def read_rules(dialogue: Dialogue, catalogue: Catalogue) -> Iterable[tuple[Said, Draft]]:
    """What the rules read, and what they hold for possible (`doubtful`)."""
    mentions = {s.index: find_mentions(s.words, catalogue) for s in dialogue.said}
    taken = {s.index: tokens_taken(s, mentions[s.index], dialogue) for s in dialogue.said if s.about_buyer}
    yield from read_budgets(dialogue)
    projects = list(read_projects(dialogue, mentions, subjects_of(catalogue)))
    products = products_told(dialogue, catalogue, projects)
    products = list(settle_kinds(kinds_in(dialogue, catalogue, mentions, products), products))
    yield from products
    yield from projects
    yield from read_places(dialogue, with_firms(dialogue, taken), mentions)
    yield from read_competitors(dialogue, taken)
    yield from read_timeline(dialogue)
    preferences = list(read_preferences(dialogue))
    yield from preferences
    yield from implied_purpose([found for found in products if not found[1].doubtful], preferences)
    yield from read_facings(dialogue)
    yield from read_objections(dialogue)
    yield from read_people(dialogue)
    yield from read_their_numbers(dialogue)
    yield from read_promises(dialogue)
    yield from read_contact(dialogue)
    yield from read_questions(dialogue)
    yield from read_heard(dialogue)


def products_told(dialogue: Dialogue, catalogue: Catalogue, projects: Sequence[Found]) -> list[Found]:
    """The kinds that the rules hold wanted: named, else what the projects wanted are, else a course of any name."""
    if products := list(read_products(dialogue, subjects_of(catalogue))):
        return products
    after = [(s, d.value.text or "") for s, d in projects if d.slot is Slot.PROJECTS and not d.doubtful]
    return list(implied_products(dialogue, after, catalogue)) or list(read_named(dialogue, catalogue))


def with_firms(dialogue: Dialogue, taken: dict[int, frozenset[int]]) -> dict[int, frozenset[int]]:
    """A firm's name is no place, however it begins ("Hillcrest Homes")."""
    found = {}
    for said in dialogue.said:
        if said.about_buyer:
            names = candidates(said.words, taken[said.index], dialogue.vertical)
            firms = [c for c in names if c[2] and not is_known(said.words, c[0], c[1] - _is_campus(said.words, c[1]))]
            found[said.index] = taken[said.index] | {i for first, last, _ in firms for i in range(first, last + 1)}
    return found


def _is_campus(words: Words, i: int) -> bool:
    """ "Your Kukatpally campus", "समस्तीपुर केंद्र" is a place of the seller's, no firm."""
    return words.tokens[i] in _HUBS


def tokens_taken(said: Said, mentions: list[Mention], dialogue: Dialogue) -> frozenset[int]:
    """Tokens that cannot be a place or a rival: our own names, dates, kinds of product."""
    spans = [(m.first, m.last) for m in mentions if m.kind == "project"]
    spans += [(w.first, w.last) for w in said.dates]
    taken = {i for first, last in spans for i in range(first, last + 1)}
    kinds = [(p.first, p.last) for p in products_in(said.words, dialogue.vertical)]
    kinds = [k for k in kinds if not names_firm(said.words, *k, dialogue.vertical)]
    places = {i for place in known_places(said.words) for i in range(place.first, place.last + 1)} if kinds else set()
    return frozenset(taken | ({i for first, last in kinds for i in range(first, last + 1)} - places))
