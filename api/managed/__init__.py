"""A real Neo4j of our own beside rapport, when NEO4J_URI is not set.

In: the places on disk (`home.py`) and, if there is one, a configured connection. Out: a `Connection` that a driver can
be opened with (`server.resolve`). On the way the jars are fetched (`jars.py`), one detached server a home is started
(`start.py`) or found (`process.py`), and each process holds a lease on it (`lease.py`), so that the last to leave stops
it; when the last one was killed, the watcher does (`watch.py`). `doctor.py` looks at all of it, `cli.py` has the
commands. Nothing of the domain.
"""
