"""The watcher: a small process beside the server that stops it when its last user was killed and could not.

`python watch.py HOME`, started with the server and ending with it. It looks every few seconds and loads no driver.
"""

import sys
import time
from pathlib import Path

from filelock import FileLock, Timeout

from api.managed.home import Home
from api.managed.lease import is_unused
from api.managed.process import end_server, find_server

INTERVAL_S = 2.0


def watch(home: Home, interval: float = INTERVAL_S) -> None:
    """Return when the server of the home is gone, be it that it was stopped here."""
    while find_server(home):
        time.sleep(interval)
        if not home.leases.is_dir():  # the home was deleted under the server; a lock would make it again
            end_server(home)
            return
        try:
            with FileLock(home.lock, timeout=0):
                if is_unused(home):
                    end_server(home)
        except Timeout:
            continue  # someone starts or stops it right now


if __name__ == "__main__":
    watch(Home.at(Path(sys.argv[1])))
