"""Channels: a module a provider turns deliveries into events; `api_event` reads those of our own API.

Start at `base.py` (the shapes), then one provider; `ADDING_A_CHANNEL.md` is the recipe for the next.
"""
