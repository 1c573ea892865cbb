"""`rapport brief`: a brief in the terminal."""

# ruff: noqa: PLC0415 - a command imports what it needs when it runs, so that `rapport --help` is quick

import re
from typing import TYPE_CHECKING, Annotated

import typer

from api.cli.console import TenantName, on_graph, tenants_of

if TYPE_CHECKING:
    from engine.recall import Answer, BriefAsk
    from engine.store.session import Graph

_UUID = re.compile(r"[0-9a-f]{8}(-[0-9a-f]{4}){3}-[0-9a-f]{12}")


def brief(
    identifier: Annotated[str, typer.Argument(help="A phone, an email, <kind>:<value>, or a buyer's id.")],
    form: Annotated[str, typer.Option("--format", help="card, popup, text, json or flat.")] = "card",
    audience: Annotated[str, typer.Option(help="rep, bot or support.")] = "rep",
    tenant: TenantName = None,
) -> None:
    """Print the brief of a buyer. Without --tenant: of whichever tenant knows them. Exit code 1 when nobody does."""
    import orjson

    from api.cli.console import fail
    from engine import recall
    from engine.clock import utc_now

    if form not in ("card", "popup", "text", "json", "flat") or audience not in ("rep", "bot", "support"):
        fail("--format is card, popup, text, json or flat; --audience is rep, bot or support.", 2)

    async def work(graph: "Graph") -> "Answer | None":
        answer = None
        for found in await tenants_of(graph, tenant):
            answer = await recall.brief(graph.tenant(found.id), ask_of(identifier, form, audience), now=utc_now())
            if answer.brief["known"] or answer.brief["ambiguous"]:
                break
        return answer

    answer = on_graph(work)
    if answer is None:
        fail("There is no tenant yet; make one with `rapport tenants create`, or run `rapport demo`.")
    text = answer.rendered if isinstance(answer.rendered, str) else orjson.dumps(answer.rendered, option=2).decode()
    typer.echo(text)
    if not (answer.brief["known"] or answer.brief["ambiguous"]):
        raise typer.Exit(1)


def ask_of(identifier: str, form: str, audience: str) -> "BriefAsk":
    """Whom a person means by what they typed."""
    from api.queries import read_identifier
    from engine.model.event import GivenIdentifier
    from engine.recall import BriefAsk

    text = identifier.strip()
    if _UUID.fullmatch(text.lower()):
        return BriefAsk(buyer_id=text.lower(), audience=audience, format=form)
    if re.match(r"[a-z][a-z0-9_]*(@[^:]*)?:", text):
        given = read_identifier(text, "identifier")
    else:
        given = GivenIdentifier("email" if "@" in text else "phone", text)
    return BriefAsk(identifier=given, audience=audience, format=form)
