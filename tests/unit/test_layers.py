"""The house's shape: who imports whom, how big a module and a function may be, and what pure folders may not touch."""

import ast
import re
import sys
import tomllib
from importlib.metadata import packages_distributions
from pathlib import Path

import pytest
from importlinter.cli import EXIT_STATUS_SUCCESS, lint_imports

ROOT = Path(__file__).resolve().parents[2]
TOPS = ("graph_schema", "cypher", "engine", "api")
MODULES = sorted(path for top in TOPS for path in (ROOT / top).rglob("*.py"))
TESTS = sorted((ROOT / "tests").rglob("*.py"))
MODULE_LINES, FUNCTION_LINES, README_LINES = 400, 60, 60

PURE = ("model", "channels", "identity", "extraction", "memory", "brief")
IMPURE = {
    "aiohttp",
    "asyncio",
    "httpx",
    "logging",
    "os",
    "random",
    "requests",
    "secrets",
    "socket",
    "structlog",
    "subprocess",
    "sys",
    "tempfile",
    "threading",
    "time",
}
BY_NAME = {"neo4j-rust-ext", "tzdata", "httptools", "uvloop", "python-multipart", "fastapi-offline"}
"""Libraries that nobody imports: the driver's speed-up, parsers of uvicorn and starlette, files of the docs page."""
CLOCKS = {"utc_now", "now", "today", "utcnow"}
PURE_MODULES = [path for path in MODULES if path.relative_to(ROOT).parts[:1] == ("engine",) and path.parts[-2] in PURE]


def name_of(path: Path) -> str:
    """The path below the checkout."""
    return path.relative_to(ROOT).as_posix()


def test_import_contracts(monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]) -> None:
    monkeypatch.chdir(ROOT)
    status = lint_imports(config_filename=str(ROOT / "pyproject.toml"), no_cache=True)
    assert status == EXIT_STATUS_SUCCESS, capsys.readouterr().out


@pytest.mark.parametrize("path", MODULES + TESTS, ids=name_of)
def test_modules_and_functions_are_short(path: Path) -> None:
    source = path.read_text("utf-8")
    assert len(source.splitlines()) <= MODULE_LINES
    long = [
        f"{node.name}: {node.end_lineno - node.lineno + 1} lines"
        for node in ast.walk(ast.parse(source))
        if isinstance(node, ast.FunctionDef | ast.AsyncFunctionDef)
        and node.end_lineno is not None
        and node.end_lineno - node.lineno >= FUNCTION_LINES
    ]
    assert long == []


def impurities(source: str) -> list[str]:
    """Imports and calls by which a module would meet the clock, the environment, the network or a log."""
    found = []
    for node in ast.walk(ast.parse(source)):
        if isinstance(node, ast.Import):
            found += [alias.name for alias in node.names if alias.name.split(".")[0] in IMPURE]
        elif isinstance(node, ast.ImportFrom) and node.module:
            found += [node.module] if node.module.split(".")[0] in IMPURE else []
            found += [alias.name for alias in node.names if alias.name in CLOCKS]
        elif isinstance(node, ast.Call) and isinstance(node.func, ast.Attribute) and node.func.attr in CLOCKS:
            found.append(f"{ast.unparse(node.func)}()")
        elif isinstance(node, ast.Call) and isinstance(node.func, ast.Name) and node.func.id in {"print", "input"}:
            found.append(f"{node.func.id}()")
    return found


@pytest.mark.parametrize("path", PURE_MODULES, ids=name_of)
def test_pure_steps_take_values_and_now(path: Path) -> None:
    assert impurities(path.read_text("utf-8")) == []


@pytest.mark.parametrize(
    ("source", "expected"),
    [
        ("import os.path", ["os.path"]),
        ("from engine.clock import utc_now", ["utc_now"]),
        ("from datetime import datetime\nx = datetime.now()", ["datetime.now()"]),
        ("from datetime import date\nx = date.today()", ["date.today()"]),
        ("def f(now):\n    return now", []),
    ],
)
def test_the_purity_guard_sees(source: str, expected: list[str]) -> None:
    assert impurities(source) == expected


@pytest.mark.parametrize("folder", [*TOPS, "tests"])
def test_every_top_level_folder_says_what_it_is(folder: str) -> None:
    text = (ROOT / folder / "README.md").read_text("utf-8").split("<!-- picture")[0]
    text = text.split("## Decisions")[0]  # the list of decisions grows; what flows in and out stays a screen
    assert 5 <= len(text.splitlines()) <= README_LINES


def test_the_top_level_is_the_house_plan() -> None:
    folders = {path.name for path in ROOT.iterdir() if path.is_dir() and (path / "__init__.py").exists()}
    assert folders == {*TOPS, "tests"}


@pytest.mark.parametrize("name", ["requirements.lock", "requirements-dev.lock"])
def test_a_lock_has_hashes_and_no_address(name: str) -> None:
    text = (ROOT / name).read_text("utf-8")
    assert "://" not in text
    assert not [line for line in text.splitlines() if line.startswith("-")]
    assert len(pins(name)) > 30
    assert text.count("--hash=sha256:") >= len(pins(name))


def pins(name: str) -> set[str]:
    """The packages with versions that a lock names."""
    lines = (ROOT / name).read_text("utf-8").splitlines()
    return {line.split(" ")[0] for line in lines if "==" in line and line[0] not in "# "}


def test_both_locks_agree() -> None:
    assert pins("requirements.lock") <= pins("requirements-dev.lock")


def normal(name: str) -> str:
    """A distribution's name as PyPI compares it."""
    return re.sub(r"[-_.]+", "-", name).lower()


def test_every_library_in_use_is_declared_and_every_declared_one_is_used() -> None:
    given = tomllib.loads((ROOT / "pyproject.toml").read_text("utf-8"))["project"]["dependencies"]
    declared = {normal(re.split(r"[^\w.-]", line, maxsplit=1)[0]) for line in given}
    imported = {name for path in MODULES for name in imports(path)} - set(sys.stdlib_module_names) - set(TOPS)
    known = packages_distributions()
    used = {name: {normal(d) for d in known.get(name, [])} for name in imported}
    assert sorted(name for name, dists in used.items() if not dists & declared) == []
    assert declared - {d for dists in used.values() for d in dists} - BY_NAME == set()


def imports(path: Path) -> set[str]:
    """The top-level packages that a module imports."""
    found: set[str] = set()
    for node in ast.walk(ast.parse(path.read_text("utf-8"))):
        if isinstance(node, ast.Import):
            found |= {alias.name.split(".")[0] for alias in node.names}
        elif isinstance(node, ast.ImportFrom) and node.module and not node.level:
            found.add(node.module.split(".")[0])
    return found
