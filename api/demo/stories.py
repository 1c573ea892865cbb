"""What happened to two buyers, in their own words. All people, numbers and addresses are invented."""

from api.demo.envelopes import Sent, call, click, form, hubspot, mail, whatsapp

SHALINI, RAHUL = "919839040717", "919811230455"
SHALINI_MAIL = "shalini.verma@mail.example"


LUCKNOW: list[Sent] = [
    hubspot(
        "2026-05-14T11:20:00+05:30",
        41001,
        51204,
        ("mobilephone", "098390 40717"),
        ("notes", "Lead added via portal, 14 May"),
    ),
    form(
        "2026-05-14T19:42:00+05:30",
        "web-318",
        {"Full Name": "Shalini Verma", "Mobile No.": "98390 40717", "Email": SHALINI_MAIL},
    ),
    call(
        "2026-05-15T12:30:00+05:30",
        "call-7719",
        SHALINI,
        [
            ("bot", "Namaste, this is Asha from Gomti Heights. What kind of home are you looking for?"),
            ("user", "I am looking for a 3BHK in Gomtinagar."),
            ("bot", "Sure. And what budget do you have in mind?"),
            ("user", "Budget 60 se 65 lakh hai, usse upar nahi."),
            ("bot", "By when would you like to move in?"),
            ("user", "I need it before October."),
            ("bot", "Noted. Is there anything that worries you?"),
            ("user", "Parking ki tension hai, hamare paas do gaadiyan hain."),
            ("bot", "I will ask the team to come back to you. Thank you!"),
        ],
    ),
    whatsapp(
        "2026-05-15T18:40:00+05:30",
        "wamid.demo-lko-1",
        SHALINI,
        "Shalini Verma",
        {
            "type": "interactive",
            "interactive": {
                "type": "list_reply",
                "list_reply": {"id": "ready", "title": "Ready to move", "description": "Possession now"},
            },
            "context": {"from": "915224001100", "id": "wamid.demo-lko-0"},
        },
    ),
    click(
        "2026-05-16T09:47:00+05:30",
        "pm-launch-22",
        SHALINI_MAIL,
        "https://gomtiheights.example/media/tower-launch-video",
        "tower-launch",
    ),
    mail(
        "2026-05-16T20:15:00+05:30",
        "pm-in-90",
        SHALINI_MAIL,
        "Shalini Verma",
        "Re: The tower launch, on video",
        "Watched it, thank you. Is covered parking for two cars included in the price?\n\nRegards,\nShalini\n",
    ),
]
"""A buyer of Devraj's team, of whom the CRM has one line."""

FARIDABAD: list[Sent] = [
    whatsapp(
        "2026-03-09T10:05:00+05:30",
        "wamid.demo-fbd-1",
        RAHUL,
        "Rahul",
        {"type": "text", "text": {"body": "Hi, Aravali Court me 8th floor pe 3BHK available hai kya?"}},
    ),
    call(
        "2026-03-11T17:20:00+05:30",
        "call-6402",
        RAHUL,
        [
            ("bot", "Welcome to Aravali Court. How can I help?"),
            ("user", "Main Rahul bol raha hoon, 3BHK dekh raha hoon. Budget 80 lakh se kam hai."),
            ("bot", "Great. Shall we plan a site visit?"),
            ("user", "Meri saas pehle site dekhengi, uske baad hi hum decide karenge."),
            ("bot", "Of course. Any preference about the unit?"),
            ("user", "East facing unit nahi chahiye."),
            ("bot", "And by when do you want to close?"),
            ("user", "I want to close before my kid's school admission in June."),
        ],
    ),
]
"""Rahul, a buyer of Naina's team, who told three surfaces."""

FARIDABAD_NOTE: dict[str, object] = {
    "id": "note-fbd-1",
    "source": "crm",
    "channel": "crm_note",
    "at": "2026-03-12T10:30:00+05:30",
    "identifiers": [{"kind": "phone", "value": "98112 30455"}, {"kind": "crm_id", "value": "51377"}],
    "profile": {"name": "Rahul", "city": "Faridabad"},
    "agent": {"id": "rep-kabir", "name": "Kabir", "kind": "rep"},
    "text": "Spoke to Rahul. Keen on Aravali Court. Will call him on Saturday to fix the visit.",
}
"""What Naina's rep wrote the next morning, as an event of our own API."""
