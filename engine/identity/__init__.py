"""Identity resolution as pure functions: event → identifiers → holdings → edges → buyers, with reasons.

In flow `normalise` (identifiers of an event), `cut` and `absorb` (one identifier's holdings), `edges`
(evidence between holdings), `cluster` (who is who), `explain` (why, why not, review). `derive` is the whole
function for a set of interactions. No clock, no I/O: data files are read at import.
"""
