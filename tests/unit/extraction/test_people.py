"""Who the people of a conversation are to the buyer, family by family; what their part is, is in test_slots.py."""

import pytest

from engine.extraction.dialogue import prepare
from engine.extraction.kinship import composed
from engine.extraction.parts import mentioned, parted
from engine.extraction.people import mentions, people_named
from tests.unit.extraction.said import COURSES, HOMES, LOANS, conversation, told

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
    # a child of either kind
    ("my ward scored low, poor girl", ["daughter"]),
    ("my ward scored low", ["son"]),
    # a young seller, and somebody's child
    ("namaste beta, rate kya hai", []),
    ("ji, beta MBBS me gaya hai", ["son"]),
    ("devrani aur main", ["family"]),
    ("my company pays", ["boss"]),
    # what somebody does is nobody new
    ("mere chacha advocate hai", ["uncle"]),
    ("my aunt Neelima (CA, Nagpur) signs", ["aunt"]),
    ("mera saala vakil hai", ["lawyer"]),
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


CATALOGUES = {"homes": HOMES, "loans": LOANS, "courses": COURSES}
PARTS = [
    # what they say is heeded
    ("homes", "bada bhai bolega to sochunga, uski baat me wazan hai", ("brother", "influencer")),
    ("loans", "mere chacha bole karz mat lo, unka kaha patthar ki lakir", ("uncle", "influencer")),
    ("homes", "on vaastu i go by what my business partner says", ("business_partner", "influencer")),
    ("homes", "my lawyer will read it, her comments matter to me", ("lawyer", "influencer")),
    ("courses", "i will think about it with my wife", ("wife", "influencer")),
    # they pay
    ("courses", "i'll ask my dad, he pays", ("father", "payer")),
    ("courses", "8 lakh husband denge", ("husband", "payer")),
    ("loans", "fees unke chacha hi bharenge", ("uncle", "payer")),
    ("homes", "my sister is putting in forty lakh", ("sister", "payer")),
    ("homes", "my husband will write the cheque himself", ("husband", "payer")),
    # they borrow or buy along
    ("loans", "mummy hongi guarantor, sarkari nurse hai", ("mother", "co_buyer")),
    ("loans", "my co-founder signs with me", ("business_partner", "co_buyer")),
    ("loans", "maa ka naam bhi chadhega", ("mother", "co_buyer")),
    ("homes", "my brother is half owner", ("brother", "co_buyer")),
    # nothing without their yes
    ("homes", "chacha ok bole tab token dunga", ("uncle", "veto")),
    ("loans", "i need a yes from my wife", ("wife", "veto")),
    ("loans", "without my mother's thumb there is no file", ("mother", "veto")),
    ("courses", "papa ko manana baki hai", ("father", "veto")),
    # they decide
    ("homes", "faisla mere papa hi karenge", ("father", "decider")),
    ("homes", "the decision is my husband's", ("husband", "decider")),
    ("homes", "beti ko bheja hai, uski pasand chalegi", ("daughter", "decider")),
    ("courses", "my dad told maximum 60 thousand", ("father", "payer")),
    ("courses", "fees papa ne bhains bech ke jod li", ("father", "payer")),
    ("homes", "my mum pays half", ("mother", "payer")),
    ("loans", "Partner Hasmukhbhai bhi deed me hoga", ("business_partner", "co_buyer")),
    ("homes", "registry hamari aur biwi ke naam", ("wife", "co_buyer")),
    ("homes", "bhai, mere pati ka man nahi hai", ("husband", "veto")),
    ("homes", "his opinion on it: my uncle, whose advice i trust", ("uncle", "influencer")),
    ("courses", "admission lena hai meri bhabhi ko", ("family", "user")),
    ("homes", "maa yahan rahengi akeli", ("mother", "user")),
    ("homes", "pati aa rahe hain, final wahi karenge", ("husband", "decider")),
    ("homes", "my uncle has to see it and he takes the final call", ("uncle", "decider")),
    ("loans", "my husband has to sign first", ("husband", "veto")),
    ("loans", "biwi jab tak haan na kahe, kuch nahi", ("wife", "veto")),
    ("courses", "my father is footing the bill", ("father", "payer")),
    ("courses", "baaki bhaiya denge", ("brother", "payer")),
    ("loans", "mera bhai bhi hai, dono ke naam", ("brother", "co_buyer")),
    ("loans", "i take my uncle's advice on this", ("uncle", "influencer")),
    ("courses", "hello ji, beti 7 saal ki hai", ("daughter", "user")),
    ("loans", "my daughter got admission for msc in dublin", ("daughter", "user")),
    # it is for them
    ("courses", "meri bahu ko course karna hai", ("family", "user")),
    ("courses", "the course is for my mother", ("mother", "user")),
    ("homes", "mera beta wahi akela rahega", ("son", "user")),
]


@pytest.mark.parametrize(("catalogue", "text", "expected"), PARTS)
def test_what_their_part_is(catalogue: str, text: str, expected: tuple[str, str]) -> None:
    found = told(text, catalogue=CATALOGUES[catalogue])["stakeholders"]
    assert expected in {(relation, role) for relation, role, _ in found}


@pytest.mark.parametrize(
    "text",
    [
        "maa papa bhi rahenge",
        "my parents will stay with us",
        "yeh number mere husband ka hai",
        "my uncle runs accounts",
    ],
)
def test_who_has_no_part(text: str) -> None:
    assert not told(text)["stakeholders"]


def test_of_one_sentence_one_has_the_part() -> None:
    wife, lawyer = mentioned(
        prepare(conversation("my wife likes it but my lawyer must sign"), "lending", "Asia/Kolkata")
    )
    assert parted(wife, lawyer)
    father, uncle = mentioned(prepare(conversation("papa aur chacha dono denge"), "lending", "Asia/Kolkata"))[:2]
    assert not parted(father, uncle)


CALLED = [
    ("Tuli (daughter), 9 yrs", "Tuli"),
    ("Vinay, my colleague, bought there", "Vinay"),
    ("I asked our auditor, Mr. Raghunath, to read it", "Raghunath"),
    ("My son Gaurav (Muscat) will decide", "Gaurav"),
    ("Husband (Riyadh) funds it", None),
    ("husband dubai se aa rahe hain", None),
    ("for my son UKG going to 1st", None),
    ("tauji sarpanch h", None),
    ("bada bhai bolega", None),
    ("without my mother's thumb", None),
]


@pytest.mark.parametrize(("text", "name"), CALLED)
def test_what_a_person_is_called(text: str, name: str | None) -> None:
    said = prepare(conversation(text), "lending", "Asia/Kolkata").said[0]
    assert [person.name for person in people_named(said)] == [name]


def test_what_is_decided_after_a_visit_of_theirs_is_not_decided_by_them() -> None:
    for text in (
        "Meri saas pehle site dekhengi, uske baad hi hum decide karenge.",
        "mummy pehle dekhengi, uske baad hi hum final karenge",
    ):
        assert [role for _, role, _ in told(text)["stakeholders"]] == ["veto"], text


def test_two_who_are_only_spoken_of_have_no_part() -> None:
    assert not told("Papa aur mummy dono ki baat ho gayi, ghar me khush hain")["stakeholders"]
    assert not told("My wife and my mother. Both of them count the days to the new house")["stakeholders"]
