"""Signals in, belief out: a pure fold over the set of a buyer's signals, and reads of that belief at a moment."""
