"""What one conversation says, slot by slot, in English, Hinglish and some Devanagari. All sentences are our own."""

from collections.abc import Callable
from typing import Any

import pytest

from engine.extraction.learned import Model, built_in
from engine.extraction.text import read_text
from graph_schema.vocabulary import Slot, Speaker
from tests.unit.extraction.said import COURSES, HOMES, LOANS, conversation, told

CATALOGUES = {"homes": HOMES, "loans": LOANS, "courses": COURSES}


BUDGETS = [
    ("homes", ("budget 70 lakh hai mera",), (7000000, 7000000)),
    ("homes", ("3bhk chahiye 60 se 65 lakh me",), (6000000, 6500000)),
    ("homes", ("65 tak ho jaye to batana, 3bhk",), (None, 6500000)),
    ("homes", ("Looking for 2BHK, max 55L",), (None, 5500000)),
    ("homes", ("my budget is around 1.2 cr",), (12000000, 12000000)),
    ("homes", ("ek karod se upar nahi jaunga",), (None, 10000000)),
    ("homes", ("sawa karod tak soch rahe hain villa ke liye",), (None, 12500000)),
    ("homes", ("dhai karod ka budget hai",), (25000000, 25000000)),
    ("homes", ("s: Aapka budget?", "75"), (7500000, 7500000)),
    ("homes", ("s: budget kitna hai sir?", "sattar pachattar"), (7000000, 7500000)),
    ("homes", ("EMI 40 hazar tak de sakta hu",), None),
    ("homes", ("meri salary 90 hazar hai, 2bhk dekh raha hu",), None),
    ("homes", ("s: 3BHK 82 lakh hai", "82 lakh bahut zyada hai"), None),
    ("homes", ("s: 3BHK 82 lakh hai", "78 me de do to abhi final"), (7800000, 7800000)),
    ("homes", ("pehle 50 bola tha, ab 60 tak kar sakte hain, 2bhk",), (None, 6000000)),
    ("homes", ("₹45,00,000 budget",), (4500000, 4500000)),
    ("homes", ("between 80 and 95 lakhs please",), (8000000, 9500000)),
    ("homes", ("we cannot cross 1.1 crore",), (None, 11000000)),
    ("homes", ("40-45 lakh ke beech 2bhk",), (4000000, 4500000)),
    ("homes", ("पचास लाख से ज़्यादा नहीं दे सकते",), (None, 5000000)),
    ("homes", ("मेरा बजट साठ से सत्तर लाख है",), (6000000, 7000000)),
    ("homes", ("our upper limit is 90 lakh for a 3 bhk",), (None, 9000000)),
    ("homes", ("can you do 88? then we close",), (8800000, 8800000)),
    ("homes", ("s: 1.35 cr final sir", "1.25 kar dijiye sir please"), (12500000, 12500000)),
    ("loans", ("home loan chahiye 35 lakh ka",), (3500000, 3500000)),
    ("loans", ("need a personal loan of 4 lakhs",), (400000, 400000)),
    ("loans", ("I need LAP upto 80 lakh",), (None, 8000000)),
    ("loans", ("balance transfer karna hai, outstanding 28 lakh hai",), (2800000, 2800000)),
    ("loans", ("s: kitna loan chahiye?", "bees lakh"), (2000000, 2000000)),
    ("loans", ("salary 65k hai. 12 lakh car loan",), (1200000, 1200000)),
    ("courses", ("data science ke liye 80 hazar tak de paunga",), (None, 80000)),
    ("courses", ("s: fees 1,20,000 hai", "1 lakh se zyada nahi de paunga"), (None, 100000)),
    ("courses", ("my budget is 50k for the course",), (50000, 50000)),
    ("courses", ("s: Fee is 85,000", "70 me ho jayega?"), (70000, 70000)),
]


