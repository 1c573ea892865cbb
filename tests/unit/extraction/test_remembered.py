"""What is made once: of a word for the next time it is said, of an object with the object."""

from engine.extraction.remembered import Remembered, made_once


def test_a_word_is_made_once_while_it_is_said() -> None:
    made: list[str] = []
    lengths = Remembered(lambda word: made.append(word) or len(word), 8)
    assert [lengths[word] for word in ("ghar", "loan", "ghar", "ghar")] == [4, 4, 4, 4]
    assert made == ["ghar", "loan"]


def test_of_many_words_the_last_are_kept_and_no_more() -> None:
    made: list[str] = []
    kept = Remembered(lambda word: made.append(word) or word, 8)
    for n in range(1000):
        assert kept["often"] == "often"
        assert kept[f"w{n}"] == f"w{n}"
        assert len(kept) + len(kept._old) <= 8
    assert made.count("often") == 1
    assert len(made) == 1001


def test_a_property_is_made_when_first_asked_for() -> None:
    class Box:
        made = 0

        @made_once
        def size(self) -> int:
            """How large it is."""
            self.made += 1
            return 7

    box = Box()
    assert box.made == 0
    assert [box.size, box.size, box.made, Box().made] == [7, 7, 1, 0]
    assert Box.size.__doc__ == "How large it is."
