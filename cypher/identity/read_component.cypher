// Locks every identifier of the raw component around some identifiers and returns it, with the log of those to be cut anew.
// mode: write
// rows: one
// param: tenant_id  string
// param: keys  list<map>  {kind, namespace, value}: where to start
// param: recut  list<map>  {kind, namespace, value}: whose observations are returned
// returns: grown boolean · holdings list<map> · edges list<map> · judgements list<map> · entries list<map>
CALL () {
  UNWIND $keys AS key
  MATCH (x:Identifier {tenant_id: $tenant_id, kind: key.kind, namespace: key.namespace, value: key.value})
  MATCH (x)-[:HELD_AS|CO_OBSERVED|JUDGED*0..]-(y)
  WITH DISTINCT y
  WHERE y:Identifier
  WITH y ORDER BY y.kind, y.namespace, y.value
  SET y.locked = true
  REMOVE y.locked
  RETURN collect(y) AS locked
}
CALL (locked) {
  UNWIND $keys AS key
  MATCH (x:Identifier {tenant_id: $tenant_id, kind: key.kind, namespace: key.namespace, value: key.value})
  MATCH (x)-[:HELD_AS|CO_OBSERVED|JUDGED*0..]-(y)
  WITH DISTINCT y
  WHERE y:Identifier
  RETURN collect(y) AS found
}
CALL (found) {
  UNWIND found AS x
  OPTIONAL MATCH (x)-[:HELD_AS]->(h:Holding)-[:IDENTIFIES]->(b:Buyer)
  WITH x, h, b WHERE h IS NOT NULL
  RETURN collect({
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
  }) AS holdings
}
CALL (found) {
  UNWIND found AS x
  MATCH (x)-[:HELD_AS]->(h:Holding)-[e:CO_OBSERVED]->(o:Holding)
  RETURN collect({
    a: h.id, b: o.id, bits: e.bits, n: e.n, sources: e.sources, hard: e.hard,
    first_us: e.first_at.epochSeconds * 1000000 + e.first_at.microsecond,
    last_us: e.last_at.epochSeconds * 1000000 + e.last_at.microsecond
  }) AS edges
}
CALL (found) {
  UNWIND found AS x
  MATCH (x)-[j:JUDGED]->(y:Identifier)
  RETURN collect({
    id: j.id, verdict: j.verdict, observed_a: j.observed_a, observed_b: j.observed_b, by: j.by, reason: j.reason, retracts: j.retracts,
    recorded_us: j.recorded_at.epochSeconds * 1000000 + j.recorded_at.microsecond,
    a_kind: x.kind, a_namespace: x.namespace, a_value: x.value, b_kind: y.kind, b_namespace: y.namespace, b_value: y.value,
    a_first: head([(i)-[o:OBSERVED]->(x) WHERE o.buyer_id = j.observed_a | coalesce(i.revises, i.id)]),
    b_first: head([(i)-[o:OBSERVED]->(y) WHERE o.buyer_id = j.observed_b | coalesce(i.revises, i.id)]),
    a_holding: head([(x)-[:HELD_AS]->(h)<-[:FROM|ALSO]-(v)-[:REVISES*0..1]->()<-[:REVISES*0..1]-(i)-[o:OBSERVED]->(x)
                     WHERE o.buyer_id = j.observed_a | h.id]),
    b_holding: head([(y)-[:HELD_AS]->(h)<-[:FROM|ALSO]-(v)-[:REVISES*0..1]->()<-[:REVISES*0..1]-(i)-[o:OBSERVED]->(y)
                     WHERE o.buyer_id = j.observed_b | h.id])
  }) AS judgements
}
CALL (found) {
  UNWIND $recut AS key
  MATCH (:Identifier {tenant_id: $tenant_id, kind: key.kind, namespace: key.namespace, value: key.value})
        <-[:OBSERVED]-(seen:Interaction)
  WITH DISTINCT coalesce(seen.revises, seen.id) AS first_id
  CALL (first_id) {
    MATCH (v:Interaction {tenant_id: $tenant_id, id: first_id})
    RETURN v
    UNION
    MATCH (v:Interaction {tenant_id: $tenant_id, revises: first_id})
    RETURN v
  }
  RETURN collect({
    first_id: first_id, id: v.id, revises: v.revises, hash: v.content_hash, kind: v.kind, channel: v.channel,
    direction: v.direction, source: v.source, name: v.profile_name, city: v.profile_city, outcome: v.outcome,
    at_us: v.occurred_at.epochSeconds * 1000000 + v.occurred_at.microsecond,
    recorded_us: v.recorded_at.epochSeconds * 1000000 + v.recorded_at.microsecond,
    from_holding: head([(v)-[:FROM]->(h:Holding) | h.id]),
    also_holdings: [(v)-[:ALSO]->(h:Holding) | h.id],
    held: [(v)-[:FROM|ALSO]->(h:Holding)<-[:HELD_AS]-(x:Identifier) | {
      id: h.id, generic: h.generic, kind: x.kind, namespace: x.namespace, value: x.value
    }],
    observations: [(v)-[o:OBSERVED]->(x:Identifier) | {
      position: o.position, role: o.role, verified: o.verified, given_kind: o.given_kind,
      buyer_id: o.buyer_id, kind: x.kind, namespace: x.namespace, value: x.value
    }]
  }) AS entries
}
RETURN any(x IN found WHERE NOT x IN locked) AS grown, holdings, edges, judgements, entries