PRODUCTS = [
    ("homes", ("3 bhk flat dikhaiye",), {"3BHK"}),
    ("homes", ("do bhk chahiye, teen nahi",), {"2BHK"}),
    ("homes", ("2BHK nahi, ab 3BHK chahiye",), {"3BHK"}),
    ("homes", ("plot lena hai 200 gaj",), {"plot"}),
    ("homes", ("s: 2 ya 3 bhk?", "3"), {"3BHK"}),
    ("homes", ("two or three bedroom apartment",), {"2BHK", "3BHK"}),
    ("homes", ("dukaan chahiye market me",), {"shop"}),
    ("homes", ("office space for 20 people",), {"office"}),
    ("homes", ("पेंटहाउस देखना है",), {"penthouse"}),
    ("homes", ("चार बीएचके चाहिए",), {"4BHK"}),
    ("homes", ("2bhk chahiye", "ab 3bhk hi dekhenge, family badi hai"), {"3BHK"}),
    ("homes", ("2bhk chahiye", "3bhk bhi chalega"), {"2BHK", "3BHK"}),
    ("loans", ("gold loan milega kya",), {"gold loan"}),
    ("loans", ("ghar ke liye loan chahiye tha home loan",), {"home loan"}),
    ("loans", ("property ke against loan lena hai LAP",), {"loan against property"}),
    ("loans", ("mera home loan transfer karna hai BT",), {"balance transfer"}),
    ("courses", ("full stack developer course karna hai",), {"full stack"}),
    ("courses", ("NEET ki coaching beti ke liye",), {"neet"}),
    ("courses", ("MBA online karna hai",), {"mba"}),
]


LOCATIONS = [
    ("homes", ("gomtinagar me 3bhk chahiye",), {"Gomti Nagar"}),
    ("homes", ("Looking for a flat in Indira Nagar or Aliganj",), {"Aliganj", "Indira Nagar"}),
    ("homes", ("I live in Noida but want a plot in Lucknow",), {"Lucknow"}),
    ("homes", ("rajajipuram side me 2bhk dikhao",), {"Rajajipuram"}),
    ("homes", ("s: kaunsi location chahiye?", "telibagh ya ashiana"), {"Aashiana", "Telibagh"}),
    ("homes", ("Sector 82 me hi chahiye",), {"Sector 82"}),
    ("homes", ("इंदिरा नगर में फ्लैट चाहिए",), {"Indira Nagar"}),
    ("homes", ("villa near Sushant Golf City please",), {"Sushant Golf City"}),
    ("homes", ("my brother stays in Pune. need a 2bhk",), set()),
    ("homes", ("Chinhat nahi chahiye, Gomti Nagar me hi dekhna",), {"Gomti Nagar"}),
]


TIMELINES = [
    ("homes", ("I need it before October",), "2026-10-01"),
    ("homes", ("diwali tak chahiye ghar",), "2026-11-08"),
    ("homes", ("in 3 months we want to move in",), "2026-08-16"),
    ("homes", ("6 mahine me lena hai",), "2026-11-16"),
    ("homes", ("immediately chahiye, 2bhk",), "2026-05-16"),
    ("homes", ("bete ka school admission june me hai, usse pehle chahiye ghar",), "2026-06-01"),
    ("homes", ("december end tak shift karna hai",), "2026-12-31"),
    ("homes", ("15 august se pehle registry karani hai",), "2026-08-15"),
    ("homes", ("Call me on 20 June",), None),
    ("homes", ("s: kab tak lena hai?", "haan october tak"), "2026-10-31"),
    ("homes", ("we must vacate our rented house by 31st July so need possession by then, 3bhk",), "2026-07-31"),
    ("homes", ("agle mahine tak chahiye flat",), "2026-06-30"),
    ("loans", ("paisa 10 june tak chahiye, personal loan",), "2026-06-10"),
    ("courses", ("I want to start the data science course from 1 July",), "2026-07-01"),
    ("homes", ("site visit 24 May ko karenge",), None),
]


PREFERENCES = [
    ("homes", ("ready to move chahiye",), {("possession", "ready_to_move")}),
    ("homes", ("under construction bhi chalega hume",), {("possession", "under_construction")}),
    ("homes", ("for our own use, we will stay there",), {("purpose", "self_use")}),
    ("homes", ("investment ke liye dekh raha hu 2bhk",), {("purpose", "investment")}),
    ("homes", ("rent pe dene ke liye lena hai",), {("purpose", "investment")}),
    ("homes", ("loan lena padega 70%",), {("financing", "loan")}),
    ("homes", ("full payment cash me kar dunga, loan nahi chahiye",), {("financing", "own_funds")}),
    ("homes", ("east facing hi chahiye",), {("facing", "east")}),
    ("homes", ("north east facing flat preferred",), {("facing", "north_east")}),
    ("homes", ("park facing mil jaye to accha",), {("facing", "park")}),
    ("homes", ("ground floor chahiye, maa ji chad nahi pati",), {("floor", "ground")}),
    ("homes", ("higher floor would be better, above 10th",), {("floor", "high")}),
    ("homes", ("do gaadi ki parking chahiye",), {("parking", "needed")}),
    ("homes", ("fully furnished flat chahiye",), {("furnishing", "furnished")}),
    ("homes", ("semi furnished would do",), {("furnishing", "semi_furnished")}),
    ("courses", ("weekend batch chahiye, job karta hu",), {("mode", "weekend")}),
    ("courses", ("only online classes please",), {("mode", "online")}),
    ("courses", ("evening me ho sakta hai kya batch, office ke baad",), {("mode", "evening")}),
    ("courses", ("offline class join karna hai",), {("mode", "offline")}),
    ("loans", ("20 saal ke liye loan chahiye home loan",), {("tenure_years", "20")}),
    ("homes", ("rehne ke liye chahiye",), {("purpose", "self_use")}),
    (
        "homes",
        ("ready possession, semi furnished, 2nd floor tak",),
        {("floor", "low"), ("furnishing", "semi_furnished"), ("possession", "ready_to_move")},
    ),
]


