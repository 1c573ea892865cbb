"""How far a command has come in a file: a mark beside it, so that the same command goes on after it was stopped."""

import hashlib
from dataclasses import dataclass
from pathlib import Path

import typer


@dataclass(slots=True)
class Mark:
    """The last line of a file that is done (0: none), and a note of where what was done lies.

    Kept beside the file with a hash of it: of another file of that name nothing is done.
    """

    path: Path
    digest: str
    line: int = 0
    note: str = ""
    silent: bool = False

    @classmethod
    def of(cls, file: Path, what: str) -> "Mark":
        """As it was left by the last run of `what` over this file."""
        with file.open("rb") as source:
            digest = hashlib.file_digest(source, "sha256").hexdigest()
        mark = cls(file.with_name(f"{file.name}.{what}.done"), digest)
        if mark.path.exists():
            line, _, rest = mark.path.read_text().partition(" ")
            written, _, note = rest.partition(" ")
            if line.isdigit() and written == digest:
                mark.line, mark.note = int(line), note
        return mark

    def begin(self, line: int, note: str = "") -> None:
        """Begin, or go on, after a line."""
        self.line, self.note = line, note
        if line:
            typer.echo(f"Going on after line {line} ({self.path.name} says so; remove it to begin again).", err=True)

    def move(self, line: int) -> None:
        """All lines until here are done. Where the folder takes no file, nothing is kept, and that is said."""
        try:
            self.path.write_text(f"{line} {self.digest} {self.note}")
        except OSError as error:
            if not self.silent:
                typer.echo(
                    f"{self.path.name} cannot be written ({error.strerror}): stopped, it begins again.", err=True
                )
            self.silent = True

    def end(self) -> None:
        """All is done."""
        if not self.silent:
            self.path.unlink(missing_ok=True)
