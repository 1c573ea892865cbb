// A page of holdings with their buyers and the evidence edges that begin at them.
// mode: read
// rows: many
// param: tenant_id  string
// param: after  string
// param: limit  integer
// returns: holding map · edges list<map>
MATCH (h:Holding {tenant_id: $tenant_id})
WHERE h.id > $after
WITH h ORDER BY h.tenant_id, h.id LIMIT $limit
MATCH (x:Identifier)-[:HELD_AS]->(h)-[:IDENTIFIES]->(b:Buyer)
RETURN {
  id: h.id, kind: x.kind, namespace: x.namespace, value: x.value, position: h.position, party: h.party,
  recorded_us: h.recorded_at.epochSeconds * 1000000 + h.recorded_at.microsecond,
  from_us: h.valid_from.epochSeconds * 1000000 + h.valid_from.microsecond,
  to_us: h.valid_to.epochSeconds * 1000000 + h.valid_to.microsecond,
  first_us: h.first_at.epochSeconds * 1000000 + h.first_at.microsecond,
  last_us: h.last_at.epochSeconds * 1000000 + h.last_at.microsecond,
  last_recorded_us: h.last_recorded_at.epochSeconds * 1000000 + h.last_recorded_at.microsecond,
  names: h.names, cities: h.cities, unique_ids: h.unique_ids, generic: h.generic, verified: h.verified,
    seen_us: h.seen_at.epochSeconds * 1000000 + h.seen_at.microsecond, rank: h.rank, floating: h.floating,
    shared: h.shared, company: h.company, hovering: h.hovering, hinting: h.hinting, unbroken: h.unbroken,
    named_from_us: h.named_from.epochSeconds * 1000000 + h.named_from.microsecond,
    named_to_us: h.named_to.epochSeconds * 1000000 + h.named_to.microsecond,
    adrift_us: h.adrift_at.epochSeconds * 1000000 + h.adrift_at.microsecond, buyer_id: b.id
} AS holding, [(h)-[e:CO_OBSERVED]->(o:Holding) | {
  a: h.id, b: o.id, bits: e.bits, n: e.n, sources: e.sources, hard: e.hard,
  first_us: e.first_at.epochSeconds * 1000000 + e.first_at.microsecond,
  last_us: e.last_at.epochSeconds * 1000000 + e.last_at.microsecond
}] AS edges
