"""Words as full-text queries: nothing of a word is syntax, and no query is ever empty or without its tenant."""

import re
from datetime import date

import pytest

from engine.model.signal import Value
from engine.store.lucene import MOST_WORDS, any_of, beginning, told, words_of


@pytest.mark.parametrize(
    ("text", "words"),
    [
        ("Parking ka  kya", ["parking", "ka", "kya"]),
        ("parking PARKING", ["parking"]),
        ("पार्किंग चाहिए", ["पार्किंग", "चाहिए"]),
        ("3BHK, 65", ["3bhk,", "65"]),
        ("?! -- (((", []),
        ("² ½ 🙂", []),
        ("", []),
        ("a\0b", ["a", "b"]),
        ("AND NOT or", ["and", "not", "or"]),
    ],
)
def test_words(text: str, words: list[str]) -> None:
    assert words_of(text) == words


def test_a_long_text_is_cut() -> None:
    assert len(words_of(" ".join(f"w{n}" for n in range(500)))) == MOST_WORDS


HOSTILE = ['a"b', "a\\", '\\"', 'x" OR tenant_id:"other', "a*", "(a)", "a:b", "a/b", "a~2", "a^9"]


@pytest.mark.parametrize("word", HOSTILE)
def test_no_word_leaves_its_quotes(word: str) -> None:
    query = any_of([word], "t-1")
    bare = re.sub(r'"(?:[^"\\]|\\.)*"|\\.', "", query)
    assert re.fullmatch(r"\+tenant_id:\^0 \+\(folded:(\^3 folded:[\w ]*~1)?\)", bare), bare
    tail = re.sub(r'"(?:[^"\\]|\\.)*"|\\.', "", beginning(word, [word], "t-1"))
    assert re.fullmatch(r"\+tenant_id:\^0 \+\((\w+: \w+:\w*\*( (?!\)))?)+\)", tail), tail


def test_a_fact_is_found_by_the_words_in_which_a_brief_tells_it() -> None:
    budget = told("budget", Value(amount_min=6_000_000, amount_max=12_500_000))
    assert budget == "budget 60 lakh 6000000 1.25 crore cr 125 lakh 12500000"
    assert told("timeline", Value(date=date(2026, 10, 1))) == "timeline October 2026 2026-10-01"
    assert told("preferences", Value(name="possession", text="ready_to_move")) == "preferences ready to move"
    assert told("products", Value(text="3BHK")) == "products"
    assert told("name", Value(text="मीरा जोशी"), "mira joshi") == "name mira joshi"
