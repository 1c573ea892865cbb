"""Write a message to a buyer out of their brief, for a person to send."""

from dataclasses import dataclass
from datetime import datetime
from typing import Any

from engine import configuration, recall
from engine.brief.audience import BOT
from engine.brief.drafts import draft_of
from engine.errors import NotFound
from engine.recall import Answer, BriefAsk
from engine.store.session import Store


@dataclass(frozen=True, slots=True)
class Draft:
    """The message as CONTRACT.md has it, and the brief that it was written from, as it was asked for."""

    message: dict[str, Any]
    answer: Answer
    ask: BriefAsk


async def draft(
    store: Store, buyer_id: str, *, channel: str, purpose: str, agent_id: str | None, now: datetime
) -> Draft:
    """A message to a buyer under any id ever handed out. `agent_id` signs an email where the team lists them.

    Raises NotFound, Conflict (nothing to write about, or they asked not to be contacted), Unavailable.
    """
    configured = await configuration.newest(store)
    ask = BriefAsk(buyer_id=buyer_id, audience=BOT, agent_id=agent_id)
    answer = await recall.brief(store, ask, now=now)
    if not answer.brief["known"]:
        raise NotFound("there is no buyer with this id")
    message = draft_of(
        answer.brief,
        channel=channel,
        purpose=purpose,
        vertical=configured.catalogue.vertical,
        fallback=configured.settings.language,
        signed=next((member.name for member in configured.catalogue.team if member.id == agent_id), None),
    )
    return Draft(message, answer, ask)
