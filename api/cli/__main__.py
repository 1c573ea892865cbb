"""`python -m api.cli` is `rapport`."""

from api.cli import main

main()
