"""Concerns by family (topic x fault x polarity), the bargain, what is withdrawn; people and their parts; questions."""

import pytest

from tests.unit.extraction.said import COURSES, HOMES, LOANS, told


@pytest.mark.parametrize(
    ("texts", "expected"),
    [
        # a topic with a fault, in either order and language
        (("the rate is too high for me",), ("price", "open")),
        (("rate bahut zyada hai bhai",), ("price", "open")),
        (("kitchen bahut chhota hai",), ("layout", "open")),
        (("the rooms are too small",), ("layout", "open")),
        (("lift nahi hai building me",), ("amenities", "open")),
        (("station is too far from there",), ("location", "open")),
        (("title clear nahi hai na",), ("legal", "open")),
        (("construction me cracks dikhe",), ("quality", "open")),
        (("do parking chahiye aur slot ek hi hai",), ("parking", "open")),
        (("possession bahut late hai",), ("possession", "open")),
        # any worry with a topic
        (("meri chinta parking ki hai",), ("parking", "open")),
        (("I have a doubt about the builder",), ("trust", "open")),
        # said at one go
        (("this is out of my budget",), ("price", "open")),
        (("aapne charges pehle kyun nahi bataye",), ("hidden_charges", "open")),
        # a bargain: another number than the seller's, then his number taken
        (("s: 76 lakh sir", "72 me kar do"), ("price", "open")),
        (("s: 76 lakh sir", "72 me kar do", "s: 74 last", "chalo done, le lenge"), ("price", "resolved")),
        # withdrawn by name, by "then it is fine", or as the last one raised
        (("parking ki dikkat hai", "s: do slot milenge", "theek, parking wali dikkat khatam"), ("parking", "resolved")),
        (("emi bahut zyada hai", "s: 20 saal me 18 hazaar", "phir theek hai"), ("financing", "resolved")),
    ],
)
def test_concerns(texts: tuple[str, ...], expected: tuple[str, str]) -> None:
    assert expected in told(*texts)["objections"]


@pytest.mark.parametrize(
    "text",
    [
        "koi dikkat nahi, 3bhk flat dikhaiye",
        "price is not an issue, show me a 3bhk",
        "3bhk flat ka rate kya hai?",
        "parking hai kya 3bhk flat ke saath?",
        "app se dekh lunga 3bhk, baad me batata hoon",
    ],
)
def test_no_concern(text: str) -> None:
    assert not told(text)["objections"]


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("no more complaints from me on the rate, send the papers", ("price", "resolved")),
        ("theek hai, parking wali dikkat khatam", ("parking", "resolved")),
        ("that closes the matter of the title then", ("legal", "resolved")),
        ("fees ka ho gaya samjho, form bhej do", ("price", "resolved")),
        ("the club charges are off the table, good", ("hidden_charges", "resolved")),
    ],
)
def test_a_word_that_ends_a_concern_tells_of_it_though_nobody_heard_it_begin(
    text: str, expected: tuple[str, str]
) -> None:
    assert told(text)["objections"] == {expected}


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("wo to city se kaafi bahar hai, auto bhi nahi milta wahan", ("location", "open")),
        ("2031 is too far for us", ("possession", "open")),
        ("we have two cars and they gave just one slot", ("parking", "open")),
        ("processing 12,000 ka aapne phone pe bola hi nahi tha", ("hidden_charges", "open")),
        ("i am a bit unsure about the builder", ("trust", "open")),
        ("kagaz pe bharosa nahi jab tak registry na dekhun", ("legal", "open")),
        ("umar 60 se upar walo ko kaun dega loan", ("eligibility", "open")),
        ("is baar late hua to Sunrise wale se hi book karunga", ("competitor", "open")),
    ],
)
def test_concerns_said_in_a_roundabout_way(text: str, expected: tuple[str, str]) -> None:
    assert expected in told(text)["objections"]


def test_a_question_whose_mark_ends_the_sentence_is_no_concern() -> None:
    assert not told("job guarantee likh ke dete ho kya?", catalogue=COURSES)["objections"]


def test_who_was_asked_and_said_yes_no_longer_stands_in_the_way() -> None:
    said = told("wife haan bole tabhi lenge", "s: ji", "puch liya, boli le lo")
    assert ("approval", "resolved") in said["objections"]


def test_the_sellers_answer_alone_closes_nothing() -> None:
    assert ("price", "open") in told("bahut mehenga hai", "s: Sir 2 lakh kam kar denge", "dekhte hain")["objections"]


