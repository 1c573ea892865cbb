"""Ask a deeper reader about what the built-in one has read already, and let belief follow both.

It is asked after the built-in reading counts, so nobody waits for it and nothing is lost when it does not answer: then
the built-in reading stands alone. What it says becomes a Reading of its own (engine/extraction/deep_answer.py says what
of it is taken). Who is asked, and how, is the caller's (api/deeper.py).
"""

import asyncio
from collections.abc import Awaitable, Callable
from dataclasses import dataclass
from datetime import datetime, timedelta

import orjson

from engine import configuration
from engine.errors import InvalidPayload
from engine.extraction import DEEPER, DEEPER_VERSION
from engine.extraction.deep_answer import read_deep_answer
from engine.extraction.deep_ask import Asked, ask_about
from engine.model.interaction import Interaction
from engine.model.signal import Signal
from engine.model.tenant import Catalogue
from engine.store import deepen as deeper_store
from engine.store import reread as unread
from engine.store import work as task_store
from engine.store.session import Graph, Store
from engine.store.work import Task
from engine.work import LEASE, Failed, attempt, fold_whose, reading_id_of, reading_row
from graph_schema.vocabulary import TaskKind

AT_ONCE = 4
"""Questions that one worker has open at a time."""
MAX_TRIES = 3
FIRST_RETRY = timedelta(seconds=5)
_PAGE = 200


@dataclass(frozen=True, slots=True)
class Answer:
    """What came back: the text of the answer, and the tokens that question and answer cost."""

    content: str
    tokens: int


class NoAnswerError(Exception):
    """No answer: `reason` in a word, `again_after` where it may help to ask once more."""

    def __init__(self, reason: str, again_after: timedelta | None = None) -> None:
        super().__init__(reason)
        self.reason = reason
        self.again_after = again_after


@dataclass(frozen=True, slots=True)
class Deeper:
    """A deeper reader: the model that answers, how to ask it, how long that may take, what a tenant may use a day."""

    model: str
    ask: Callable[[Asked], Awaitable[Answer]]
    limit: timedelta
    calls_per_day: int
    tokens_per_day: int

    @property
    def version(self) -> str:
        """The version of its readings: ours and the model."""
        return f"{DEEPER_VERSION} {self.model}"


Told = Callable[[Task, str], None]
"""Is told what became of a task: read, known, gone, over_budget, or why there was no answer."""


async def deepen_once(
    graph: Graph, deeper: Deeper, *, clock: Callable[[], datetime], told: Told, failed: Failed
) -> int:
    """Lease deeper readings that are due and do them side by side. Returns how many; 0 means nothing is due."""
    now = clock()
    tasks = await task_store.lease(
        graph, kinds=[TaskKind.DEEPEN], now=now, lease_until=now + deeper.limit + LEASE, limit=AT_ONCE
    )

    async def one(task: Task) -> None:
        store = graph.tenant(task.tenant_id)
        await attempt(store, [task], lambda s, _: _ask_and_end(s, task, deeper, clock, told), clock, failed)

    for end in await asyncio.gather(*map(one, tasks), return_exceptions=True):
        if isinstance(end, BaseException):
            raise end
    return len(tasks)


async def _ask_and_end(store: Store, task: Task, deeper: Deeper, clock: Callable[[], datetime], told: Told) -> None:
    """Do a task and end it; what may be answered later is put off, a few times."""
    try:
        told(task, await deepen(store, task, deeper, now=clock()))
    except NoAnswerError as none:
        told(task, none.reason)
        if none.again_after is not None and task.attempts < MAX_TRIES:
            due_at = clock() + max(none.again_after, FIRST_RETRY * 4 ** (task.attempts - 1))
            await task_store.postpone(
                store, kind=task.kind, key=task.key, due_at=due_at, parked_at=None, error=none.reason
            )
            return
    await task_store.finish(store, done={task.kind: [task.key]})


async def deepen(store: Store, task: Task, deeper: Deeper, *, now: datetime) -> str:
    """Ask about one interaction, store what is taken of the answer, fold whose it is. Raises NoAnswerError."""
    found = await task_store.load_interactions(store, ids=[task.key])
    if not found:
        return "gone"
    interaction = found[0].interaction
    version = orjson.loads(task.data or "{}").get("catalogue", found[0].catalogue_version)
    catalogue = await configuration.catalogue_at(store, version)
    if await deeper_store.is_read(
        store,
        interaction_id=interaction.id,
        extractor=DEEPER,
        version=deeper.version,
        catalogue_version=catalogue.version,
    ):
        return "known"
    asked = ask_about(interaction, catalogue)
    signals: tuple[Signal, ...] = ()
    if asked is not None:
        if not await deeper_store.reserve(
            store, now=now, most_calls=deeper.calls_per_day, most_tokens=deeper.tokens_per_day
        ):
            return "over_budget"
        signals = await _answered(store, deeper, asked, interaction, catalogue, now)
    row = reading_row(interaction, DEEPER, deeper.version, catalogue, signals, now=now)
    await fold_whose(store, [interaction.id], {interaction.id: [row]})
    return "read"


async def _answered(
    store: Store, deeper: Deeper, asked: Asked, interaction: Interaction, catalogue: Catalogue, now: datetime
) -> tuple[Signal, ...]:
    answer = await deeper.ask(asked)
    await deeper_store.spend(store, now=now, tokens=answer.tokens)
    reading_id = reading_id_of(interaction, DEEPER, deeper.version, catalogue)
    try:
        return read_deep_answer(answer.content, interaction, catalogue, reading_id)
    except InvalidPayload:
        raise NoAnswerError("rubbish") from None


async def owe_again(store: Store, deeper: Deeper, *, now: datetime) -> int:
    """Owe what this reader has not read with the newest catalogue, as much as a day's budget allows; answers how much.

    Budgets are counted when the questions are asked; what is over then is owed by the next `rebuild --extract`.
    """
    version = (await configuration.refreshed(store)).catalogue.version
    owed = 0
    async for ids in unread.list_interactions(
        store, readers=[f"{DEEPER} {deeper.version}"], catalogue_version=version, page=_PAGE
    ):
        some = ids[: deeper.calls_per_day - owed]
        await deeper_store.owe(store, readings=[(i, version) for i in some], now=now)
        owed += len(some)
        if owed >= deeper.calls_per_day:
            break
    return owed
