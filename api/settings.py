"""The process's settings: RAPPORT_* and NEO4J_* from the environment. Nothing here has a secret as its default."""

from pathlib import Path
from typing import Annotated, Literal
from urllib.parse import urlsplit

from limits import parse as parse_rate
from platformdirs import user_data_path
from pydantic import AfterValidator, AliasChoices, Field, SecretStr, model_validator
from pydantic_settings import BaseSettings, SettingsConfigDict


def _rate(text: str) -> str:
    parse_rate(text)
    return text


def _place(path: Path) -> Path:
    return path.expanduser().absolute()


def _endpoint(url: str) -> str:
    parts = urlsplit(url)
    if parts.scheme not in ("http", "https") or not parts.hostname or parts.query or parts.username:
        raise ValueError("must be an http or https address without user or query, such as https://host/v1")
    return url


class Settings(BaseSettings):
    """Everything that a process of rapport can be told. Each field's description is shown by `rapport serve --help`."""

    model_config = SettingsConfigDict(env_prefix="RAPPORT_", extra="ignore", env_ignore_empty=True, frozen=True)

    home: Annotated[Path, AfterValidator(_place)] = Field(
        default_factory=lambda: user_data_path("rapport", appauthor=False),
        description="where rapport keeps its files: its own Neo4j and the spool",
    )
    host: str = Field(default="127.0.0.1", description="address that the API listens on")
    port: int = Field(default=8000, ge=0, le=65535, description="port that the API listens on")
    workers: int = Field(default=2, ge=0, le=64, description="worker processes that read and fold")
    public_url: str | None = Field(
        default=None,
        description="address under which providers reach this API, for signatures over the URL behind a proxy",
    )
    rate_limit: Annotated[str, AfterValidator(_rate)] = Field(
        default="600/second", description="requests allowed to one API key, as <n>/<second|minute|hour>"
    )
    key_refresh_s: float = Field(
        default=2.0, gt=0, description="seconds after which a revoked key is forgotten at the latest"
    )
    webhook_private: bool = Field(
        default=False,
        description="whether outgoing webhooks may go into private networks and to this machine, also without TLS",
    )
    spool_max_mb: int = Field(
        default=1024, ge=1, description="most that webhooks spooled while Neo4j is away may fill on disk"
    )
    spool_keep_free_mb: int = Field(default=200, ge=0, description="disk space that the spool leaves free")
    log_format: Literal["json", "console"] = Field(
        default="json", description="how log lines are written to standard error"
    )
    log_level: Literal["debug", "info", "warning", "error"] = Field(
        default="info", description="least level that is logged"
    )

    deeper_url: Annotated[str, AfterValidator(_endpoint)] | None = Field(
        default=None,
        description="base address of an OpenAI-compatible API (…/v1) that reads every conversation once more, after "
        "the built-in reader; what people said is sent there. Off when not set",
    )
    deeper_key: SecretStr | None = Field(default=None, description="key of that API, sent as a bearer token")
    deeper_model: str | None = Field(
        default=None, min_length=1, max_length=200, description="model that answers; needed with RAPPORT_DEEPER_URL"
    )
    deeper_timeout_s: float = Field(default=30.0, gt=0, le=600, description="seconds that one answer may take in all")
    deeper_calls_per_day: int = Field(
        default=1000, ge=1, description="questions that one tenant may ask it a day (UTC); beyond, built-in alone"
    )
    deeper_tokens_per_day: int = Field(
        default=2_000_000, ge=1, description="tokens that one tenant may use there a day (UTC); beyond, built-in alone"
    )
    rerank_url: Annotated[str, AfterValidator(_endpoint)] | None = Field(
        default=None,
        description="base URL of an embeddings server (OpenAI's dialect) that reorders recall; it reads what is asked "
        "and said",
    )
    rerank_model: str = Field(default="", description="model that this server is asked for")
    rerank_key: SecretStr | None = Field(default=None, description="key for this server, where it needs one")

    neo4j_uri: str | None = Field(
        default=None,
        validation_alias=AliasChoices("NEO4J_URI", "neo4j_uri"),
        description="a Neo4j 5.26+ or 2026.x server; when not set, rapport runs one of its own beside it",
    )
    neo4j_username: str = Field(
        default="neo4j",
        validation_alias=AliasChoices("NEO4J_USERNAME", "neo4j_username"),
        description="user of that server",
    )
    neo4j_password: SecretStr | None = Field(
        default=None,
        validation_alias=AliasChoices("NEO4J_PASSWORD", "neo4j_password"),
        description="password of that user; needed with NEO4J_URI unless the server runs without authentication",
    )
    neo4j_database: str = Field(
        default="neo4j",
        validation_alias=AliasChoices("NEO4J_DATABASE", "neo4j_database"),
        description="database to use",
    )

    cache: Path | None = Field(
        default=None, description="where the jars of its own Neo4j are kept, for all homes of this user"
    )
    heap: str = Field(
        default="1g",
        validation_alias=AliasChoices("RAPPORT_NEO4J_HEAP", "heap"),
        description="Java heap of its own Neo4j, as Java writes it",
    )

    @model_validator(mode="after")
    def _deeper_is_whole(self) -> "Settings":
        if self.deeper_url is not None and self.deeper_model is None:
            raise ValueError("RAPPORT_DEEPER_URL needs RAPPORT_DEEPER_MODEL: which model answers there")
        return self

    @property
    def spool_dir(self) -> Path:
        """Where webhooks wait on disk while Neo4j is away."""
        return self.home / "spool"


def variables() -> list[tuple[str, str, str]]:
    """(environment variable, default as text, description) of every setting, in order."""
    shown = {"home": "the user's data folder", "cache": "the user's cache folder"}
    rows = []
    for name, field in Settings.model_fields.items():
        alias = field.validation_alias
        variable = str(alias.choices[0]) if isinstance(alias, AliasChoices) else f"RAPPORT_{name.upper()}"
        default = shown.get(name) or ("" if field.default is None else str(field.default))
        rows.append((variable, default, field.description or ""))
    return rows
