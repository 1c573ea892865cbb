"""`rapport demo` as one types it: both cards, twice, and a silent `rapport verify` after it."""

import re
import socket
import subprocess

import httpx
import pytest

from api.managed.home import Home
from tests.journeys.serving import RAPPORT, environment
from tests.journeys.team import evidence_in

SHALINI = ("Gomti Nagar", "3BHK", "60", "65 lakh", "October", "parking", "tower launch video")
RAHUL = ("3BHK", "80 lakh", "mother-in-law", "east", "June", "admission")
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
    return [part.partition("\n\n")[0] for part in parts]


def holds(card: str, wanted: tuple[str, ...]) -> None:
    missing = [words for words in wanted if words.casefold() not in card.casefold()]
    assert not missing, f"{missing} not in:\n{card}"
    assert len(card.split()) <= 90
    assert len(card.splitlines()) <= 7


@pytest.fixture(scope="module")
def port() -> int:
    return free_port()


def test_the_demo_tells_both_stories_twice_and_verify_is_silent(own_home: Home, port: int) -> None:
    shown = []
    for _ in range(2):
        done = run(own_home, "demo", "--port", str(port))
        assert (done.returncode, done.stderr) == (0, ""), done.stderr + done.stdout
        shalini, rahul = cards_of(done.stdout)
        holds(shalini, SHALINI)
        holds(rahul, RAHUL)
        assert f"http://127.0.0.1:{port}/docs" in done.stdout
        assert KEY.search(done.stdout)
        shown.append((shalini, rahul))
    assert shown[0] == shown[1]
    silent = run(own_home, "verify")
    assert (silent.returncode, silent.stdout, silent.stderr) == (0, "", "")


def test_the_printed_curl_brings_the_same_card(own_home: Home, port: int) -> None:
    """`rapport demo --serve` goes on serving: what it prints can be copied and run."""
    command = [RAPPORT, "demo", "--serve", "--port", str(port)]
    with subprocess.Popen(command, env=environment(own_home.root), stdout=subprocess.PIPE, text=True) as process:
        try:
            printed = ""
            assert process.stdout is not None
            for line in process.stdout:
                printed += line
                if line.startswith("Serving"):
                    break
            url = re.search(rf"http://127\.0\.0\.1:{port}/v1/brief\?[^']+", printed)
            key = KEY.search(printed)
            assert url, printed
            assert key, printed
            headers = {"authorization": f"Bearer {key[0]}"}
            card = httpx.get(url[0], headers=headers, timeout=60)
            assert (card.status_code, card.text.strip()) == (200, cards_of(printed)[0].strip())
            asked = {"phone": "098112 30455", "as_of": "2026-03-13T09:00:00+05:30"}
            base = f"http://127.0.0.1:{port}"
            brief = httpx.get(f"{base}/v1/brief", params=asked, headers=headers, timeout=60).json()
            path = f"{base}/v1/buyers/{brief['buyer_id']}/timeline"
            items = httpx.get(path, headers=headers, timeout=60).json()["items"]
            texts = {(item["interaction_id"], turn["turn"]): turn["text"] for item in items for turn in item["turns"]}
            quoted = [one for one in evidence_in(brief) if one.get("turn")]
            assert quoted
            for one in quoted:
                assert texts[one["interaction_id"], one["turn"]][one["start"] : one["end"]] == one["quote"]
        finally:
            process.terminate()
        assert process.wait(60) == 0
