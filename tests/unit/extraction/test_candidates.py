"""Which names are found at all, before they are weighed: places, firms and projects in every spelling. All our own."""

import pytest

from engine.extraction.catalogue import find_mentions
from engine.extraction.competitors import rivals_in
from engine.extraction.dialogue import prepare
from engine.extraction.firm_names import candidates
from engine.extraction.names import display
from engine.extraction.places import places_in
from engine.extraction.text import tokens_taken
from engine.extraction.words import read_words
from engine.model.tenant import Catalogue, Project
from tests.unit.extraction.said import conversation


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("rohini sector 7 me dekhna hai", {"Rohini Sector 7"}),
        ("Jayanagar 4th Stage would be best", {"Jayanagar 4th Stage"}),
        ("Mayur Vihar Phase 1 ya Saket", {"Mayur Vihar Phase 1", "Saket"}),
        ("borivali W me dikhao", {"Borivali West"}),
        ("i can come to the b t m layout branch", {"BTM Layout"}),
        ("something on e m bypass", {"EM Bypass"}),
        ("करोल बाग में आता हूँ", {"Karol Bagh"}),
        ("मसूरी रोड पर चाहिए", {"Mussoorie Road"}),
        ("गांधी मैदान के पास", {"Gandhi Maidan"}),
        ("गोमती नगर विस्तार में", {"Gomti Nagar Extension"}),
        ("flat in Lajpat ngr", {"Lajpat Nagar"}),
        ("sector 62 noida", {"Sector 62", "Noida"}),
        ("ग्वालियर में", {"Gwalior"}),
        ("इंदौर या वाराणसी", {"Indore", "Varanasi"}),
        ("भुवनेश्वर और भीलवाड़ा", {"Bhubaneswar", "Bhilwara"}),
        ("लंदन या मेलबर्न", {"London", "Melbourne"}),
    ],
)
def test_places_are_found(text: str, expected: set[str]) -> None:
    assert {place.name for place in places_in(read_words(text), frozenset()) if place.sure} == expected


@pytest.mark.parametrize(
    ("text", "vertical", "expected"),
    [
        ("we saw skyline ivy too", "real_estate", {"Skyline Ivy"}),
        ("prestige meadowbrook dekha", "real_estate", {"Prestige Meadowbrook"}),
        ("kotak increased our limit", "lending", {"Kotak"}),
        ("सहकारी बैंक वालों ने बोला", "lending", {"Sahkari Bank"}),
        ("physics wallah vidyapeeth me form bhara", "edtech", {"Physics Wallah Vidyapeeth"}),
        ("dekho kit asli hai", "edtech", set()),
        ("dusre builder ka sasta hai", "real_estate", set()),
    ],
)
def test_rivals_by_their_whole_name(text: str, vertical: str, expected: set[str]) -> None:
    dialogue = prepare(conversation(text), vertical, "Asia/Kolkata")
    taken = {s.index: tokens_taken(s, [], dialogue) for s in dialogue.said}
    assert {rival.name for rival in rivals_in(dialogue, taken)} == expected


def test_a_country_of_a_course_may_stand_for_it() -> None:
    catalogue = Catalogue(1, "edtech", (Project("Globe Abroad UK"), Project("Globe Abroad Canada")))
    mentions = find_mentions(read_words("she has set her heart on canada"), catalogue)
    assert [mention.name for mention in mentions] == ["Globe Abroad Canada"]


@pytest.mark.parametrize(
    "text", ["गांधी जी से बात हुई", "आपके केंद्र पर आऊँगा", "ब्रांच कहाँ है", "बारिश में सामान भीगा", "अंकल को बढ़ते दाम"]
)
def test_words_are_no_places_by_their_sound(text: str) -> None:
    assert not [place for place in places_in(read_words(text), frozenset()) if place.sure]


@pytest.mark.parametrize(
    ("text", "vertical", "expected"),
    [
        ("saamne wala silver park bhi dekha", "real_estate", "silver park"),
        ("blue ladder wale bees me de rahe hain", "edtech", "blue ladder"),
        ("नेशनल अकादमी वाले सस्ते हैं", "edtech", "नेशनल अकादमी"),
        ("ब्लू लोटस में देखा", "real_estate", "ब्लू लोटस"),
        ("We also saw Law Ladder and liked it", "edtech", "Law Ladder"),
    ],
)
def test_firms_of_everyday_words_are_found(text: str, vertical: str, expected: str) -> None:
    words = read_words(text)
    spans = [words.span(first, last) for first, last, _ in candidates(words, frozenset(), vertical)]
    assert expected in {text[start:end] for start, end in spans}


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("कौटिल्य", "Kautilya"),
        ("गजेन्द्र", "Gajendra"),
        ("कदमकुआं", "Kadamkuan"),
        ("लाडनूँ", "Ladnun"),
        ("वेस्टर्न ओवरसीज", "Western Overseas"),
        ("सुनीता", "Sunita"),
    ],
)
def test_names_end_as_they_are_spoken(text: str, expected: str) -> None:
    words = read_words(text)
    assert display(words, 0, len(words.tokens) - 1) == expected


@pytest.mark.parametrize(
    ("names", "text", "expected"),
    [
        (("Umang MPPSC", "Umang Patwari"), "haan m p p s c wala batch", {"Umang MPPSC"}),
        (("Tara Class 9", "Tara Class 10"), "class 10 ke liye chahiye", {"Tara Class 10"}),
        (("Gulmohar Dham", "Gulmohar Residency"), "गुलमोहर रेजिडेंसी देखना है", {"Gulmohar Residency"}),
        (("सूर्य टावर", "ध्रुव टावर"), "ध्रुव के फोटो भेजिए", {"ध्रुव टावर"}),
        (("MBA Regular", "MCA Regular"), "MCA Regular me aana hai", {"MCA Regular"}),
        (("Sahya Crest", "Sahya Nest"), "Sahya Nest ka 1bhk", {"Sahya Nest"}),
        (("Garia Greens", "Kanke Court"), "garia me chahiye", set()),
    ],
)
def test_projects_are_found(names: tuple[str, ...], text: str, expected: set[str]) -> None:
    catalogue = Catalogue(projects=tuple(Project(name=name) for name in names))
    assert {mention.name for mention in find_mentions(read_words(text), catalogue)} == expected
