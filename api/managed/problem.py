"""The one error of this package: what is wrong, and what to do about it."""

import errno

from engine.errors import Unavailable

NO_ROOM = {errno.ENOSPC, errno.EDQUOT}


class Neo4jProblem(Unavailable):
    """Neo4j cannot be used; `what` is wrong and `remedy` says what to do."""

    def __init__(self, what: str, remedy: str) -> None:
        super().__init__(f"{what} {remedy}")
        self.what = what
        self.remedy = remedy


def storage_problem(error: OSError, place: object, variable: str) -> Neo4jProblem:
    """An error of the disk at `place`, which the environment variable `variable` can move elsewhere."""
    if error.errno in NO_ROOM:
        return Neo4jProblem(
            f"There is no room left at {place} ({error.strerror}).", f"Free some, or let {variable} name another place."
        )
    return Neo4jProblem(f"{place} cannot be written ({error}).", f"Let {variable} name a folder that you may write.")
