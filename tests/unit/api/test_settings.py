"""Settings come from RAPPORT_* and NEO4J_*, and no secret has a default."""

from pathlib import Path

import pytest
from pydantic import SecretStr, ValidationError

from api.settings import Settings, variables


@pytest.fixture(autouse=True)
def _bare(monkeypatch: pytest.MonkeyPatch) -> None:
    for name, _, _ in variables():
        monkeypatch.delenv(name, raising=False)


def test_the_defaults_need_nothing_and_hold_no_secret() -> None:
    settings = Settings()
    assert (settings.host, settings.port) == ("127.0.0.1", 8000)
    assert settings.neo4j_uri is None
    for name, field in Settings.model_fields.items():
        if "password" in name or "secret" in name:
            assert field.default is None


def test_the_environment_is_read(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    monkeypatch.setenv("RAPPORT_HOME", str(tmp_path))
    monkeypatch.setenv("RAPPORT_PORT", "8123")
    monkeypatch.setenv("RAPPORT_NEO4J_HEAP", "2g")
    monkeypatch.setenv("NEO4J_URI", "bolt://127.0.0.1:7687")
    monkeypatch.setenv("NEO4J_PASSWORD", "hush")
    settings = Settings()
    assert (settings.port, settings.heap, settings.neo4j_uri) == (8123, "2g", "bolt://127.0.0.1:7687")
    assert settings.spool_dir == tmp_path / "spool"
    assert settings.neo4j_password == SecretStr("hush")
    assert "hush" not in repr(settings)


def test_an_empty_variable_is_as_good_as_none(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("NEO4J_URI", "")
    assert Settings().neo4j_uri is None


@pytest.mark.parametrize(
    ("name", "value"),
    [
        ("RAPPORT_PORT", "70000"),
        ("RAPPORT_RATE_LIMIT", "often"),
        ("RAPPORT_LOG_FORMAT", "xml"),
        ("RAPPORT_WORKERS", "-1"),
    ],
)
def test_what_makes_no_sense_is_refused(monkeypatch: pytest.MonkeyPatch, name: str, value: str) -> None:
    monkeypatch.setenv(name, value)
    with pytest.raises(ValidationError):
        Settings()


def test_every_setting_has_a_variable_and_a_description() -> None:
    rows = variables()
    assert {"RAPPORT_HOME", "RAPPORT_PORT", "RAPPORT_NEO4J_HEAP", "NEO4J_URI", "NEO4J_DATABASE"} <= {r[0] for r in rows}
    assert all(about for _, _, about in rows)
    assert len({name for name, _, _ in rows}) == len(Settings.model_fields)
