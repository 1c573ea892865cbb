"""Which of some ids stand together: a union-find, without a word on whether they may."""


class Roots:
    """Sets of ids, each under one of its own; an id that was never joined stands alone."""

    def __init__(self) -> None:
        self._above: dict[str, str] = {}

    def of(self, one: str) -> str:
        """The id under which this one stands, until the next union."""
        root = one
        while (above := self._above.get(root, root)) != root:
            root = above
        while one != root:
            self._above[one], one = root, self._above[one]
        return root

    def put(self, one: str, *, under: str) -> None:
        """Put a set and all that stands with it under another; both are roots."""
        self._above[one] = under
