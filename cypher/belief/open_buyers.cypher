// Locks buyers and returns of each what some interactions say, whether they are this buyer's, and what a fold can go on
// from: how far each slot is folded and what stands in the slots that they speak of. No row for who is no buyer any more,
// which is looked at again under the lock: who held it may have removed the buyer.
// mode: write
// rows: many
// param: tenant_id  string
// param: buyers  list<map>  {id, interactions: list<string>}, sorted by id
// param: together  list<string>  slots that are folded together
// param: slot_of  map  relationship type → the slot of what hangs on it, where the node does not say
// returns: buyer_id string · folding boolean · marks string? · recalled string? · touched list<string> · told list<map> {id, own, again, slots, signals} · standing list<map>
UNWIND $buyers AS one
MATCH (b:Buyer {tenant_id: $tenant_id, id: one.id})
SET b.locked = true
REMOVE b.locked
WITH b, one
MATCH (still:Buyer {tenant_id: $tenant_id, id: one.id})
WHERE still = b
WITH b, one
CALL (b, one) {
  UNWIND one.interactions AS id
  MATCH (i:Interaction {tenant_id: $tenant_id, id: id})
  OPTIONAL MATCH (i)-[f:FROM]->(:Holding)-[:IDENTIFIES]->(b)
  CALL (i) {
    MATCH (i)-[:READ_AS]->(r:Reading)
    RETURN count(r) > count(DISTINCT r.extractor) AS again
  }
  CALL (i, f) {
    MATCH (i)-[:READ_AS]->(:Reading)-[:YIELDED]->(s:Signal)
    RETURN collect(DISTINCT s.slot) AS slots, collect(s {
      .*,
      at_us: s.at.epochSeconds * 1000000 + s.at.microsecond,
      recorded_us: s.recorded_at.epochSeconds * 1000000 + s.recorded_at.microsecond,
      shift_us: (f.at.epochSeconds - i.occurred_at.epochSeconds) * 1000000 + f.at.microsecond - i.occurred_at.microsecond,
      at: null, recorded_at: null
    }) AS signals
  }
  RETURN collect({id: i.id, own: f IS NOT NULL, again: again, slots: slots,
                  signals: CASE WHEN f IS NULL THEN [] ELSE signals END}) AS told
}
WITH b, told, reduce(all = [], some IN told | all + some.slots) AS spoken
WITH b, told, CASE WHEN any(slot IN spoken WHERE slot IN $together) THEN spoken + $together ELSE spoken END AS touched
CALL (b, touched) {
  OPTIONAL MATCH (b)-[owns:HAS_FACT|RAISED|DECIDES_WITH|AGREED|PASSED_THROUGH|ASKED]->(n)
  WHERE (n.kept IS NOT NULL OR owns:PASSED_THROUGH AND n.left_at IS NULL)
    AND coalesce(n.slot, $slot_of[type(owns)]) IN touched
  WITH owns, n WHERE n IS NOT NULL
  RETURN collect({id: n.id, owns: type(owns), digest: n.digest, backing: n.backing, kept: n.kept}) AS standing
}
RETURN b.id AS buyer_id, coalesce(b.folding, false) AS folding, b.marks AS marks, b.recalled AS recalled, touched, told, standing
