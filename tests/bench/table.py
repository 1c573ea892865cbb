"""The table: one row a figure."""

from dataclasses import dataclass, field

from tests.bench.measure import Series

HEADER = (
    "what", "clients", "n", "p50 ms", "p95 ms", "p99 ms", "a second", "cpu ms: client + server",
    "compared with", "p50 ÷", "p95 ÷", "rate ÷", "note",
)  # fmt: skip


@dataclass(slots=True)
class Table:
    """Rows as they come; each is printed at once."""

    rows: list[tuple[str, ...]] = field(default_factory=list)

    def start(self) -> None:
        """Print the head."""
        print("| " + " | ".join(HEADER) + " |")
        print("|" + " --- |" * len(HEADER), flush=True)

    def add(
        self,
        what: str,
        series: Series,
        *,
        clients: int = 1,
        unit: int = 1,
        base: tuple[str, Series] | None = None,
        base_unit: int = 1,
        note: str = "",
    ) -> None:
        """Add a row. `unit`: how many things one call did; with `base`, (its name, its series), ratios to it.

        Both ÷ of times are to the base's median; ÷ of the rate says what share of the base's rate it reaches.
        """
        rate = series.per_s * unit
        ratios = ["", "", "", ""]
        if base is not None:
            name, below = base
            ratios = [
                name,
                f"{series.at(0.5) / below.at(0.5):.1f}",
                f"{series.at(0.95) / below.at(0.5):.1f}",
                f"{rate / (below.per_s * base_unit):.2f}",
            ]
        times = [f"{series.at(share):.1f}" for share in (0.5, 0.95, 0.99)]
        client, server = (cpu / unit for cpu in series.cpu_ms)
        cpu = f"{client:.2f} + {server:.2f}"
        self._print(what, str(clients), str(len(series.calls)), *times, f"{rate:,.0f}", cpu, *ratios, note)

    def rate(
        self, what: str, rate: float, *, clients: int = 1, base: tuple[str, float] | None = None, note: str = ""
    ) -> None:
        """Add a row that is only a rate (things a second)."""
        name, share = (base[0], f"{rate / base[1]:.2f}") if base else ("", "")
        self._print(what, str(clients), "", "", "", "", f"{rate:,.0f}", "", name, "", "", share, note)

    def _print(self, *cells: str) -> None:
        self.rows.append(cells)
        print("| " + " | ".join(cells) + " |", flush=True)
