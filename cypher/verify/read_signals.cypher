// What was read in some interactions, as the log held it at a moment: of each extractor the last reading by then.
// mode: read
// rows: many
// param: tenant_id  string
// param: places  list<map>  {id, at_us}: the version that counted and the time at which it counted
// param: known_at  datetime
// returns: signal map
UNWIND $places AS place
MATCH (i:Interaction {tenant_id: $tenant_id, id: place.id})-[:READ_AS]->(r:Reading)
WHERE r.recorded_at <= $known_at
WITH place, i, r ORDER BY r.recorded_at DESC, r.catalogue_version DESC, r.id
WITH place, i, r.extractor AS extractor, head(collect(r)) AS r
MATCH (r)-[:YIELDED]->(s:Signal)
RETURN s {
  .*,
  at_us: s.at.epochSeconds * 1000000 + s.at.microsecond,
  recorded_us: s.recorded_at.epochSeconds * 1000000 + s.recorded_at.microsecond,
  shift_us: place.at_us - i.occurred_at.epochSeconds * 1000000 - i.occurred_at.microsecond,
  at: null, recorded_at: null
} AS signal
