"""What the server is told: neo4j.conf, the Java command line, and a free port.

The flags are those that the server's own launcher uses. neo4j.conf is strict: an unknown key stops the start, and a
comment behind a value would be read as part of it.
"""

import os
import re
import secrets
import socket
from pathlib import Path

from api.managed.home import Home

HOST = "127.0.0.1"
PORTS = range(20000, 30000)  # below the ranges from which systems give ports to outgoing connections
MAIN_CLASS = "org.neo4j.server.CommunityEntryPoint"

CONF = """\
server.default_listen_address={host}
server.bolt.listen_address={host}:{port}
server.http.enabled=false
server.https.enabled=false
dbms.security.auth_enabled=true
server.memory.pagecache.size=512m
db.transaction.timeout=60s
db.lock.acquisition.timeout=5s
db.tx_log.rotation.retention_policy=1 days 1G
dbms.usage_report.enabled=false
internal.dbms.bolt.netty_server_shutdown_quiet_period=0
internal.dbms.bolt.netty_server_shutdown_timeout=1s
"""

FLAGS = (
    "-XX:+UseG1GC",
    "-XX:-OmitStackTraceInFastThrow",
    "-XX:+UnlockExperimentalVMOptions",
    "-XX:+TrustFinalNonStaticFields",
    "-XX:+DisableExplicitGC",
    "-Djdk.nio.maxCachedBufferSize=1024",
    "-Dio.netty.tryReflectionSetAccessible=true",
    "-Djdk.tls.ephemeralDHKeySize=2048",
    "-Djdk.tls.rejectClientInitiatedRenegotiation=true",
    "-XX:+UnlockDiagnosticVMOptions",
    "-XX:+DebugNonSafepoints",
    "--add-opens=java.base/java.nio=ALL-UNNAMED",
    "--add-opens=java.base/java.io=ALL-UNNAMED",
    "--add-opens=java.base/sun.nio.ch=ALL-UNNAMED",
    "--add-opens=java.base/java.util.concurrent=ALL-UNNAMED",
    "--enable-native-access=ALL-UNNAMED",
    "-Dlog4j2.disable.jmx=true",
    "-Dlog4j.layout.jsonTemplate.maxStringLength=32768",
    "-Dio.netty.leakDetection.level=DISABLED",
    "-Dfile.encoding=UTF-8",
)


def conf_text(port: int) -> str:
    """The whole neo4j.conf: loopback only, Bolt alone, nothing sent anywhere."""
    return CONF.format(host=HOST, port=port)


def command(home: Home, java: Path, jars: Path) -> list[str]:
    """The command of the server: one Java process, which is the server itself."""
    neo4j = home.neo4j
    class_path = os.pathsep.join(str(folder / "*") for folder in (neo4j / "plugins", home.conf.parent, jars))
    memory = (f"-Xms{home.heap}", f"-Xmx{home.heap}")
    own = (home_argument(home), f"--config-dir={home.conf.parent}", "--console-mode")
    return [str(java), *memory, *FLAGS, "-cp", class_path, MAIN_CLASS, *own]


def read_port(home: Home) -> int | None:
    """The port that the home's server was last told to listen on; None when it never was."""
    try:
        text = home.conf.read_text(encoding="utf-8")
    except OSError:
        return None
    found = re.search(rf"^server\.bolt\.listen_address={re.escape(HOST)}:(\d+)$", text, re.MULTILINE)
    return int(found[1]) if found else None


def home_argument(home: Home) -> str:
    """The argument by which the server of a home is told from every other process."""
    return f"--home-dir={home.neo4j}"


def is_free(port: int) -> bool:
    """Whether a server could listen on the port of the loopback address now."""
    with socket.socket(socket.AF_INET, socket.SOCK_STREAM) as probe:
        if os.name == "posix":  # connections of the last run that are still closing do not count
            probe.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
        try:
            probe.bind((HOST, port))
        except OSError:
            return False
        return True


def choose_port(remembered: int | None) -> int:
    """The remembered port while it is free, else any free one."""
    if remembered is not None and is_free(remembered):
        return remembered
    while not is_free(port := secrets.choice(PORTS)):
        pass
    return port
