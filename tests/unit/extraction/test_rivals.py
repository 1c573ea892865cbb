"""Other sellers and places by the words around them: one or two of every family. Sentences are our own."""

import pytest

from engine.model.tenant import Catalogue, Project
from tests.unit.extraction.said import COURSES, HOMES, LOANS, told


@pytest.mark.parametrize(
    ("texts", "catalogue", "expected"),
    [
        (("ok but made easy ke notes bhi dekh raha hu",), COURSES, {"Made Easy"}),
        (("my uncle says kaplan's notes are better than yours",), COURSES, {"Kaplan"}),
        (("s: rate 9.1 hai sir", "sbi ka 8.5 hai, aap itna kyu le rahe ho"), LOANS, {"Sbi"}),
        (("s: our rate is nine", "i c i c i is at eight four and the sanction is in my hand"), LOANS, {"ICICI"}),
        (("We like the plan, but we are talking to Quillmark as well.",), LOANS, {"Quillmark"}),
        (("The flat is nice. We found Orchidale cheaper and closer to the school.",), HOMES, {"Orchidale"}),
        (("बगल वाली ज्ञानदीप सोसायटी वाले 30 में दे रहे हैं",), HOMES, {"Gyandeep Society"}),
        (("बगल वाले शिवम प्लाजा में 17 बोल रहे हैं, मन उधर का है",), HOMES, {"Shivam Plaza"}),
        (("sasta h na, udhar meer academy 40k le rahi thi",), COURSES, {"Meer Academy"}),
        (("my cousin did it from a place called quillora in thirty",), COURSES, {"Quillora"}),
        (("Ek RupeeKart naam ka DSA peeche pada hai, 30 lakh bola",), LOANS, {"RupeeKart"}),
        (("My brother did the loan with kotak in two hours. I wanted 5 lakh",), LOANS, {"Kotak"}),
        (("Vardhman Co-op Bank 12 de raha hai, aap 20 lakh pe kya doge?",), LOANS, {"Vardhman Co-op Bank"}),
        (("बैंक ऑफ सतपुड़ा भी 8.4 दे रहा है, 35 लाख चाहिए",), LOANS, {"Bank of Satpura"}),
        (("We decided to go with Palmleaf instead, the 2BHK there is cheaper.",), HOMES, {"Palmleaf"}),
        (("i want 90 lakhs, bajaj fellow has offered 85",), LOANS, {"Bajaj"}),
        (("resonence me admission le liya usne",), COURSES, {"Resonance"}),
        (("legal edge me bhi mock diya tha, 38 me ho rha vaha",), COURSES, {"Legal Edge"}),
        (("मिश्रा सर वाले 12 में करा रहे हैं, आप बताइए",), COURSES, {"Mishra Sir"}),
        (("BoB do OD at 9.7, what is yours?",), LOANS, {"Bank of Baroda"}),
        (("Seems Lodha has given her 86 all in, can you match?",), HOMES, {"Lodha"}),
        (("comparing you with scaler ya masai, fees?",), COURSES, {"Scaler", "Masai"}),
        (("principal sir se baat karni hai",), COURSES, set()),
        (("My loan of 19 lakh is with Piramal since 2021",), LOANS, set()),
        (("my brother is an SBI clerk",), LOANS, set()),
    ],
)
def test_rivals(texts: tuple[str, ...], catalogue: Catalogue, expected: set[str]) -> None:
    assert told(*texts, catalogue=catalogue)["competitors"] == expected


@pytest.mark.parametrize(
    ("text", "catalogue", "expected"),
    [
        ("fashion ka course kota me hi chahiye", COURSES, {"Kota"}),
        ("coaching chahiye dehradun wali hi", COURSES, {"Dehradun"}),
        ("do you have a classroom in Chennai?", COURSES, {"Chennai"}),
        ("2bhk chahiye, it has to be hebbal", HOMES, {"Hebbal"}),
        ("office space chahiye noida sector 62 ya 63", HOMES, {"Sector 62", "Sector 63"}),
        ("3bhk chahiye gurgaon sector 57 me", HOMES, {"Sector 57"}),
        ("i want to join your Kukatpally campus", COURSES, {"Kukatpally"}),
        ("3bhk chahiye noida sector 75-76-77 me", HOMES, {"Sector 75", "Sector 76", "Sector 77"}),
        ("मकान चाहिए सेक्टर चौबीस में", HOMES, {"Sector 24"}),
        ("lko me plot chahiye", HOMES, {"Lucknow"}),
        ("radhe radhe vrindavan me 1 room chahiye", HOMES, {"Vrindavan"}),
        ("सदर बाज़ार में दुकान चाहिए", HOMES, {"Sadar Bazar"}),
        ("3BHK chahiye, jaldi bataiye. Saadar, Poonam", HOMES, set()),
    ],
)
def test_places_that_alone_will_do(text: str, catalogue: Catalogue, expected: set[str]) -> None:
    assert told(text, catalogue=catalogue)["locations"] == expected


@pytest.mark.parametrize(
    ("texts", "expected"),
    [
        (("s: 2BHK ya 3BHK?", "2. metro ke paas ho to accha, budget 40 lakh"), {"2BHK"}),
        (("3bhk dekhna hai", "s: plot bhi hai", "not taking any plot, 3bhk only"), {"3BHK"}),
    ],
)
def test_sizes_and_refusals(texts: tuple[str, ...], expected: set[str]) -> None:
    assert told(*texts, catalogue=Catalogue(1, "real_estate", (Project("Mira Court"),)))["products"] == expected
