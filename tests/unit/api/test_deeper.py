"""The deeper reader's endpoint over real sockets: every way to answer badly is a reason of ours, in time."""

import time
from collections.abc import Iterator
from datetime import timedelta

import pytest
from pydantic import SecretStr, ValidationError

from api.deeper import MAX_BYTES, deeper_reader
from api.settings import Settings
from engine.deepen import Answer, NoAnswerError
from engine.extraction.deep_ask import Asked
from tests.fake_model import FakeModel, Reply, ends, fails, fake_model, raw, says, stalls, trickles

ASKED = Asked("read this", '{"turns": []}', {"type": "object"})


@pytest.fixture(scope="module")
def model() -> Iterator[FakeModel]:
    with fake_model() as fake:
        yield fake


def settings_for(model: FakeModel, limit_s: float = 5.0) -> Settings:
    return Settings(
        deeper_url=f"{model.url}/", deeper_model="m-1", deeper_key=SecretStr("sk-hush"), deeper_timeout_s=limit_s
    )


async def ask(model: FakeModel, reply: Reply, limit_s: float = 5.0) -> Answer:
    model.will(reply)
    async with deeper_reader(settings_for(model, limit_s)) as deeper:
        assert deeper is not None
        return await deeper.ask(ASKED)


async def test_a_question_in_the_form_that_all_of_them_speak(model: FakeModel) -> None:
    answer = await ask(model, says({"products": []}, tokens=321))
    assert answer == Answer('{"products": []}', 321)
    (path, headers, body) = model.asked[0]
    assert path == "/v1/chat/completions"
    assert headers["authorization"] == "Bearer sk-hush"
    assert body["model"] == "m-1"
    assert [m["role"] for m in body["messages"]] == ["system", "user"]
    assert body["response_format"]["json_schema"]["schema"] == {"type": "object"}


async def test_tokens_are_guessed_where_nobody_counts_them(model: FakeModel) -> None:
    assert 0 < (await ask(model, says({"products": []}, tokens=None))).tokens < 100


@pytest.mark.parametrize(
    ("reply", "reason", "again"),
    [
        (fails(500), "http_500", timedelta()),
        (fails(503, Retry_After="7"), "http_503", timedelta(seconds=7)),
        (fails(429, Retry_After="20"), "http_429", timedelta(seconds=20)),
        (fails(429, Retry_After="Wed, 21 Oct 2026 07:28:00 GMT"), "http_429", timedelta()),
        (fails(429, Retry_After="99999999"), "http_429", timedelta(hours=1)),
        (fails(400), "http_400", None),
        (fails(401), "http_401", None),
        (fails(302, Location="http://127.0.0.1:9/v1"), "http_302", None),
        (raw(b""), "rubbish", None),
        (raw(b"<html>hello</html>"), "rubbish", None),
        (raw(b"[]"), "rubbish", None),
        (raw(b'{"choices": []}'), "rubbish", None),
        (raw(b'{"choices": [{"message": null}]}'), "rubbish", None),
        (raw(b'{"choices": [{"message": {"content": null}}]}'), "rubbish", None),
        (raw(b'{"choices": [{"message": {"content": [1]}}]}'), "rubbish", None),
        (raw(b"\xff" * 10), "rubbish", None),
        (raw(b"x" * (MAX_BYTES + 1)), "too_large", None),
        (says("{}", refusal="I will not"), "refused", None),
        (ends("content_filter", {}), "refused", None),
        (ends("length", {}), "cut_short", None),
    ],
)
async def test_what_is_no_answer_says_why(model: FakeModel, reply: Reply, reason: str, again: timedelta | None) -> None:
    with pytest.raises(NoAnswerError) as caught:
        await ask(model, reply)
    assert (caught.value.reason, caught.value.again_after) == (reason, again)


@pytest.mark.parametrize("reply", [stalls, trickles])
async def test_the_limit_is_for_all_of_it(model: FakeModel, reply: Reply) -> None:
    started = time.perf_counter()
    with pytest.raises(NoAnswerError, match="timeout"):
        await ask(model, reply, limit_s=0.5)
    assert time.perf_counter() - started < 5


async def test_nobody_there(model: FakeModel) -> None:
    gone = Settings(deeper_url="http://127.0.0.1:9/v1", deeper_model="m")
    async with deeper_reader(gone) as deeper:
        assert deeper is not None
        with pytest.raises(NoAnswerError, match="unreachable"):
            await deeper.ask(ASKED)


async def test_off_by_default() -> None:
    async with deeper_reader(Settings(deeper_url=None)) as deeper:
        assert deeper is None


@pytest.mark.parametrize("url", ["ftp://host/v1", "host/v1", "http://", "https://me:pw@host/v1", "https://host/v1?a=b"])
def test_an_address_that_is_none_is_said_at_start(url: str) -> None:
    with pytest.raises(ValidationError, match="http or https address"):
        Settings(deeper_url=url, deeper_model="m")


def test_an_address_needs_a_model() -> None:
    with pytest.raises(ValidationError, match="RAPPORT_DEEPER_MODEL"):
        Settings(deeper_url="https://host/v1")
    assert "sk-hush" not in repr(Settings(deeper_key=SecretStr("sk-hush")))
