"""Kinds of homes, loans and courses: the ways of naming them, and whether they are wanted at the end."""

import pytest

from engine.model.tenant import Catalogue
from graph_schema.vocabulary import Channel
from tests.unit.extraction.said import COURSES, HOMES, LOANS, told

NOTHING: set[str] = set()

HOME_CASES = [
    (("do kamre ka makaan chahiye kanpur me",), {"2BHK"}),
    (("teen bedroom wala flat dikhaiye",), {"3BHK"}),
    (("मकान लेना है तीन कमरों का, सहस्रधारा रोड पर",), {"3BHK"}),
    (("डबल बेडरूम फ्लैट चाहिए",), {"2BHK"}),
    (("need a double bedroom flat in Kondapur",), {"2BHK"}),
    (("kothi chahiye panchkula me, apni chhat ho",), {"villa"}),
    (("jameen leni hai 200 gaj, ghar baad me banayenge",), {"plot"}),
    (("independent house or villa, nothing else",), {"villa"}),
    (("a villa with four bedrooms and a garden please",), {"villa"}),
    (("2bhk ya 3bhk, dono dekhenge",), {"2BHK", "3BHK"}),
    (("1bhk ya studio chahiye", "s: dono hain", "studio hi theek rahega"), {"studio"}),
    (("4bhk ya villa soch rahe the, ab villa pe aa gaye",), {"villa"}),
    (("plot socha tha, ab bana banaya 2bhk chahiye",), {"2BHK"}),
    (("forget the villa. 3BHK only.",), {"3BHK"}),
    (("3bhk chahiye", "s: 3bhk 80 lakh ka hai", "2 me kaam chal jayega, 2bhk dikhao"), {"2BHK"}),
    (("3bhk chahiye", "s: 3bhk 1.7 cr", "requirement changed, so make it a 2bhk please"), {"2BHK"}),
    (("2bhk chahiye", "s: kab aayenge?", "kal monday h, office. saturday ko aate h"), {"2BHK"}),
    (("4bhk ka plan bhejo", "s: ye lijiye", "ye to 2bhk ka hai, 4bhk ka chahiye"), {"4BHK"}),
    (("s: 1BHK, 2BHK ya 3BHK?", "2"), {"2BHK"}),
    (("2bhk chahiye aliganj me", "mere office me call allowed nahi hai, message karna"), {"2BHK"}),
    (("3bhk dekhna hai", "shaam ko dukaan pe rehta hu, 8 ke baad call karna"), {"3BHK"}),
    (("apne liye ek office lena hai, 600 sqft",), {"office"}),
    (("office kharidna hai CA practice ke liye",), {"office"}),
    (("teesri baar aaya hu aapke office, koi nahi milta. plot ka kya hua",), {"plot"}),
    (("papa ki dukaan bech ke 3bhk lenge",), {"3BHK"}),
    (("s: sir 3bhk ka kya socha aapne?", "kitchen chhoti hai", "s: bada dikhata hu", "dikhaiye kal"), {"3BHK"}),
    (("s: kitne bhk sir?", "teen hi likh lo"), {"3BHK"}),
    (("gandhi arcade me office 450 sqft chahiye kya, price?",), {"office"}),
    (("2bhk chahiye, dukan ki bachat se lena hai",), {"2BHK"}),
    (("3BHK floor dekhna hai, gaon ki zameen ka paisa aa gaya",), {"3BHK"}),
    (("s: calling regarding the two bedroom", "yes we discussed it", "s: good", "send the papers"), {"2BHK"}),
    (("rent pe 1bhk me rehte hain, ab apna 2bhk lena hai",), {"2BHK"}),
]  # fmt: skip
LOAN_CASES = [
    (("गृह ऋण के लिए आवेदन किया है, राशि 22 लाख",), {"home loan"}),
    (("griha rin ki jaankari chahiye",), {"home loan"}),
    (("स्वर्ण ऋण चाहिए, 30 ग्राम है",), {"gold loan"}),
    (("व्यवसाय ऋण लेना है चक्की के लिए",), {"business loan"}),
    (("vahan loan ka kya hua, kuch bataya nahi",), NOTHING),
    (("makaan ke liye loan chahiye",), {"home loan"}),
    (("kothi banwane ke liye loan lena hai",), {"home loan"}),
    (("घर ख़रीदने के लिए लोन चाहिए",), {"home loan"}),
    (("s: Kaun sa loan chahiye?", "ghar ka"), {"home loan"}),
    (("s: किस प्रकार का लोन चाहिए?", "कार"), {"car loan"}),
    (("s: Which loan are you looking for?", "gold"), {"gold loan"}),
    (("shop kharidne ke liye loan chahiye tha business badhana hai",), {"business loan"}),
    (("dukaan badhane ke liye paise chahiye, loan milega?",), {"business loan"}),
    (("दुकान पर लोन चाहिए, दुकान मेरे नाम है",), {"loan against property"}),
    (("apna plot girvi rakh ke loan lena hai",), {"loan against property"}),
    (("I want a loan against my house in Nashik",), {"loan against property"}),
    (("thinking of moving my home loan from SBI to you",), {"balance transfer"}),
    (("home loan chal raha hai 9.6 pe, rate kam karwana hai",), {"balance transfer"}),
    (("BL 20 lakh chahiye, machine leni hai",), {"business loan"}),
    (("beti ko MBBS ke liye bhejna hai, loan chahiye",), {"education loan"}),
    (("need a loan for my wedding in December",), {"personal loan"}),
    (("शादी के लिए लोन चाहिए",), {"personal loan"}),
    (("गहने रखकर लोन चाहिए",), {"gold loan"}),
    (("second hand swift ke liye finance chahiye",), {"car loan"}),
    (("EV loan 9 lakh chahiye",), {"car loan"}),
    (("biz loan 20 lakh, urgent",), {"business loan"}),
    (("dukan ke naam pe 9 lakh uthana hai",), {"business loan"}),
    (("scooty ke liye loan mil jayega?",), {"car loan"}),
]
COURSE_CASES = [
    (("mern ka batch kab se hai",), {"mern"}),
    (("do you teach devops in the evening?",), {"devops"}),
    (("montessori diploma karna hai",), {"montessori"}),
    (("फोटोग्राफी सीखनी है, फीस कितनी है",), {"photography"}),
    (("नमस्कार, बैंक पीओ की तैयारी करना चाहता हूँ",), {"bank po"}),
    (("क्लैट की कोचिंग के लिए बात करनी थी",), {"clat"}),
    (("डाटा साइंस कोर्स करना है",), {"data science"}),
    (("welding ka course hai kya aapke yaha",), {"welding"}),
    (("Do you run a pet grooming course?",), {"pet grooming"}),
    (("pottery seekhni hai, weekend me",), {"pottery"}),
    (("B.Ed karna hai, admission kab tak",), {"b.ed"}),
    (("JEE nahi NEET, galti se JEE likh diya tha",), {"neet"}),
    (("B.Tech kiya hai, ab data science karna hai",), {"data science"}),
    (("12th class me hai beta, jee ki coaching chahiye",), {"jee"}),
    (("full stack lena tha, ab data science hi lunga",), {"data science"}),
    (("MBA done, looking for product management",), {"product management"}),
    (("what is the fee and duration of the course",), NOTHING),
    (("is digital marketing ok for someone with BCom?",), {"digital marketing"}),
    (("i want the g m a t classes on weekends",), {"gmat"}),
    (("एन डी ए की तैयारी करनी है",), {"nda"}),
    (("नवोदय की तैयारी करानी थी",), {"navodaya"}),
    (("s: Kathak aur Bharatanatyam dono hai", "kathak class ka time batao na"), {"kathak"}),
    (("grade three admission for my daughter",), {"grade 3"}),
]  # fmt: skip


