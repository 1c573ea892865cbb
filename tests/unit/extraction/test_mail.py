"""Of a mail only what its writer says is read, wherever they write it."""

import pytest

from engine.extraction.mail import own_parts
from graph_schema.vocabulary import Channel
from tests.unit.extraction.said import COURSES, HOMES, signals, told


def mail(*texts: str, trade=HOMES):
    return told(*texts, catalogue=trade, channel=Channel.EMAIL)


@pytest.mark.parametrize(
    "foot",
    [
        "Thanks & Regards,\nDeepa Iyer\nICICI Bank, Kothrud\n98220 11111",
        "Best,\nDeepa\nAndheri East",
        "--\nDeepa Iyer\nLodha Group, Worli",
        "Regds\nDeepa\nPlot 14, Sector 21",
        "सादर,\nदीपा अय्यर\nअधिवक्ता, कोथरूड",
        "Thank you so much!\nDeepa\nEast Facing Tower, Wakad",
        "DISCLAIMER: This e-mail is confidential. If you are not the addressee do not contact us. Axis Bank, Kothrud.",
        "This message and any attachment is confidential and intended for the addressee, do not call. Kotak, Aundh",
        "Get Outlook for Android\n______________\nFrom: Asha\nSent: Friday\nPlots at 45 lakh in Aundh",
        "On Fri, 15 May 2026 at 16:02, the sales team of Saptagiri Heights, Neelkanth Court <s@s.in> wrote:\nVilla?",
        "On Fri, May 15, 2026 at 4:02 PM Asha Menon <asha@saptagiri-heights.example>\nwrote:\n\n> Visit on 20 May?",
        "शुक्र, 15 मई 2026 को 4:02 pm को Asha <a@s.example> ने लिखा:\n\n4BHK 45 लाख से, 20 मई तक।",
    ],
)
def test_what_stands_below_the_own_words_is_not_the_buyers(foot: str) -> None:
    said = mail(f"We want a 3BHK in Baner, 90 lakh at most.\n{foot}\n")
    assert said["budget"] == (None, 9_000_000)
    assert said["products"] == {"3BHK"}
    assert said["locations"] == {"Baner"}
    assert not said["projects"] | said["competitors"] | said["preferences"] | said["next_steps"]
    assert said["timeline"] is None
    assert said["contact"] is None


def test_answers_written_into_a_quoted_mail_are_read_beside_its_questions() -> None:
    said = mail("Answers below.\n\n> What is your budget?\n1.4 crore\n> Which floor suits you?\nabove 10th floor\n")
    assert said["budget"] == (14_000_000, 14_000_000)
    assert said["preferences"] == {("floor", "high")}
    said = mail(
        "On 14 May 2026, Ritu wrote:\n> Which course is it?\n> Online or offline?\n\nData science, online.\n\n"
        "> What fee can you manage?\n\nUp to 80,000.\n\nThanks\nKaran",
        trade=COURSES,
    )
    assert (said["budget"], said["products"]) == ((None, 80_000), {"data science"})


def test_what_follows_a_quoted_statement_may_be_the_rest_of_it() -> None:
    said = mail("Too far for us.\n\n> We have 3BHK flats at 95 lakh\nin Wakad for you, visit on 20 May\n")
    assert not said["locations"] | said["next_steps"]


def test_a_postscript_is_said_and_the_name_above_it_is_not() -> None:
    said = mail("We want a 2BHK.\n\nRegards,\nOm Puri\nBaner\n\nPS: parking is a must for us.\n")
    assert ("parking", "needed") in said["preferences"]
    assert said["locations"] == set()


def test_a_mail_that_begins_with_thanks_goes_on() -> None:
    assert mail("Hi Asha,\nThanks\nPlease note that we want a villa in Baner.\n")["products"] == {"villa"}


def test_short_lines_that_say_something_are_no_signature() -> None:
    said = mail("Hi,\nThanks\nBudget 80 lakh\nBaner")
    assert (said["budget"], said["locations"]) == ((8_000_000, 8_000_000), {"Baner"})


def test_evidence_of_an_answer_lies_where_it_stands() -> None:
    text = "See below.\n> What is your budget?\n75 lakh\n"
    budget = next(s for s in signals(text, channel=Channel.EMAIL) if s.slot == "budget")
    assert text[budget.evidence.start : budget.evidence.end] == budget.evidence.quote == "75 lakh"


@pytest.mark.parametrize("line", ["regards", "thanks", "> a?", "On 1.1.2026", "ps", "x", "", "From", "_" * 9])
def test_a_long_mail_is_cut_in_time_that_grows_with_it(line: str) -> None:
    assert own_parts(f"{line}\n" * 10_000, 20_000) is not None
