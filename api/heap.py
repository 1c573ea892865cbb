"""What a process keeps for life, out of the garbage collector's sight."""

import gc


def settle() -> None:
    """Say that what is loaded by now stays. Called once a process, when it has started.

    Tables of names, places and weights are some 200,000 objects; each full collection walked them all, and held up
    whatever was being answered for 100 to 150 ms.
    """
    gc.collect()
    gc.freeze()
