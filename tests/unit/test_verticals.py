"""A trade is a folder of data: a fourth one is added as files alone, and a wrong file says what is wrong with it."""

import json
import os
import re
import shutil
import subprocess
import sys
from collections.abc import Callable
from pathlib import Path

import pytest
from pydantic import ValidationError

from api.schemas.catalogue import CatalogueIn
from engine.extraction.text import read_text
from engine.model.tenant import Catalogue
from engine.verticals import DEFAULT, VERTICALS, load, vertical_of
from tests.unit.extraction.said import conversation

ROOT = Path(__file__).resolve().parents[2]
CARS = ROOT / "tests" / "data" / "verticals" / "cars"
TALK = {
    "id": "c1",
    "domain": "cars",
    "channel": "whatsapp",
    "started_at": "2026-05-16T10:02:00+05:30",
    "catalogue": {"projects": ["Zephyr Z5"]},
    "turns": [
        {"id": "t1", "speaker": "buyer", "text": "Compact SUV chahiye, Zephyr Z5 dekhna hai. Hyundai wale quote de"},
        {"id": "t2", "speaker": "seller", "text": "Sir budget kitna hai?"},
        {"id": "t3", "speaker": "buyer", "text": "12 tak"},
        {"id": "t4", "speaker": "seller", "text": "Which showroom suits you?"},
        {"id": "t5", "speaker": "buyer", "text": "Gomti Nagar"},
        {"id": "t6", "speaker": "buyer", "text": "Saturday ko dekhne aaunga. 3 bhk nahi, gaadi ki baat hai"},
    ],
}  # fmt: skip
ASK = """
import json, sys
from api.schemas.catalogue import CatalogueIn
from engine.brief.compose import compose
from engine.extraction.deep_ask import ask_about
from engine.extraction.text import read_text
from engine.model.tenant import Catalogue, Project
from tests.signal_makers import day, recalled
from tests.unit.extraction.said import conversation
catalogue = Catalogue(1, CatalogueIn(vertical="cars").vertical, (Project("Zephyr Z5"),))
signals = read_text(conversation("SUV chahiye", "12 lakh tak"), catalogue, "r1")
brief = compose(recalled(signals, now=day(20)), brief_id="b", now=day(20), audience="rep", catalogue=catalogue)
asked = ask_about(conversation("SUV chahiye"), catalogue)
print(json.dumps([brief["next_question"], brief["synthesis"], asked.schema["properties"]["products"]]))
"""


@pytest.fixture
def elsewhere(tmp_path: Path) -> Path:
    """rapport, copied: what is added to it is nothing but the folder."""
    for part in ("engine", "api", "cypher", "graph_schema"):
        shutil.copytree(ROOT / part, tmp_path / part, ignore=shutil.ignore_patterns("__pycache__"))
    shutil.copytree(CARS, tmp_path / "engine" / "verticals" / "cars")
    return tmp_path


def run(place: Path, *arguments: str, given: str | None = None) -> "subprocess.CompletedProcess[str]":
    environ = {**os.environ, "PYTHONPATH": f"{place}{os.pathsep}{ROOT}"}
    return subprocess.run(
        [sys.executable, *arguments], env=environ, input=given, cwd=place, capture_output=True, text=True, check=False
    )


def test_a_fourth_trade_is_a_folder(elsewhere: Path) -> None:
    done = run(elsewhere, "-m", "api.cli", "extract", "-", given=json.dumps(TALK))
    assert done.returncode == 0, done.stderr
    told = json.loads(done.stdout)["signals"]
    assert [p["value"] for p in told["products"]] == ["suv"], "and no size of a home"
    assert (told["budget"]["min"], told["budget"]["max"]) == (None, 1_200_000)
    assert [p["value"] for p in told["projects"]] == ["Zephyr Z5"]
    assert [c["value"] for c in told["competitors"]] == ["Hyundai"]
    assert [p["value"] for p in told["locations"]] == ["Gomti Nagar"], "asked as this trade asks"
    assert [(s["action"], s["owner"], s["due"]) for s in told["next_steps"]] == [("demo", "buyer", "2026-05-23")]


