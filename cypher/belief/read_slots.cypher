// The signals that count for some buyers, and what is believed of them now: of some slots, or of all.
// mode: read
// rows: many
// param: tenant_id  string
// param: buyers  list<map>  {id, touched: list<string>, or null: all slots}
// param: slot_of  map  relationship type → the slot of what hangs on it, where the node does not say
// returns: buyer_id string · signals list<map> · stored list<map>
UNWIND $buyers AS one
MATCH (b:Buyer {tenant_id: $tenant_id, id: one.id})
CALL (b, one) {
  OPTIONAL MATCH (b)<-[:IDENTIFIES]-(:Holding)<-[f:FROM]-(i:Interaction)-[:READ_AS]->(r:Reading)
  WITH f, i, r ORDER BY r.recorded_at DESC, r.catalogue_version DESC, r.id
  WITH i, f, r.extractor AS extractor, head(collect(r)) AS r
  MATCH (r)-[:YIELDED]->(s:Signal)
  WHERE one.touched IS NULL OR s.slot IN one.touched
  RETURN collect(s {
    .*,
    at_us: s.at.epochSeconds * 1000000 + s.at.microsecond,
    recorded_us: s.recorded_at.epochSeconds * 1000000 + s.recorded_at.microsecond,
    shift_us: (f.at.epochSeconds - i.occurred_at.epochSeconds) * 1000000 + f.at.microsecond - i.occurred_at.microsecond,
    at: null, recorded_at: null
  }) AS signals
}
CALL (b, one) {
  OPTIONAL MATCH (b)-[owns:HAS_FACT|HAD_FACT|RAISED|DECIDES_WITH|AGREED|PASSED_THROUGH|ASKED]->(n)
  WITH owns, n WHERE n IS NOT NULL AND (one.touched IS NULL OR coalesce(n.slot, $slot_of[type(owns)]) IN one.touched)
  RETURN collect({id: n.id, owns: type(owns), digest: n.digest, backing: n.backing}) AS stored
}
RETURN b.id AS buyer_id, signals, stored
