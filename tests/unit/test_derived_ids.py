"""Ids are those of RFC 9562: whoever has the parts can make them with any library."""

from uuid import uuid5

from hypothesis import given
from hypothesis import strategies as st

from engine.ids import NAMESPACE, derive


@given(st.lists(st.text(st.characters(exclude_categories=["Cs"])), min_size=1))
def test_an_id_is_the_uuid5_of_its_parts(parts: list[str]) -> None:
    assert derive(*parts) == str(uuid5(NAMESPACE, "\x1f".join(parts)))