@pytest.mark.parametrize(
    ("texts", "expected"),
    [
        (("meri wife haan bole tabhi lenge",), ("wife", "veto")),
        (("unless my father agrees I can't sign",), ("father", "veto")),
        (("if my brother says no then it's a no",), ("brother", "veto")),
        (("final decision papa hi karenge",), ("father", "decider")),
        (("emi mera beta bharega",), ("son", "payer")),
        (("my uncle is funding it",), ("uncle", "payer")),
        (("registry meri aur wife ke naam se hogi, dono ke naam",), ("wife", "co_buyer")),
        (("I go by what my CA says, his opinion matters",), ("accountant", "influencer")),
        (("paisa meri wife Meena ka lagega is ghar me",), ("wife", "payer")),
        (("my brother in Pune is of the view that we should rent, and I see his point",), ("brother", "influencer")),
        (("dad is abroad, the final word is his",), ("father", "decider")),
        # said of two at once
        (("papa kehte hai flat lo, mummy kehti hai plot. dono ki baat sunni padti hai",), ("father", "influencer")),
        (("papa kehte hai flat lo, mummy kehti hai plot. dono ki baat sunni padti hai",), ("mother", "influencer")),
        # a pronoun means the one named last who can be he or she
        (("mere papa bhi aayenge", "unki haan ke bina kuch nahi hoga"), ("father", "veto")),
        (("my sister and my husband came along", "he has to approve it first"), ("husband", "veto")),
        # the seller's question gives the answer its part
        (("s: Co-applicant kaun rahega?", "mere husband"), ("husband", "co_buyer")),
    ],
)
def test_parts(texts: tuple[str, ...], expected: tuple[str, str]) -> None:
    assert expected in {(relation, role) for relation, role, _ in told(*texts)["stakeholders"]}


@pytest.mark.parametrize(
    "text",
    ["bhai 3bhk ka rate batao", "beta, mujhe 2bhk flat chahiye", "meri wife ghar pe hai, 2bhk chahiye"],
)
def test_words_of_address_and_mere_mentions_are_nobody(text: str) -> None:
    assert not told(text)["stakeholders"]


def test_a_needed_yes_is_an_open_approval_until_it_comes() -> None:
    asked = "meri wife haan bole tabhi lenge"
    assert ("approval", "open") in told(asked)["objections"]
    assert ("approval", "resolved") in told(asked, "wife maan gayi hai")["objections"]


def test_the_child_that_a_course_is_for() -> None:
    found = told("my daughter Meera wants data science", catalogue=COURSES)["stakeholders"]
    assert ("daughter", "user", "Meera") in found


@pytest.mark.parametrize(
    ("texts", "left"),
    [
        (("lift kab lagegi?",), ["t1"]),
        (("lift kab lagegi?", "s: agle mahine lag jayegi"), []),
        (("rera ka number?", "s: I will check and get back to you"), ["t1"]),
        (("possession kab milega bata dijiye", "s: December 2027"), []),
        (("is there a lock in period", "s: Our team will contact you shortly"), ["t1"]),
        (("1.74 nahi, 1.65 tak jaunga",), []),
    ],
)
def test_open_questions(texts: tuple[str, ...], left: list[str]) -> None:
    assert told("2bhk flat chahiye mujhe", *texts)["open_questions"] == [f"t{int(t[1:]) + 1}" for t in left]


@pytest.mark.parametrize(
    "text",
    [
        "galat number hai bhai",
        "ye to mandir ka number hai",
        "maine kuch nahi bhara tha",
        "We are suppliers of tiles at factory rate",
        "I am looking for a sales job, resume attached",
        "testing form, pls ignore",
    ],
)
def test_nobody_is_buying(text: str) -> None:
    answer = told("s: Hello, 3BHK from 80 lakh?", text)
    assert answer["intent"] is None
    assert not answer["objections"]
    assert not answer["next_steps"]


def test_put_off_is_not_now() -> None:
    answer = told("3bhk dekh rahe the", "abhi nahi lena, agle saal sochenge", catalogue=HOMES)
    assert answer["intent"] == "not_now"
    assert ("timing", "open") in answer["objections"]
    assert told("loan chahiye 20 lakh", catalogue=LOANS)["intent"] == "buying"


@pytest.mark.parametrize(
    "text",
    [
        "The registry office is closed today. price kab batoge",
        "Once the price is sorted we will book",
        "can you match that with the brochure and send",
        "2027 is too far to guess",
        "aapke naam pe notice aaya tha kya",
        "sirf ek gaadi hai meri",
    ],
)
def test_everyday_words_raise_and_end_no_concern(text: str) -> None:
    assert not told("3bhk chahiye", text)["objections"]


@pytest.mark.parametrize(
    ("text", "category"), [("2028 is too far for us", "possession"), ("sirf ek gaadi ki jagah hai", "parking")]
)
def test_too_far_and_too_few_are_concerns(text: str, category: str) -> None:
    assert (category, "open") in told("3bhk chahiye", text)["objections"]
