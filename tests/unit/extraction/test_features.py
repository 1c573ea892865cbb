"""What the learned reader sees of texts: the places of plainly written features, however they are found."""

from concurrent.futures import ThreadPoolExecutor
from itertools import pairwise
from zlib import crc32

import numpy as np
from hypothesis import given
from hypothesis import strategies as st

from engine.extraction.checksums import LONGEST, beginning, carried, place
from engine.extraction.features import by_text, of_parts, of_places, of_texts, of_words, read, regrouped
from engine.extraction.tokens import columns_of, meaning
from engine.extraction.words import STOPS

TOKENS = st.sampled_from(
    ("budget", "ghar", "mehenga", "nahi", "papa", "loan", "emi", "#", "?", ".", "|", "₹", "घर", ",")
)
FAR = 6


def written(text: list[str], space: str) -> set[int]:
    """The features of a text, by their names."""
    names = {f"w {token}" for token in text} | {f"w {a} {b}" for a, b in pairwise(["", *text])}
    names |= {f"m {meaning(token)}" for token in text if meaning(token) != token and token not in STOPS}
    for i, token in enumerate(text):
        for back in range(1, FAR + 1):
            between = text[max(0, i - back) : i + 1]
            told = (between[0], token)
            if i >= back and STOPS.isdisjoint(between) and any(meaning(one) != one for one in told):
                names.add(f"m {meaning(told[0])} {meaning(told[1])}")
    return {place(f"{space}{name}") for name in names}


def parts_of(word: str) -> set[int]:
    """The parts of a word, by their names."""
    marked = f"<{word}>"
    cuts = ((i, n) for n in (3, 4, 5) for i in range(len(marked) - n + 1))
    return {place(f"c {marked[i : i + n]}") for i, n in cuts} if word.isalpha() else set()


@given(st.lists(st.tuples(st.lists(TOKENS, max_size=12), st.sampled_from(("", "z", "so "))), max_size=5))
def test_the_features_of_many_texts_are_those_of_each(told: list[tuple[list[str], str]]) -> None:
    texts, spaces = [text for text, _ in told], [space for _, space in told]
    joined = read(texts)
    found = by_text(len(texts), of_texts(joined, spaces), of_parts(joined)) if texts else []
    for (text, space), places in zip(told, found, strict=True):
        parts = set[int]().union(*map(parts_of, text))
        assert places.tolist() == sorted(written(text, space) | parts)


@given(st.lists(st.tuples(st.integers(0, 2**32 - 1), st.binary(max_size=LONGEST + 1)), min_size=1))
def test_a_checksum_carried_on_is_that_of_both_texts(told: list[tuple[int, bytes]]) -> None:
    sums = carried(np.array([start for start, _ in told], np.uint32), np.array([len(text) for _, text in told]))
    assert [int(at) ^ crc32(text) for at, (_, text) in zip(sums, told, strict=True)] == [
        crc32(text, start) for start, text in told
    ]
    assert int(beginning("w ")[3]) ^ crc32(b"abc") == crc32(b"w abc")


def test_words_of_others_are_seen_by_their_meaning_in_a_space_of_their_own() -> None:
    told = of_words(read([["papa", "ghar"], ["papa"]]), ["p", "n"])
    mine, theirs = by_text(2, told)
    assert mine.tolist() == sorted(place(f"p {meaning(word)}") for word in ("papa", "ghar"))
    assert theirs.tolist() == [place(f"n {meaning('papa')}")]
    assert by_text(1, regrouped(told, [0, 0]))[0].tolist() == sorted([*mine.tolist(), *theirs.tolist()])
    assert of_words(read([]), []).tolist() == of_places([[], []]).tolist() == []


def test_a_word_without_end_is_seen_by_its_beginning() -> None:
    word = "bhk" * 100_000
    joined = read([[word], [word[:LONGEST]]])
    long, cut = by_text(2, of_texts(joined, ["", ""]), of_parts(joined))
    assert long.tolist() == cut.tolist()


def test_the_words_of_many_texts_read_at_once_are_those_of_each() -> None:
    texts = [[f"shabd{n % 9_973 + start}" for n in range(30_000)] for start in range(0, 80_000, 10_000)]
    with ThreadPoolExecutor(8) as pool:
        found = list(pool.map(columns_of, texts))
    for text, told in zip(texts, found, strict=True):
        assert told.sums.tolist() == [crc32(word.encode()) for word in text]
    assert {*found[0].parts[: found[0].ends[0]].tolist()} == parts_of("shabd0")
