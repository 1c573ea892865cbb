"""Identifiers as people write them, and the values that can bind nobody."""

import pytest

from engine.identity.normalise import blocked_by_tenant, normalise
from engine.identity.rules import default_rules, rules_for
from engine.model.event import GivenIdentifier
from engine.model.identity import IdentifierKey, NormalisedIdentifier
from engine.model.tenant import Catalogue, KindRule, Settings, TeamMember

RULES = default_rules()


def one(kind: str, value: str, *, region: str = "IN", namespace: str | None = None) -> NormalisedIdentifier:
    given = GivenIdentifier(kind, value, namespace)
    (found,) = normalise([given], source="housing", region=region, rules=RULES)
    assert found.raw == value
    return found


@pytest.mark.parametrize(
    "written",
    [
        "9839012345", "098390 12345", "+91-98390-12345", "(+91) 98390 12345", "91-9839012345", "919839012345",
        "00919839012345", "9839 012 345", "983.901.2345", "+91 98390 12345 ", "  +91 98390 12345", " 919839012345",
        " 9839012345", "९८३९०१२३४५", "9839012345.0", "919839012345.0",
        "+919839012345.00", "098390 12345.0", "9839012345,0", "9.839012345E+09", "9.839012345e9",
        "+919839012345", "tel:+919839012345", "+91 98390 12345 ext 12",
        "\u200e+91 98390 12345", "９８３９０１２３４５",
    ],
)  # fmt: skip
def test_a_phone_however_it_is_written(written: str) -> None:
    assert one("phone", written).key == IdentifierKey("phone", "", "+919839012345")
    assert one("phone", written).blocked is None


@pytest.mark.parametrize(
    ("kind", "written", "region", "value"),
    [
        ("whatsapp", "919839012345", "IN", "+919839012345"),
        ("whatsapp", "919839012345", "US", "+919839012345"),
        ("whatsapp", "+919839012345", "IN", "+919839012345"),
        ("whatsapp", "919839012345.0", "US", "+919839012345"),
        ("phone", "+1.212.555.0000", "IN", "+12125550000"),
        ("whatsapp", "919839012345@s.whatsapp.net", "IN", "+919839012345"),
        ("phone", "415 555 2671", "US", "+14155552671"),
        ("phone", "14155552671", "IN", "+14155552671"),
        ("phone", "07911 123456", "GB", "+447911123456"),
        ("phone", "00447911123456", "IN", "+447911123456"),
        ("phone", "447911123456", "IN", "+447911123456"),
        ("phone", "+971-50-123 4567", "IN", "+971501234567"),
        ("phone", "+447700900123", "IN", "+447700900123"),
        ("whatsapp", "919839012345:12@s.whatsapp.net", "IN", "+919839012345"),
        ("whatsapp", "9839012345", "IN", "+919839012345"),
        ("whatsapp", "098390 12345", "IN", "+919839012345"),
        ("whatsapp", "6591234567", "IN", "+6591234567"),  # a number of Singapore; of India too, were it none
        ("whatsapp", "551198765432", "IN", "+5511998765432"),
        ("whatsapp", "5511998765432", "IN", "+5511998765432"),
        ("phone", "+55 11 3456-7890", "IN", "+551134567890"),  # no mobile: nothing is added
        ("whatsapp", "5491123456789", "IN", "+541123456789"),
        ("phone", "+54 11 15 2345-6789", "IN", "+541123456789"),
        ("whatsapp", "5215512345678", "IN", "+525512345678"),
        ("phone", "+52 1 55 1234 5678", "IN", "+525512345678"),
    ],
)
def test_numbers_of_other_regions(kind: str, written: str, region: str, value: str) -> None:
    found = one(kind, written, region=region)
    assert (found.key, found.given_kind, found.blocked) == (IdentifierKey("phone", "", value), kind, None)


@pytest.mark.parametrize(
    ("kind", "written", "why"),
    [
        ("phone", "9999999999", "test number"),
        ("phone", "+91-99999-99999", "test number"),
        ("phone", "8888888888", "test number"),
        ("phone", "0000000000", "test number"),
        ("phone", "1234567890", "test number"),
        ("phone", "98765 43210", "test number"),
        ("phone", "9898989898", "test number"),
        ("phone", "98390", "invalid"),
        ("phone", "5555512345", "invalid"),
        ("phone", "9.83901E+09", "unreadable"),
        ("phone", "9839012345.5", "invalid"),
        ("phone", "", "unreadable"),
        ("phone", "   ", "unreadable"),
        ("whatsapp", "120363041234567890@g.us", "group"),
        ("email", "customer@gmail.com", "junk"),
        ("email", "example@example.com", "junk"),
        ("phone", "call me", "unreadable"),
        ("phone", "n/a", "junk"),
        ("phone", "9" * 5000, "too long"),
        ("phone", "\x00\x00", "unreadable"),
        ("whatsapp", "none", "junk"),
        ("email", "noreply@99acres.example", "role mailbox"),
        ("email", "No-Reply@portal.in", "role mailbox"),
        ("email", "INFO@builder.in", "role mailbox"),
        ("email", "sales@builder.in", "role mailbox"),
        ("email", "na@na.com", "junk"),
        ("email", "test@test.com", "junk"),
        ("email", "ABC@abc.com", "junk"),
        ("email", "meera", "unreadable"),
        ("email", "null", "junk"),
        ("email", "a b@c.com", "unreadable"),
        ("email", "@gmail.com", "unreadable"),
        ("email", "meera@", "unreadable"),
        ("email", f"{'x' * 70}@gmail.com", "unreadable"),
        ("crm_id", "None", "junk"),
        ("crm_id", "0", "junk"),
        ("crm_id", "[object Object]", "junk"),
        ("cookie", "anonymous", "junk"),
        ("cookie", "undefined", "junk"),
        ("device_id", "00000000-0000-0000-0000-000000000000", "junk"),
        ("crm_id", "x" * 300, "too long"),
        ("crm_id", "\ud800", "unreadable"),
        ("passport", "Z123", "unknown kind"),
    ],
)
def test_values_that_bind_nobody(kind: str, written: str, why: str) -> None:
    assert one(kind, written).blocked == why