@pytest.mark.parametrize(
    ("catalogue", "texts", "expected"),
    [
        *((HOMES, *case) for case in HOME_CASES),
        *((LOANS, *case) for case in LOAN_CASES),
        *((COURSES, *case) for case in COURSE_CASES),
    ],
)
def test_products(catalogue: Catalogue, texts: tuple[str, ...], expected: set[str]) -> None:
    assert told(*texts, catalogue=catalogue)["products"] == expected


@pytest.mark.parametrize(
    ("catalogue", "form", "expected"),
    [
        (LOANS, "Product: Loan against property\nAmount: 1.2 cr\nPurpose: Working capital", {"loan against property"}),
        (LOANS, "लोन का प्रकार: होम लोन\nराशि: 25 लाख\nशहर: भोपाल", {"home loan"}),
        (HOMES, "Name: Zubair\nInterested in: Office\nBudget: 1.1 Cr max", {"office"}),
        (HOMES, "नाम: सुनीता\nक्या चाहिए: 2 बीएचके\nबजट: 40 लाख तक", {"2BHK"}),
        (HOMES, "Name: Ravi | Config: 3 BHK | Purpose: shop is nearby | Budget: 80 L", {"3BHK"}),
        (COURSES, "Naam: Mohit\nCourse: Foreign Trade Diploma\nMode: weekend", {"foreign trade"}),
        (COURSES, "Full name: Tanvi\nInterested in: Puppet Making\nPreferred mode: Offline", {"puppet making"}),
    ],
)  # fmt: skip
def test_products_of_a_form(catalogue: Catalogue, form: str, expected: set[str]) -> None:
    assert told(form, catalogue=catalogue, channel=Channel.WEB_FORM)["products"] == expected