CONTACTS = [
    ("homes", ("whatsapp pe hi baat karein please, call mat karna",), {"prefer": "whatsapp", "avoid": ["voice"]}),
    ("homes", ("Please call only after 7 pm",), {"prefer": "voice", "after": "19:00"}),
    ("homes", ("shaam 6 baje ke baad hi call kijiye",), {"prefer": "voice", "after": "18:00"}),
    ("homes", ("email me only, no calls",), {"prefer": "email", "avoid": ["voice"]}),
    ("homes", ("mujhe message mat karo dobara, number hata do",), {"opt_out": True}),
    ("homes", ("Please stop messaging me",), {"opt_out": True}),
    (
        "homes",
        ("call between 10 and 12 in the morning only",),
        {"prefer": "voice", "after": "10:00", "before": "12:00"},
    ),
    ("homes", ("I prefer WhatsApp",), {"prefer": "whatsapp"}),
    ("homes", ("subah 10 se pehle call mat karna",), {"prefer": "voice", "after": "10:00"}),
]


INTENTS = [
    ("homes", ("we have already bought a flat elsewhere",), "lost"),
    ("homes", ("humne dusri jagah book kar liya",), "lost"),
    ("homes", ("abhi nahi lena, 6 mahine baad dekhenge",), "not_now"),
    ("homes", ("just exploring options, no hurry",), "exploring"),
    ("homes", ("bas dekh raha hu abhi",), "exploring"),
    ("homes", ("don't message me again",), "opt_out"),
    ("homes", ("3bhk chahiye 70 lakh tak, sunday ko aata hu",), "buying"),
]


TONES = [
    ("homes", ("3bhk lena hai. kitni baar bola hai wahi details bhejo, koi sunta hi nahi",), "frustrated"),
    ("homes", ("flat book kar do, final hai",), "decisive"),
    ("homes", ("2bhk lena hai par samajh nahi aa raha lu ya nahi",), "hesitant"),
    ("homes", ("2bhk ka rate batao",), "neutral"),
    ("homes", ("Very disappointed with your service, nobody called back about the flat",), "frustrated"),
    ("homes", ("I'm not sure if I should buy a flat now",), "hesitant"),
]


