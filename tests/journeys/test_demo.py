"""`rapport demo` as one types it: both cards, twice, and a silent `rapport verify` after it."""

import re
import socket
import subprocess
from collections.abc import Iterator
from contextlib import contextmanager

import httpx

from api.managed.home import Home
from tests.journeys.serving import RAPPORT, environment
from tests.journeys.team import evidence_in

SHALINI = ("Gomti Nagar", "3BHK", "60", "65 lakh", "October", "parking", "tower launch video")
RAHUL = ("3BHK", "80 lakh", "mother-in-law", "east", "June", "admission")
PEOPLE = (("098390 40717", "2026-05-18T09:00:00+05:30"), ("098112 30455", "2026-03-13T09:00:00+05:30"))
KEY = re.compile(r"rk_[\w-]+")
TIMEOUT_S = 200


def run(home: Home, *arguments: str) -> "subprocess.CompletedProcess[str]":
    """A `rapport` command with a home of its own and no Neo4j but the home's."""
    command = [RAPPORT, *arguments]
    return subprocess.run(
        command, env=environment(home.root), capture_output=True, text=True, timeout=TIMEOUT_S, check=False
    )


def free_port() -> int:
    with socket.create_server(("127.0.0.1", 0)) as taken:
        port: int = taken.getsockname()[1]
        return port


def cards_of(printed: str) -> list[str]:
    """The two cards: what follows the line that names each buyer."""
    parts = re.split(r"^(?:Shalini|Rahul),.*:\n\n", printed, flags=re.MULTILINE)[1:]
    return [part.partition("\n\n")[0].strip() for part in parts]


def holds(card: str, wanted: tuple[str, ...]) -> None:
    missing = [words for words in wanted if words.casefold() not in card.casefold()]
    assert not missing, f"{missing} not in:\n{card}"
    assert len(card.split()) <= 90
    assert len(card.splitlines()) <= 7


@contextmanager
def serving_demo(home: Home, port: int) -> Iterator[str]:
    """`rapport demo --serve`: what it printed before it went on serving."""
    command = [RAPPORT, "demo", "--serve", "--port", str(port)]
    with subprocess.Popen(command, env=environment(home.root), stdout=subprocess.PIPE, text=True) as process:
        try:
            printed = ""
            assert process.stdout is not None
            for line in process.stdout:
                printed += line
                if line.startswith("Serving"):
                    break
            yield printed
        finally:
            process.terminate()
        assert process.wait(60) == 0


def test_the_demo_tells_both_stories_twice_and_verify_is_silent(own_home: Home) -> None:
    port = free_port()
    done = run(own_home, "demo", "--port", str(port))
    assert (done.returncode, done.stderr) == (0, ""), done.stderr + done.stdout
    shalini, rahul = cards_of(done.stdout)
    holds(shalini, SHALINI)
    holds(rahul, RAHUL)
    assert f"http://127.0.0.1:{port}/docs" in done.stdout
    with serving_demo(own_home, port) as printed:
        assert cards_of(printed) == [shalini, rahul]
        url = re.search(rf"http://127\.0\.0\.1:{port}/v1/brief\?[^']+", printed)
        key = KEY.search(printed)
        assert url, printed
        assert key, printed
        with httpx.Client(headers={"authorization": f"Bearer {key[0]}"}, timeout=60) as client:
            card = client.get(url[0])
            assert (card.status_code, card.text.strip()) == (200, shalini), "what is printed can be copied and run"
            client.base_url = f"http://127.0.0.1:{port}"
            for phone, as_of in PEOPLE:
                quotes_the_very_words(client, phone, as_of)
    crowd = run(own_home, "demo", "--port", str(port), "--buyers", "10", "--seed", "7")
    assert crowd.returncode == 0, crowd.stderr
    assert re.search(
        r"^(\d+) events of 10 buyers \(\1 new\): recorded in .* all read and folded", crowd.stdout, re.MULTILINE
    )
    assert "10 of 10 buyers told" in crowd.stderr
    silent = run(own_home, "verify")
    assert (silent.returncode, silent.stdout, silent.stderr) == (0, "", "")


def quotes_the_very_words(client: httpx.Client, phone: str, as_of: str) -> None:
    """Every quote in a brief is what stands in the turn that it names."""
    brief = client.get("/v1/brief", params={"phone": phone, "as_of": as_of}).json()
    items = client.get(f"/v1/buyers/{brief['buyer_id']}/timeline").json()["items"]
    texts = {(item["interaction_id"], turn["turn"]): turn["text"] for item in items for turn in item["turns"]}
    quoted = [one for one in evidence_in(brief) if one.get("turn")]
    assert len(quoted) > 3
    for one in quoted:
        assert texts[one["interaction_id"], one["turn"]][one["start"] : one["end"]] == one["quote"]
