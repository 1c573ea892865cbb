// Locks a buyer and returns the signals that count, what is believed now, and which of some interactions are not theirs.
// mode: write
// rows: maybe
// param: tenant_id  string
// param: buyer_id  string
// param: interactions  list<string>
// returns: signals list<map> · stored list<map> · elsewhere list<string>
MATCH (b:Buyer {tenant_id: $tenant_id, id: $buyer_id})
SET b.locked = true
REMOVE b.locked
WITH b
CALL (b) {
  OPTIONAL MATCH (b)<-[:IDENTIFIES]-(:Holding)<-[f:FROM]-(i:Interaction)-[:READ_AS]->(r:Reading)
  WITH f, i, r ORDER BY r.recorded_at DESC, r.catalogue_version DESC, r.id
  WITH i, f, r.extractor AS extractor, head(collect(r)) AS r
  MATCH (r)-[:YIELDED]->(s:Signal)
  RETURN collect(s {
    .*,
    at_us: s.at.epochSeconds * 1000000 + s.at.microsecond,
    recorded_us: s.recorded_at.epochSeconds * 1000000 + s.recorded_at.microsecond,
    shift_us: (f.at.epochSeconds - i.occurred_at.epochSeconds) * 1000000 + f.at.microsecond - i.occurred_at.microsecond,
    at: null, recorded_at: null
  }) AS signals
}
CALL (b) {
  OPTIONAL MATCH (b)-[owns:HAS_FACT|HAD_FACT|RAISED|DECIDES_WITH|AGREED|PASSED_THROUGH|ASKED]->(n)
  WITH owns, n WHERE n IS NOT NULL
  RETURN collect({id: n.id, owns: type(owns), digest: n.digest}) AS stored
}
CALL (b) {
  UNWIND $interactions AS id
  MATCH (i:Interaction {tenant_id: $tenant_id, id: id})
  WHERE NOT EXISTS { (i)-[:FROM]->(:Holding)-[:IDENTIFIES]->(b) }
  RETURN collect(i.id) AS elsewhere
}
RETURN signals, stored, elsewhere
