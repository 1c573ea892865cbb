"""Who the people of a conversation are to the buyer, family by family; what their part is, is in test_slots.py."""

import pytest

from engine.extraction.dialogue import prepare
from engine.extraction.kinship import composed
from engine.extraction.people import mentions, people_named
from tests.unit.extraction.said import conversation

NAMED = [
    ("mere jija ji kehte hai ruk jao", ["family"]),
    ("my brother in law will lend it", ["family"]),
    ("मेरी भाभी जुड़ जाएंगी", ["family"]),
    ("nanaji banenge", ["family"]),
    ("hamari bahu b.ed karegi", ["family"]),
    ("saasu maa ko dikhana hai", ["mother_in_law"]),
    ("aadha mere susur de rahe hain", ["father_in_law"]),
    ("3 lakh sasural se le lunga", ["in_laws"]),
    ("my fiance earns well", ["spouse"]),
    ("मेरे मित्र रामबाबू के साथ", ["friend"]),
    ("my gf says wait", ["friend"]),
    ("hamare md sahab karenge", ["boss"]),
    ("my principal is against it", ["boss"]),
    ("my solicitor will read the papers", ["lawyer"]),
    ("मुंशी जी कहते हैं रहने दो", ["accountant"]),
    ("mere partner ka bhi naam", ["business_partner"]),
    # the relative of a relative
    ("mere bete ki mummy bolti hai", ["wife"]),
    ("my wife's father is paying", ["father_in_law"]),
    ("husband ki maa ko pasand nahi", ["mother_in_law"]),
    ("meri beti hai, uski maa nahi maan rahi", ["daughter", "wife"]),
    ("my son wants it and his mother decides", ["son", "wife"]),
    ("wife ready hai par unki mummy nahi", ["wife", "mother_in_law"]),
    ("my brother is in Dubai, his father agrees", ["brother", "father"]),
    ("chhoti behan ke boss property line me hai", ["advisor"]),
    ("a gift for my sister's son", ["family"]),
    # what somebody does is nobody new
    ("mere chacha advocate hai", ["uncle"]),
    ("my aunt Neelima (CA, Nagpur) signs", ["aunt"]),
    ("my uncle and my lawyer will read it", ["uncle", "lawyer"]),
    # the speaker, and anybody
    ("main uski mummy bol rahi hoon", []),
    ("main single mother hoon", []),
    ("i am the father", []),
    ("gaon ke 5 ladke gaye the", []),
    ("koi ladka na ho batch me", []),
    ("mere do ladke hai", ["son"]),
    # who stands surety
    ("mummy hongi guarantor", ["mother"]),
    ("guarantor me mera bhanja Sohail khada hoga", ["guarantor"]),
]


@pytest.mark.parametrize(("text", "expected"), NAMED)
def test_who_is_named(text: str, expected: list[str]) -> None:
    said = prepare(conversation(text), "lending", "Asia/Kolkata").said[0]
    assert [person.relation for person in people_named(said)] == expected


def test_her_mother_is_the_wifes_also_turns_later() -> None:
    dialogue = prepare(conversation("my wife is ready", "s: great", "her mother isn't"), "lending", "Asia/Kolkata")
    assert [[p.relation for p in people] for _, people, _ in mentions(dialogue)] == [["wife"], ["mother_in_law"]]


def test_the_seller_is_nobodys_boss() -> None:
    assert not list(mentions(prepare(conversation("ji sir, Mr Mehta bolo"), "lending", "Asia/Kolkata")))


def test_composed_leaves_what_it_does_not_know() -> None:
    assert composed("boss", "friend") == "friend"
    assert composed("husband", "parents") == "in_laws"