OBJECTIONS = [
    ("homes", ("ye to bahut mehenga hai",), ("price", "open")),
    ("homes", ("rate thoda kam karo na",), ("price", "open")),
    ("homes", ("That's way over our budget",), ("price", "open")),
    ("homes", ("parking ki problem lag rahi hai wahan",), ("parking", "open")),
    ("homes", ("I'm worried about the parking there",), ("parking", "open")),
    ("homes", ("hidden charges to nahi honge na? pichli baar bahut jod diye the",), ("hidden_charges", "open")),
    ("homes", ("location bahut door hai office se",), ("location", "open")),
    ("homes", ("possession 2029 me milega? itna wait nahi kar sakte",), ("possession", "open")),
    ("homes", ("builder pe bharosa nahi hai",), ("trust", "open")),
    ("homes", ("I don't trust these builders after what happened",), ("trust", "open")),
    ("homes", ("registry ke papers clear nahi lag rahe",), ("legal", "open")),
    ("homes", ("RERA number nahi hai kya? tab to dikkat hai",), ("legal", "open")),
    ("homes", ("EMI bahut zyada aa rahi hai, manage nahi hoga",), ("financing", "open")),
    ("homes", ("bank loan reject kar raha hai",), ("financing", "open")),
    ("homes", ("kitchen bahut chhoti hai",), ("layout", "open")),
    ("homes", ("The bedrooms are too small for us",), ("layout", "open")),
    ("homes", ("east facing nahi chahiye",), ("facing", "open")),
    ("homes", ("I will not take a south facing flat",), ("facing", "open")),
    ("homes", ("top floor nahi chahiye",), ("floor", "open")),
    ("homes", ("gym aur pool nahi hai society me",), ("amenities", "open")),
    ("homes", ("Omaxe wale sasta de rahe hain, wahin le lunga",), ("competitor", "open")),
    ("homes", ("papa se puchna padega, wo haan bolenge tabhi",), ("approval", "open")),
    ("homes", ("abhi nahi lena, agle saal dekhenge",), ("timing", "open")),
    ("homes", ("not looking right now, maybe later",), ("timing", "open")),
    ("loans", ("itne documents kahan se laun, ITR nahi hai mere paas",), ("documentation", "open")),
    ("homes", ("construction quality achi nahi lagi",), ("quality", "open")),
    ("homes", ("there was seepage in the sample flat",), ("quality", "open")),
    ("courses", ("placement hoti hai kya sach me? mujhe job milne ka doubt hai",), ("outcomes", "open")),
    ("courses", ("job ke saath itni padhai nahi ho payegi",), ("workload", "open")),
    ("loans", ("mera cibil 610 hai, loan milega nahi shayad",), ("eligibility", "open")),
    (
        "homes",
        ("bahut mehenga hai", "s: 5% discount de dete hain", "thik hai phir price ki dikkat nahi"),
        ("price", "resolved"),
    ),
    (
        "homes",
        ("parking ki chinta hai", "s: 2 slot milenge", "ok parking wala issue solve ho gaya"),
        ("parking", "resolved"),
    ),
    ("homes", ("The price is too high", "s: we can do 70", "ok the price is fine now"), ("price", "resolved")),
    ("homes", ("मुझे पार्किंग की चिंता है",), ("parking", "open")),
    ("homes", ("यह बहुत महंगा है",), ("price", "open")),
]


STAKEHOLDERS = [
    ("homes", ("meri saas pehle site dekhengi uske baad hi decide karenge",), ("mother_in_law", "veto", None)),
    ("homes", ("My wife Neha will take the final call",), ("wife", "decider", "Neha")),
    ("homes", ("papa paise de rahe hain",), ("father", "payer", None)),
    ("homes", ("me and my brother Rakesh are buying together, joint loan",), ("brother", "co_buyer", "Rakesh")),
    ("homes", ("CA sahab ki salah leni hai",), ("accountant", "influencer", None)),
    ("homes", ("my father has to approve first",), ("father", "veto", None)),
    ("homes", ("biwi ko pasand aayega tabhi lenge",), ("wife", "veto", None)),
    ("homes", ("my parents will live there",), ("parents", "user", None)),
    ("homes", ("pati ke naam pe bhi loan hoga, joint",), ("husband", "co_buyer", None)),
    ("homes", ("mere dost ne mana kiya, uski baat maanta hu",), ("friend", "influencer", None)),
    ("homes", ("without my mother's consent we can't buy",), ("mother", "veto", None)),
    ("homes", ("chacha ji property ke jaankar hain unse rai leke bataunga",), ("uncle", "influencer", None)),
    ("homes", ("मेरी पत्नी की हाँ के बिना नहीं लेंगे",), ("wife", "veto", None)),
    ("homes", ("final decision mummy ka hai",), ("mother", "decider", None)),
    ("homes", ("my son in the US is funding it",), ("son", "payer", None)),
]


STEPS = [
    ("homes", ("s: Sunday ko site visit kar lijiye 11 baje", "haan aa jaunga"), ("site_visit", "buyer", "2026-05-17")),
    ("homes", ("brochure bhej dijiye",), ("send_information", "seller", None)),
    ("homes", ("s: main aaj shaam tak price list bhejta hu", "ok"), ("send_information", "seller", "2026-05-16")),
    ("homes", ("20 june ko call karna",), ("callback", "seller", "2026-06-20")),
    ("homes", ("s: I will call you tomorrow", "sure"), ("callback", "seller", "2026-05-17")),
    ("homes", ("I'll visit the site on Saturday",), ("site_visit", "buyer", "2026-05-23")),
    ("homes", ("kal token de dunga 1 lakh",), ("payment", "buyer", "2026-05-17")),
    ("loans", ("monday tak salary slip bhej dunga",), ("send_documents", "buyer", "2026-05-18")),
    ("homes", ("friday tak final bata dunga",), ("decision", "buyer", "2026-05-22")),
    ("homes", ("please send me the floor plan by tomorrow",), ("send_information", "seller", "2026-05-17")),
    (
        "homes",
        ("s: Shall we meet at our office on Wednesday?", "Yes Wednesday works"),
        ("meeting", "buyer", "2026-05-20"),
    ),
    ("homes", ("मुझे ब्रोशर भेज दीजिए",), ("send_information", "seller", None)),
    ("homes", ("s: Can I call you on Monday?", "ok call on Monday"), ("callback", "seller", "2026-05-18")),
]


