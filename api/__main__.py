"""The API process. `python -m api [--fd N]`: N is a listening socket that the supervisor bound."""

import argparse
import socket

import uvicorn

from api.app import create_app
from api.parent import end_with_parent
from api.settings import Settings

GRACE_S = 10


def main() -> None:
    """Serve until SIGTERM or SIGINT."""
    parser = argparse.ArgumentParser(prog="python -m api")
    parser.add_argument("--fd", type=int, help="a listening socket that was bound already")
    given = parser.parse_args()
    settings = Settings()
    end_with_parent()
    config = uvicorn.Config(
        create_app(settings),
        host=settings.host,
        port=settings.port,
        log_config=None,
        access_log=False,
        server_header=False,
        timeout_keep_alive=30,
        timeout_graceful_shutdown=GRACE_S,
    )
    sockets = [socket.socket(fileno=given.fd)] if given.fd is not None else None
    uvicorn.Server(config).run(sockets=sockets)


if __name__ == "__main__":
    main()
