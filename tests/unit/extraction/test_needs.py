"""What a pattern needs of a text spares trying it, and never costs a match."""

import json

import pytest

from engine.extraction.index import Index
from engine.extraction.needs import Lists, needs_of
from engine.extraction.ready import every_rules
from engine.extraction.rules import build, compiled
from engine.extraction.words import read_words
from tests.eval.sets import FOLDER


@pytest.mark.parametrize(
    ("pattern", "text", "may"),
    [
        ("bharosa ~ nahi", "bharosa hai", False),
        ("bharosa ~ nahi ji", "bharosa nahi hai", False),
        ("bharosa ~ nahi ji", "ji nahi hai bharosa", True),
        ("naam hata(na|do) ji", "naam hatado ji", True),
        ("(naam|number) hata* ji", "number hata", False),
        ("call (mat |na )?karo (sir)?", "call karo", True),
        ("{who} ne samjhaya", "bhai ne samjhaya", True),
        ("{who} ne samjhaya", "usne ne samjhaya", False),
        ("{any} ne bola", "kisi ne bola", True),
        ("mehenga*|sasta hai", "sasta hai", True),
        ("ab* karna hai", "abhi karna hai", True),
    ],
)
def test_what_a_text_must_hold(pattern: str, text: str, may: bool) -> None:
    lists = {"who": ["papa", "bhai"], "any": ["papa", "_"]}
    index = Index([needs_of(pattern, Lists(lists))[1:]])
    assert (0 in index.likely(read_words(text))) is may


@pytest.mark.parametrize(
    ("pattern", "text", "may"),
    [
        ("budget (ke |se )?(niche|kam)", "budget 50 lakh", False),
        ("budget (ke |se )?(niche|kam)", "budget se kam", True),
        ("budget( hai)?( >| kam)", "budget hai", True),
        ("(accha nahi|theek nahi|bekar) ghar", "theek ghar", False),
        ("(accha nahi|theek nahi|bekar) ghar", "bekar ghar", True),
        ("(accha nahi|theek nahi|bekar) ghar", "ghar theek nahi", True),
        ("{faults} hai", "theek hai", False),
        ("{faults} hai", "ghar kharab hai", True),
        ("kya ~ ¿", "kya hai", False),
        ("kya ~ ¿", "kya hai?", True),
        ("# (%|percent)", "9 saal", False),
        ("# (%|percent)", "9 %", True),
        ("flat(s)? me", "flats me", True),
        ("flat(s)? me", "makan me", False),
        ("(bada|chhota)(sa)? ghar", "badasa ghar", True),
    ],
)
def test_what_only_whole_words_tell(pattern: str, text: str, may: bool) -> None:
    lists = {"faults": ["theek nahi", "kharab"]}
    index = Index([needs_of(pattern, Lists(lists))])
    assert (0 in index.likely(read_words(text))) is may


def test_no_match_in_real_talk_is_lost() -> None:
    lines = (FOLDER / "train_re_chat.jsonl").read_text(encoding="utf-8").splitlines()[:20]
    texts = [read_words(turn["text"]) for line in lines for turn in json.loads(line)["turns"]]
    rules = {id(rules): rules for rules in every_rules()}.values()
    for one in rules:
        likely = [set(one.index.likely(words)) for words in texts]
        for i, (_, pattern) in enumerate(one.rules):
            ready = compiled(pattern)
            assert all(i in may for words, may in zip(texts, likely, strict=True) if ready.search(words.norm)), pattern


def test_rules_are_found_in_their_order() -> None:
    rules = build([{"patterns": ["# lakh", "ghar ~ lena"]}, {"patterns": ["lena (hai)?"]}])
    assert [(h.first, h.last) for h in rules.find(read_words("ghar 65 lakh me lena hai"))] == [(1, 2), (0, 4), (4, 5)]