@pytest.mark.parametrize(("catalogue", "texts", "expected"), BUDGETS)
def test_budget(catalogue: str, texts: tuple[str, ...], expected: Any) -> None:
    assert told(*texts, catalogue=CATALOGUES[catalogue])["budget"] == expected


@pytest.mark.parametrize(("catalogue", "texts", "expected"), PRODUCTS)
def test_products(catalogue: str, texts: tuple[str, ...], expected: Any) -> None:
    assert told(*texts, catalogue=CATALOGUES[catalogue])["products"] == expected


@pytest.mark.parametrize(("catalogue", "texts", "expected"), LOCATIONS)
def test_locations(catalogue: str, texts: tuple[str, ...], expected: Any) -> None:
    assert told(*texts, catalogue=CATALOGUES[catalogue])["locations"] == expected


@pytest.mark.parametrize(("catalogue", "texts", "expected"), TIMELINES)
def test_timeline(catalogue: str, texts: tuple[str, ...], expected: Any) -> None:
    assert told(*texts, catalogue=CATALOGUES[catalogue])["timeline"] == expected


@pytest.mark.parametrize(("catalogue", "texts", "expected"), PREFERENCES)
def test_preferences(catalogue: str, texts: tuple[str, ...], expected: Any) -> None:
    assert told(*texts, catalogue=CATALOGUES[catalogue])["preferences"] == expected


@pytest.mark.parametrize(("catalogue", "texts", "expected"), CONTACTS)
def test_contact(catalogue: str, texts: tuple[str, ...], expected: Any) -> None:
    assert told(*texts, catalogue=CATALOGUES[catalogue])["contact"] == expected


@pytest.mark.parametrize(("catalogue", "texts", "expected"), INTENTS)
def test_intent(catalogue: str, texts: tuple[str, ...], expected: Any) -> None:
    assert told(*texts, catalogue=CATALOGUES[catalogue])["intent"] == expected


@pytest.mark.parametrize(("catalogue", "texts", "expected"), TONES)
def test_tone(catalogue: str, texts: tuple[str, ...], expected: Any) -> None:
    assert told(*texts, catalogue=CATALOGUES[catalogue])["tone"] == expected


@pytest.mark.parametrize(("catalogue", "texts", "expected"), OBJECTIONS)
def test_objections(catalogue: str, texts: tuple[str, ...], expected: tuple[Any, ...]) -> None:
    assert expected in told(*texts, catalogue=CATALOGUES[catalogue])["objections"]


@pytest.mark.parametrize(("catalogue", "texts", "expected"), STAKEHOLDERS)
def test_stakeholders(catalogue: str, texts: tuple[str, ...], expected: tuple[Any, ...]) -> None:
    assert expected in told(*texts, catalogue=CATALOGUES[catalogue])["stakeholders"]


@pytest.mark.parametrize(("catalogue", "texts", "expected"), STEPS)
def test_next_steps(catalogue: str, texts: tuple[str, ...], expected: tuple[Any, ...]) -> None:
    assert expected in told(*texts, catalogue=CATALOGUES[catalogue])["next_steps"]


@pytest.mark.parametrize("learned", [lambda: None, built_in])
@pytest.mark.parametrize(
    ("texts", "shown"),
    [
        (("s: I will send the brochure.",), False),
        (("s: Noted, I will send the brochure.", "thanks"), False),
        (("hello", "s: I will call you tomorrow, please come to the site on Sunday"), False),
        (("s: Shall I send the price list?", "yes please send"), True),
        (("s: Can you come to the site on Sunday?", "haan aa jaunga"), True),
    ],
)
def test_what_we_offer_is_no_intent_of_the_buyers(
    texts: tuple[str, ...], shown: bool, learned: Callable[[], Model | None]
) -> None:
    read = read_text(conversation(*texts), HOMES, "r1", learned=learned)
    buying = [s for s in read if s.slot is Slot.INTENT and s.value.text == "buying"]
    assert [s.speaker for s in buying] == [Speaker.BUYER] * shown
