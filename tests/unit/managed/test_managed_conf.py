"""What the server is told."""

import os
import socket
from pathlib import Path

import pytest

from api.managed import conf
from api.managed.home import Home


def home(root: Path) -> Home:
    made = Home.at(root, root / "cache", "512m")
    made.make()
    return made


def test_conf_listens_on_loopback_alone_and_reports_nothing() -> None:
    lines = conf.conf_text(24001).splitlines()
    settings = dict(line.split("=", 1) for line in lines)
    assert settings["server.bolt.listen_address"] == "127.0.0.1:24001"
    assert settings["server.default_listen_address"] == "127.0.0.1"
    assert settings["server.http.enabled"] == settings["server.https.enabled"] == "false"
    assert settings["dbms.security.auth_enabled"] == "true"
    assert settings["dbms.usage_report.enabled"] == "false"
    assert len(settings) == len(lines), "no setting twice, no comment, no empty line"
    assert not any(value != value.strip() or "#" in value for value in settings.values())


def test_port_is_remembered_in_the_conf(tmp_path: Path) -> None:
    place = home(tmp_path)
    assert conf.read_port(place) is None
    place.conf.write_text(conf.conf_text(24002))
    assert conf.read_port(place) == 24002
    place.conf.write_text("broken off")
    assert conf.read_port(place) is None


def test_command_is_one_java_with_the_home_by_which_it_is_found(tmp_path: Path) -> None:
    place = home(tmp_path)
    words = conf.command(place, Path("/jdk/bin/java"), Path("/jars"))
    assert words[:3] == ["/jdk/bin/java", "-Xms512m", "-Xmx512m"]
    assert words[words.index("-cp") + 1].split(os.pathsep)[-1] == os.path.join("/jars", "*")  # noqa: PTH118
    assert words[words.index(conf.MAIN_CLASS) + 1] == conf.home_argument(place) == f"--home-dir={place.neo4j}"
    assert f"--config-dir={place.conf.parent}" in words


def test_taken_port_is_left_for_another() -> None:
    with socket.create_server(("127.0.0.1", 0)) as taken:
        port = taken.getsockname()[1]
        assert not conf.is_free(port)
        chosen = conf.choose_port(port)
        assert chosen != port
        assert chosen in conf.PORTS
    assert conf.choose_port(port) == port, "free again: the remembered one is taken up"


@pytest.mark.parametrize(
    ("environ", "root", "cache", "heap"),
    [
        ({"RAPPORT_HOME": "/a", "RAPPORT_CACHE": "/b", "RAPPORT_NEO4J_HEAP": "2g"}, "/a", "/b", "2g"),
        ({"RAPPORT_HOME": "/a"}, "/a", None, "1g"),
        ({"RAPPORT_HOME": ""}, None, None, "1g"),
        ({"RAPPORT_HOME": "~/r"}, str(Path.home() / "r"), None, "1g"),
    ],
)
def test_places_from_the_environment(environ: dict[str, str], root: str | None, cache: str | None, heap: str) -> None:
    place, default = Home.from_env(environ), Home.at()
    assert place.root == (Path(root).resolve() if root else default.root)
    assert place.cache == (Path(cache).resolve() if cache else default.cache), "the jars do not move with RAPPORT_HOME"
    assert place.heap == heap


def test_one_spelling_for_one_home(tmp_path: Path) -> None:
    (tmp_path / "real").mkdir()
    (tmp_path / "link").symlink_to(tmp_path / "real")
    assert Home.at(tmp_path / "link").neo4j == Home.at(tmp_path / "real" / ".." / "real").neo4j


def test_home_is_for_its_user_alone(tmp_path: Path) -> None:
    assert home(tmp_path).neo4j.stat().st_mode & 0o777 == 0o700
