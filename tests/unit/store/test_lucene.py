"""Words as full-text queries: nothing of a word is syntax, and no query is ever empty or without its tenant."""

import re

import pytest

from engine.store.lucene import MOST_WORDS, any_of, beginning, words_of


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
    tail = re.sub(r'"(?:[^"\\]|\\.)*"|\\.', "", beginning(word, "t-1"))
    assert re.fullmatch(r"\+tenant_id:\^0 \+\((\w+: \w+:\w*\*( (?!\)))?)+\)", tail), tail
