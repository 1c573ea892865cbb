"""Our way of packing datetimes gives what the driver's gives."""

from datetime import UTC, datetime, timedelta, timezone
from zoneinfo import ZoneInfo

import pytest
from hypothesis import given
from hypothesis import strategies as st
from neo4j._codec.hydration.v2 import temporal
from neo4j.time import DateTime

from engine.store import packing

offsets = st.integers(-18 * 60, 18 * 60).map(lambda m: timezone(timedelta(minutes=m)))


@given(st.datetimes(timezones=offsets | st.just(UTC)))
def test_the_same_as_the_driver(at: datetime) -> None:
    ours, theirs = packing.dehydrate_datetime(at), packing._drivers_own(at)
    assert (ours.tag, ours.fields) == (theirs.tag, theirs.fields)


def test_a_named_zone_goes_as_its_offset() -> None:
    at = datetime(2026, 5, 1, 12, tzinfo=ZoneInfo("Asia/Kolkata"))
    fixed = at.replace(tzinfo=timezone(timedelta(hours=5, minutes=30)))
    assert packing.dehydrate_datetime(at).fields == packing.dehydrate_datetime(fixed).fields


@pytest.mark.parametrize("at", [datetime(2026, 5, 1), DateTime(2026, 5, 1)])
def test_what_we_never_send_is_left_to_the_driver(at: datetime) -> None:
    ours, theirs = packing.dehydrate_datetime(at), packing._drivers_own(at)
    assert (ours.tag, ours.fields) == (theirs.tag, theirs.fields)


def test_connections_pack_it_our_way() -> None:
    packing.install()
    assert temporal.dehydrate_datetime is packing.dehydrate_datetime
