"""The error tree. A message says what to do and carries no personal data; api/problems.py maps classes to HTTP.

RapportError
├── InvalidInput            the caller sent something that cannot be taken (422)
│   ├── InvalidEvent        with the pointers of what is wrong
│   └── InvalidPayload      a provider's body that cannot be read (a dead letter)
├── Unauthorized            no or wrong credential, bad signature (401)
├── Forbidden               the credential lacks a role (403)
├── NotFound                no such thing in this tenant (404)
├── Conflict                the state does not allow it (409)
├── TooLarge                a body, line or text beyond its limit (413)
├── RateLimited             too many requests for one key (429)
└── Unavailable             Neo4j is away or too slow; retry (503)
"""

from collections.abc import Sequence


class RapportError(Exception):
    """Something went wrong in rapport."""

    def __init__(self, message: str | None = None) -> None:
        super().__init__(message or (type(self).__doc__ or "").strip())


class InvalidInput(RapportError):  # noqa: N818 - the tree is named by what happened, as HTTP names it
    """The input cannot be taken as it is.

    `errors` lists (JSON pointer, detail) pairs.
    """

    def __init__(self, message: str | None = None, errors: Sequence[tuple[str, str]] = ()) -> None:
        super().__init__(message)
        self.errors = tuple(errors)


class InvalidEvent(InvalidInput):
    """The event is not valid."""


class InvalidPayload(InvalidInput):
    """The provider's payload cannot be read."""


class Unauthorized(RapportError):  # noqa: N818
    """The credential is missing or wrong."""


class Forbidden(RapportError):  # noqa: N818
    """The credential lacks the role that this call needs."""


class NotFound(RapportError):  # noqa: N818
    """There is no such thing in this tenant."""


class Conflict(RapportError):  # noqa: N818
    """The present state does not allow this."""


class TooLarge(RapportError):  # noqa: N818
    """The body is larger than allowed."""


class RateLimited(RapportError):  # noqa: N818
    """Too many requests with this key.

    `retry_after` is in seconds.
    """

    def __init__(self, message: str | None = None, retry_after: int = 1) -> None:
        super().__init__(message)
        self.retry_after = retry_after


class Unavailable(RapportError):  # noqa: N818
    """The graph cannot be reached right now; try again shortly."""
