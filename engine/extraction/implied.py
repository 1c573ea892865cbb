"""The kind of home, loan or course that the buyer does not name, but the seller's own names tell."""

from collections.abc import Iterable, Sequence

from engine.extraction.courses import kinds_by_project, kinds_of
from engine.extraction.dialogue import Dialogue, Said
from engine.extraction.drafts import Draft
from engine.model.signal import Value
from engine.model.tenant import Catalogue
from engine.verticals import vertical_of
from graph_schema.vocabulary import Channel, Slot

_ENGAGED = 2
_WHOLE = (Channel.CRM_NOTE, Channel.WEB_FORM)
"""Here one turn tells all that there is."""


def implied_products(
    dialogue: Dialogue, wanted: Sequence[tuple[Said, str]], catalogue: Catalogue
) -> Iterable[tuple[Said, Draft]]:
    """What the projects that the buyer is after say of its kind; else what all the seller offers is.

    `wanted`: those projects, each with the turn that shows it.
    """
    for said, name in wanted:
        for value in kinds_of(name, catalogue):
            yield said, _implied(said, value)
    if wanted or not vertical_of(dialogue.vertical).opens:
        return
    offered = {value for kinds in kinds_by_project(catalogue).values() for value in kinds}
    buyers = [s for s in dialogue.said if s.about_buyer]
    told = len(buyers) >= _ENGAGED or (buyers and dialogue.channel in _WHOLE)
    if len(offered) == 1 and told:
        yield buyers[0], _implied(buyers[0], offered.pop())


def _implied(said: Said, value: str) -> Draft:
    end = len(said.words.tokens) - 1
    start, stop = said.words.span(0, end) if end >= 0 else (0, 0)
    return Draft(Slot.PRODUCTS, Value(text=value), start, stop, 0.6)