def test_its_next_question_is_asked_and_its_words_are_used(elsewhere: Path) -> None:
    done = run(elsewhere, "-c", ASK)
    assert done.returncode == 0, done.stderr
    question, synthesis, products = json.loads(done.stdout)
    assert question == {"slot": "timeline", "text": "When do you want to drive it home?"}
    assert synthesis.startswith("Is after suv, budget")
    assert products["items"]["properties"]["value"]["enum"] == ["suv", "hatchback", "sedan"]


def test_without_the_folder_it_is_not_known() -> None:
    done = run(ROOT, "-m", "api.cli", "extract", "-", given=json.dumps(TALK))
    assert done.returncode == 2
    assert "`domain` must be one of edtech, lending, real_estate" in done.stderr


def test_a_catalogue_of_a_trade_without_a_folder_is_refused() -> None:
    assert CatalogueIn().vertical == DEFAULT
    with pytest.raises(ValidationError, match="must be one of edtech, lending, real_estate"):
        CatalogueIn(vertical="cars")


def test_a_broken_pattern_stops_the_start_and_is_named(elsewhere: Path) -> None:
    (elsewhere / "engine" / "verticals" / "cars" / "products.toml").write_text('suv = ["(suv"]')
    done = run(elsewhere, "-m", "api.cli", "extract", "-", given=json.dumps(TALK))
    assert done.returncode == 1
    assert "verticals/cars/products.toml: `suv`" in done.stderr


def without(line: str) -> Callable[[str], str]:
    return lambda text: "\n".join(kept for kept in text.splitlines() if not kept.startswith(line))


def changed(old: str, new: str) -> Callable[[str], str]:
    return lambda text: text.replace(old, new)


@pytest.mark.parametrize(
    ("file", "change", "said"),
    [
        ("vertical", lambda _: "= 3", "verticals/cars/vertical.toml: "),
        ("vertical", without("sources"), "vertical.toml: `sources` must be a list of texts"),
        ("vertical", without("least"), "`amounts.least` must be a int"),
        ("vertical", changed("units = [1_000, 100_000]", "units = []"), "no `amounts.units`"),
        ("vertical", changed("{ unit = 100_000 }", "{ below = 3 }"), "`amounts.usual` needs a `unit` each"),
        ("vertical", changed("[visits]", "[trips]"), "unknown `trips`; table [visits] is missing"),
        ("vertical", changed('cues = "none"', 'cues = "some"'), "`places.cues` must be of none, property, there"),
        ("vertical", changed("learners = []", "learners = []\ncolour = 3"), "unknown `people.colour`"),
        ("vertical", changed('topic = "location"', "topic = 3"), "each of `asks` needs a `topic` and `patterns`"),
        ("products", lambda _: "", "products.toml: names nothing"),
        ("products", changed('["sedan"]', '"sedan"'), "products.toml: `sedan` must be a list of patterns"),
        ("rivals", without("suffixes"), "rivals.toml: needs `suffixes`"),
        ("questions", lambda _: "", "questions.toml: needs at least one [[question]]"),
        ("questions", without("hi ="), "questions.toml: question 1 has no `hi`"),
        ("questions", None, "verticals/cars/questions.toml is missing"),
    ],
)
def test_what_is_wrong_with_a_folder_is_said(
    tmp_path: Path, file: str, change: Callable[[str], str] | None, said: str
) -> None:
    shutil.copytree(CARS, tmp_path / "cars")
    assert set(load(tmp_path)) == {"cars"}
    path = tmp_path / "cars" / f"{file}.toml"
    if change is None:
        path.unlink()
    else:
        path.write_text(change(path.read_text("utf-8")), "utf-8")
    with pytest.raises(ValueError, match=re.escape(said)):
        load(tmp_path)


def test_a_trade_whose_folder_is_gone_is_read_as_the_default() -> None:
    assert vertical_of("insurance") is VERTICALS[DEFAULT]
    talk = conversation("3BHK chahiye Gomti Nagar me, 65 lakh tak, Emaar bhi dekh rahe hain, Sunday ko aaunga")
    assert read_text(talk, Catalogue(1, "insurance"), "r") == read_text(talk, Catalogue(1, DEFAULT), "r") != ()
