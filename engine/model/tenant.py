"""What a tenant configures: the catalogue it sells from and its settings. Versions, never edited."""

from dataclasses import dataclass, field


@dataclass(frozen=True, slots=True)
class Project:
    """Something the tenant sells."""

    name: str
    aliases: tuple[str, ...] = ()
    locations: tuple[str, ...] = ()
    configurations: tuple[str, ...] = ()
    price_min: float | None = None
    price_max: float | None = None


@dataclass(frozen=True, slots=True)
class Competitor:
    """Somebody else's project, lender or institute."""

    name: str
    aliases: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class TeamMember:
    """A person or bot of the seller."""

    id: str
    name: str
    phone: str | None = None
    active: bool = True


@dataclass(frozen=True, slots=True)
class Catalogue:
    """What the tenant sells. `vertical`: real_estate, lending or edtech. `version` 0: none given yet."""

    version: int = 0
    vertical: str = "real_estate"
    projects: tuple[Project, ...] = ()
    competitors: tuple[Competitor, ...] = ()
    office_numbers: tuple[str, ...] = ()
    team: tuple[TeamMember, ...] = ()


@dataclass(frozen=True, slots=True)
class KindRule:
    """How one identifier kind binds. Bits are log2(m/u), see engine/identity/rules.toml for sources.

    `limit` of values a buyer within `window_days`; `generic_at` distinct anchors on one value, from which it binds
    nobody; unseen for `expires_days` it is nobody's any more; `unique`: a buyer has at most one per namespace.
    """

    base_bits: float
    verified_bits: float | None = None
    limit: int | None = None
    window_days: int | None = None
    expires_days: int | None = None
    generic_at: int | None = None
    unique: bool = False


@dataclass(frozen=True, slots=True)
class Settings:
    """How a tenant wants things done. `version` 0: the defaults."""

    version: int = 0
    region: str = "IN"
    time_zone: str = "Asia/Kolkata"
    language: str = "en"
    currency: str = "INR"
    identifier_kinds: dict[str, KindRule] = field(default_factory=dict)
