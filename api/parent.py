"""A child process ends with its parent: the parent holds the other end of the child's standard input."""

import os
import signal
import sys
import threading

MARK = "RAPPORT_SUPERVISED"


def end_with_parent() -> None:
    """In a supervised process: when the parent is gone, however it went, ask this process to stop."""
    if os.environ.get(MARK) != "1":
        return

    def watch() -> None:
        while sys.stdin.buffer.read(1):
            pass
        os.kill(os.getpid(), signal.SIGTERM)

    threading.Thread(target=watch, daemon=True, name="parent").start()
