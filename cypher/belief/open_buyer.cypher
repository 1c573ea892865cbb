// Locks a buyer and returns the signals that count, what is believed now, and which of some interactions are not theirs.
// Of a buyer who awaits no fold only the slots are read that those interactions speak of: nothing else can have changed.
// mode: write
// rows: maybe
// param: tenant_id  string
// param: buyer_id  string
// param: interactions  list<string>
// param: anew  boolean  read every slot
// param: together  list<string>  slots that are folded together
// param: slot_of  map  relationship type → the slot of what hangs on it, where the node does not say
// returns: touched list<string>? · signals list<map> · stored list<map> · elsewhere list<string>
MATCH (b:Buyer {tenant_id: $tenant_id, id: $buyer_id})
SET b.locked = true
REMOVE b.locked
WITH b
CALL (b) {
  UNWIND $interactions AS id
  MATCH (:Interaction {tenant_id: $tenant_id, id: id})-[:READ_AS]->(:Reading)-[:YIELDED]->(s:Signal)
  RETURN collect(DISTINCT s.slot) AS spoken
}
WITH b, CASE
  WHEN b.folding OR $anew THEN null
  WHEN any(slot IN spoken WHERE slot IN $together) THEN spoken + $together
  ELSE spoken
END AS touched
CALL (b, touched) {
  OPTIONAL MATCH (b)<-[:IDENTIFIES]-(:Holding)<-[f:FROM]-(i:Interaction)-[:READ_AS]->(r:Reading)
  WITH f, i, r ORDER BY r.recorded_at DESC, r.catalogue_version DESC, r.id
  WITH i, f, r.extractor AS extractor, head(collect(r)) AS r
  MATCH (r)-[:YIELDED]->(s:Signal)
  WHERE touched IS NULL OR s.slot IN touched
  RETURN collect(s {
    .*,
    at_us: s.at.epochSeconds * 1000000 + s.at.microsecond,
    recorded_us: s.recorded_at.epochSeconds * 1000000 + s.recorded_at.microsecond,
    shift_us: (f.at.epochSeconds - i.occurred_at.epochSeconds) * 1000000 + f.at.microsecond - i.occurred_at.microsecond,
    at: null, recorded_at: null
  }) AS signals
}
CALL (b, touched) {
  OPTIONAL MATCH (b)-[owns:HAS_FACT|HAD_FACT|RAISED|DECIDES_WITH|AGREED|PASSED_THROUGH|ASKED]->(n)
  WITH owns, n WHERE n IS NOT NULL AND (touched IS NULL OR coalesce(n.slot, $slot_of[type(owns)]) IN touched)
  RETURN collect({id: n.id, owns: type(owns), digest: n.digest, backing: n.backing}) AS stored
}
CALL (b) {
  UNWIND $interactions AS id
  MATCH (i:Interaction {tenant_id: $tenant_id, id: id})
  WHERE NOT EXISTS { (i)-[:FROM]->(:Holding)-[:IDENTIFIES]->(b) }
  RETURN collect(i.id) AS elsewhere
}
RETURN touched, signals, stored, elsewhere
