"""Feeds the development stream through `derive` in memory and prints the scores by case.

python -m tests.unit.identity.run_dev [--errors N] [--out PRED.jsonl]
"""

import argparse
import json
import subprocess
import sys
import tempfile
import time
from datetime import datetime, timedelta
from pathlib import Path

from engine.clock import parse_time
from engine.identity.normalise import normalise
from engine.identity.resolve import Derived, derive
from engine.identity.rules import IdentityRules, default_rules
from engine.ids import interaction_id, minted_buyer_id
from engine.model.event import GivenIdentifier
from engine.model.identity import Observation
from graph_schema.vocabulary import Channel, Direction, Kind

SHARED = Path(__file__).resolve().parents[3].parent / "shared" / "eval"
_KINDS = {
    Channel.WHATSAPP: Kind.MESSAGE, Channel.EMAIL: Kind.MESSAGE, Channel.VOICE: Kind.CALL, Channel.WEB_FORM: Kind.FORM,
    Channel.AD_FORM: Kind.FORM, Channel.PORTAL: Kind.FORM, Channel.WEB_VISIT: Kind.VISIT, Channel.APP: Kind.VISIT,
    Channel.CRM: Kind.UPDATE, Channel.CRM_NOTE: Kind.NOTE, Channel.WEB_CHAT: Kind.MESSAGE, Channel.SMS: Kind.MESSAGE,
    Channel.SOCIAL: Kind.MESSAGE, Channel.IN_PERSON: Kind.NOTE,
}  # fmt: skip


def observations_of(event: dict[str, object], recorded_at: datetime, rules: IdentityRules) -> list[Observation]:
    """The observations of one line of evaluation format 2."""
    source, ref = str(event["source"]), str(event["id"])
    channel = Channel(str(event["channel"]))
    iid = interaction_id("t", source, ref)
    given = [GivenIdentifier(i["kind"], i["value"]) for i in event["identifiers"]]  # type: ignore[attr-defined]
    usable = [n for n in normalise(given, source=source, region="IN", rules=rules) if n.blocked is None]
    unique = tuple(sorted("|".join(n.key) for n in usable if rules.is_unique(n.key.kind)))
    profile: dict[str, str] = event.get("profile") or {}  # type: ignore[assignment]
    internal = channel in (Channel.CRM, Channel.CRM_NOTE)
    return [
        Observation(
            interaction_id=iid,
            position=n.position,
            key=n.key,
            given_kind=n.given_kind,
            role=n.role,
            verified=n.verified,
            minted_id=minted_buyer_id("t", iid, n.position),
            recorded_at=recorded_at,
            at=parse_time(str(event["at"])),
            source=source,
            channel=channel,
            kind=_KINDS[channel],
            direction=Direction.INTERNAL if internal else Direction.INBOUND,
            name=profile.get("name"),
            city=profile.get("city"),
            unique_ids=unique,
        )
        for n in usable
    ]


def load(path: Path, rules: IdentityRules) -> dict[str, list[Observation]]:
    """Event id → observations, recorded a second apart in the order of the file."""
    start = parse_time("2026-11-01T00:00:00Z")
    lines = path.read_text(encoding="utf-8").splitlines()
    events = [json.loads(line) for line in lines if line.strip()]
    return {e["id"]: observations_of(e, start + timedelta(seconds=n), rules) for n, e in enumerate(events)}


def predictions(events: dict[str, list[Observation]], derived: Derived) -> dict[str, str]:
    """Event id → buyer id; an event that names nobody is alone."""
    return {
        event: derived.partition.buyer_of[derived.from_of[some[0].interaction_id]] if some else f"alone-{event}"
        for event, some in events.items()
    }


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--errors", type=int, default=0)
    parser.add_argument("--out", type=Path)
    parser.add_argument("--events", type=Path, default=SHARED / "identity_dev.events.jsonl")
    parser.add_argument("--gold", type=Path, default=SHARED / "identity_dev.gold.jsonl")
    args = parser.parse_args()
    rules = default_rules()
    events = load(args.events, rules)
    started = time.perf_counter()
    derived = derive([o for some in events.values() for o in some], (), rules)
    print(f"derived {len(events)} events in {time.perf_counter() - started:.2f} s", flush=True)
    out = args.out or Path(tempfile.gettempdir()) / "identity_dev.pred.jsonl"
    told = predictions(events, derived)
    out.write_text("".join(json.dumps({"id": e, "buyer": b}) + "\n" for e, b in told.items()), encoding="utf-8")
    command = [sys.executable, str(SHARED / "score_identity.py"), str(args.gold), str(out)]
    if args.errors:
        command += ["--errors", str(args.errors), "--events", str(args.events)]
    subprocess.run(command, check=True)


if __name__ == "__main__":
    main()
