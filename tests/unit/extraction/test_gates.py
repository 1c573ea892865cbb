"""What is looked for only where it may begin is found wherever it is: a cheap look first spares work and no reading."""

import json
from datetime import date

import pytest

from engine.extraction import catalogue as catalogue_reader
from engine.extraction import competitors, contact, dates, gazetteer, questions
from engine.extraction.dialogue import Dialogue, Said, prepare
from engine.extraction.people import people_in, relatives_at
from engine.extraction.products import products_in
from engine.extraction.words import Words, read_words
from engine.model.tenant import Catalogue, Project
from engine.verticals import VERTICALS
from tests.eval.sets import FOLDER
from tests.unit.extraction.said import conversation

TODAY = date(2026, 6, 10)
NAMES = (
    "gomti nagar ya hazratganj", "गोमती नगर और विजय नगर में", "greater noda west", "sector 62 ya 63",
    "gomty nager", "विज्या नगर",
    "kaplan's ya physics wallah", "फिजिक्स वाला", "simplylearn", "आईसीआईसीआई बैंक", "saat sat ko", "day after tomorrow",
    "saal ke end tak", "agle hafte somvaar", "मंगलवार को", "a month", "twenty first of june", "28/5", "2026-06-30",
    "dedh mahine me", "a couple of months", "fup mon", "call on fri",
)  # fmt: skip
READERS = (
    dates._numeric, dates._year_end, dates._day_month, dates._month_day, dates._month, dates._festival,
    dates._relative, dates._weekday, dates.span, dates._day_alone,
)  # fmt: skip


def _talk() -> list[Words]:
    files = [FOLDER / f"{name}.jsonl" for name in ("train_re_chat", "train_edtech", "train_lending")]
    records = [json.loads(line) for file in files for line in file.read_text(encoding="utf-8").splitlines()[:12]]
    return [read_words(text) for text in (*NAMES, *(turn["text"] for record in records for turn in record["turns"]))]


TALK = _talk()
SPOKEN = (
    "call mat karo, sirf shaam 7 baje ke baad phone karna", "kal 6 baje call karo", "number 9 se 6 busy",
    "possession kab milega", "possession date? bataiye", "budget 70 lakh hai.", "whether the loan is included",
)  # fmt: skip


def _turns() -> list[tuple[Said, Dialogue]]:
    talks = [prepare(conversation(text), "real_estate", "Asia/Kolkata") for text in (*SPOKEN, *(w.text for w in TALK))]
    return [(said, talk) for talk in talks for said in talk.said]


def test_no_date_is_lost() -> None:
    for words in TALK:
        for i, token in enumerate(words.tokens):
            asked = dates._readers(token)
            assert [reader for reader in READERS if reader in asked] == list(asked)
            assert not any(reader(words, i, TODAY) for reader in READERS if reader not in asked)


def test_no_place_is_lost() -> None:
    for words in TALK:
        assert [gazetteer._place_at(words, i) for i in range(len(words.tokens))] == list(gazetteer.known_in(words))


@pytest.mark.parametrize("trade", sorted(v.name for v in VERTICALS.values()))
def test_no_seller_is_lost(trade: str) -> None:
    for words in TALK:
        for i, token in enumerate(words.tokens):
            if not competitors._may_begin(token, words.raw(i), trade):
                assert competitors._bare(words, i) not in competitors._KNOWN[trade]
                assert competitors._sounds_at(words, i, competitors._USUAL[trade]) is None


def test_no_project_is_lost() -> None:
    names = ("Gomti Heights", "MBA Regular", "Class 10", "Gomti Home Loan")
    catalogue = Catalogue(projects=tuple(Project(name, locations=("Vijay Nagar",)) for name in names))
    texts = ("gomtiheights", "गोमती हाइट्स", "mba regulur", "gomtri home loan wala", "class 10 ke lie")
    for words in (*TALK, *map(read_words, texts)):
        tokens = catalogue_reader._usual(words)
        sounds = [catalogue_reader._SOUNDS[token] for token in tokens]
        letters, heard, ends = "".join(tokens), "".join(sounds), f"{' '.join(tokens)} "
        for form in catalogue_reader.forms_of(catalogue):
            spans = [(i, i + size) for size in form.lengths for i in range(len(tokens) - size + 1)]
            if any(catalogue_reader._same(form, tokens[a:b], sounds[a:b]) for a, b in spans):
                assert form.may_be_in(letters, heard, ends)


@pytest.mark.parametrize(("text", "sizes"), [("2 bhk", ["2BHK"]), ("do ya teen bhk", ["2BHK", "3BHK"]), ("2 lakh", [])])
def test_sizes_are_found_with_their_word(text: str, sizes: list[str]) -> None:
    assert [product.value for product in products_in(read_words(text), "real_estate")] == sizes


def test_people_are_the_same_whichever_way_they_are_read_first() -> None:
    def said(text: str) -> Said:
        return prepare(conversation(text), "edtech", "Asia/Kolkata").said[0]

    for text in ("dharmpatni se aur papa se poochna hai", "papa aur dost bole"):
        one, other = said(text), said(text)
        narrow, wide = relatives_at(one), relatives_at(one, widely=True)
        assert (relatives_at(other, widely=True), relatives_at(other)) == (wide, narrow)
        assert set(narrow) <= set(wide)
        assert [p.relation for p in people_in(one, [])[0]] == [p.relation for p in people_in(other, [])[0]]
    assert len(relatives_at(said("dharmpatni"), widely=True)) > len(relatives_at(said("dharmpatni")))


def test_no_hours_that_last_are_lost(monkeypatch: pytest.MonkeyPatch) -> None:
    turns = _turns()
    found = [contact.hours_in(said, talk) for said, talk in turns]
    monkeypatch.setattr(contact, "_may_last", lambda *_: True)
    assert [contact.hours_in(said, talk) for said, talk in turns] == found
    assert any(span for _, _, span in found)


def test_no_question_is_lost(monkeypatch: pytest.MonkeyPatch) -> None:
    turns = _turns()
    found = [questions._questions(talk, said) for said, talk in turns]
    monkeypatch.setattr(questions, "_may_hold_any", lambda _: True)
    assert [questions._questions(talk, said) for said, talk in turns] == found
    assert any(found)
