"""A child process ends with its parent: the parent holds the other end of the child's standard input."""

import os
import signal
import threading

MARK = "RAPPORT_SUPERVISED"


def end_with_parent() -> None:
    """In a supervised process: when the parent is gone, however it went, ask this process to stop."""
    if os.environ.get(MARK) != "1":
        return

    def watch() -> None:
        while os.read(0, 1):  # the raw descriptor: sys.stdin's lock would be held when the interpreter ends
            pass
        os.kill(os.getpid(), signal.SIGTERM)

    threading.Thread(target=watch, daemon=True, name="parent").start()
