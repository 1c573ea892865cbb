// The signals that count for a buyer, and all that is believed now with what backs it.
// mode: read
// rows: maybe
// param: tenant_id  string
// param: buyer_id  string
// returns: signals list<map> · stored list<map> · marks string? · recalled string?
MATCH (b:Buyer {tenant_id: $tenant_id, id: $buyer_id})
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
  RETURN collect({owns: type(owns), properties: properties(n), led_from: [(x)-[:LED_TO]->(n) | x.id], signals: [(n)-[backs:BACKED_BY]->(s:Signal) | {id: s.id, at: backs.at}]}) AS stored
}
RETURN signals, stored, b.marks AS marks, b.recalled AS recalled