def test_a_whatsapp_user_who_hides_the_number_is_an_id_of_its_own() -> None:
    assert one("whatsapp", "123456789012345@lid").key == IdentifierKey("bsuid", "", "123456789012345@lid")


@pytest.mark.parametrize("number", ["9123456789", "9812345678", "9800000001", "+919000000001"])
def test_odd_but_real_numbers_are_not_blocked(number: str) -> None:
    assert one("phone", number).blocked is None


@pytest.mark.parametrize(
    ("written", "value"),
    [
        ("Rahul.S@GMAIL.com", "rahuls@gmail.com"),
        ("ra.hul.s+flat@gmail.com", "rahuls@gmail.com"),
        ("rahuls@googlemail.com", "rahuls@gmail.com"),
        (" rahuls@gmail.com ", "rahuls@gmail.com"),
        ("mailto:rahuls@gmail.com", "rahuls@gmail.com"),
        ("Rahul S <rahuls@gmail.com>", "rahuls@gmail.com"),
        ("rahuls@gmail.co", "rahuls@gmail.com"),
        ("rahuls@gmail,com", "rahuls@gmail.com"),
        ("rahuls@gmail.com.", "rahuls@gmail.com"),
        ("a.mukherjee@infotech.in", "a.mukherjee@infotech.in"),
        ("amukherjee@infotech.in", "amukherjee@infotech.in"),
        ("a+b@infotech.in", "a+b@infotech.in"),
        ("Meera+home@Outlook.com", "meera@outlook.com"),
        ("meera.s@outlook.com", "meera.s@outlook.com"),
        ("meera@bücher.example", "meera@xn--bcher-kva.example"),
        ("ｍeera@gmail.com", "meera@gmail.com"),
        ("meera@example.com", "meera@example.com"),
    ],
)
def test_a_mailbox_however_it_is_written(written: str, value: str) -> None:
    assert (one("email", written).key.value, one("email", written).blocked) == (value, None)


@pytest.mark.parametrize("look_alike", ["mееra@gmail.com", "meera@gmaiӏ.com", "meera@gmаil.com"])
def test_look_alike_letters_do_not_collapse(look_alike: str) -> None:
    """Cyrillic е, а and palochka beside the Latin letters."""
    assert one("email", look_alike).key.value != "meera@gmail.com"


def test_namespaces() -> None:
    assert one("portal_lead_id", "L1").key == IdentifierKey("portal_lead_id", "housing", "L1")
    assert one("portal_lead_id", "L1", namespace="nobroker").key.namespace == "nobroker"
    assert one("crm_id", "7").key == IdentifierKey("crm_id", "", "7")
    assert one("crm_id", "7", namespace="hubspot").key.namespace == "hubspot"


def test_repetitions_keep_their_first_position() -> None:
    given = [
        GivenIdentifier("phone", "9839012345"),
        GivenIdentifier("email", "a@b.co"),
        GivenIdentifier("whatsapp", "919839012345", verified=True),
        GivenIdentifier("email", "A@B.co"),
    ]
    found = normalise(given, source="s", region="IN", rules=RULES)
    assert [(n.position, n.key.value) for n in found] == [(0, "+919839012345"), (1, "a@b.co")]
    assert found[0].verified, "the source vouches for one of the two"


def test_thousands_of_identifiers_are_read() -> None:
    given = [GivenIdentifier("crm_id", f"C{n}") for n in range(3000)]
    assert len(normalise(given, source="s", region="IN", rules=RULES)) == 3000


def test_a_kind_of_the_tenant() -> None:
    rules = rules_for(Settings(identifier_kinds={"loan_no": KindRule(base_bits=16.0, unique=True)}))
    (found,) = normalise([GivenIdentifier("loan_no", " LN-7 ")], source="s", region="IN", rules=rules)
    assert (found.key, found.blocked) == (IdentifierKey("loan_no", "", "LN-7"), None)


def test_numbers_of_the_catalogue_hold_nobody() -> None:
    catalogue = Catalogue(
        office_numbers=("0522-400 1234", "98390 00001"),
        team=(TeamMember("rep-7", "Asha", "+91 98390 00002"), TeamMember("rep-8", "Ravi")),
    )
    office, team, buyer = (IdentifierKey("phone", "", f"+9198390{n}") for n in ("00001", "00002", "12345"))
    assert blocked_by_tenant(office, catalogue, "IN") == "office number"
    assert blocked_by_tenant(team, catalogue, "IN") == "team number"
    assert blocked_by_tenant(buyer, catalogue, "IN") is None
    assert blocked_by_tenant(IdentifierKey("crm_id", "", "+919839000001"), catalogue, "IN") is None
