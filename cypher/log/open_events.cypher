// Opens events in the log: locks their identifiers and returns what the log already holds of the events and of them.
// mode: write
// rows: one
// param: tenant_id  string
// param: first_ids  list<string>  the interactions that the events are, or revise
// param: identifiers  list<map>  {kind, namespace, value}, sorted by key; a node made here gets its id when the event is appended
// returns: versions list<map> · holdings list<map> · edges list<map> · settings_version integer · catalogue_version integer
CALL () {
  UNWIND $identifiers AS key
  MERGE (x:Identifier {tenant_id: $tenant_id, kind: key.kind, namespace: key.namespace, value: key.value})
  SET x.locked = true
  REMOVE x.locked
  RETURN count(*) AS locked
}
CALL (locked) {
  UNWIND $first_ids AS first_id
  CALL (first_id) {
    MATCH (v:Interaction {tenant_id: $tenant_id, id: first_id})
    RETURN v
    UNION
    MATCH (v:Interaction {tenant_id: $tenant_id, revises: first_id})
    RETURN v
  }
  RETURN collect({
    id: v.id, revises: v.revises, hash: v.content_hash, kind: v.kind, channel: v.channel, direction: v.direction,
    source: v.source, name: v.profile_name, city: v.profile_city, outcome: v.outcome,
    at_us: v.occurred_at.epochSeconds * 1000000 + v.occurred_at.microsecond,
    recorded_us: v.recorded_at.epochSeconds * 1000000 + v.recorded_at.microsecond,
    buyer_id: head([(v)-[:FROM]->(:Holding)-[:IDENTIFIES]->(b:Buyer) | b.id]),
    observations: [(v)-[o:OBSERVED]->(x:Identifier) | {
      position: o.position, role: o.role, verified: o.verified, given_kind: o.given_kind,
      buyer_id: o.buyer_id, kind: x.kind, namespace: x.namespace, value: x.value
    }]
  }) AS versions
}
CALL (locked) {
  UNWIND $identifiers AS key
  MATCH (x:Identifier {tenant_id: $tenant_id, kind: key.kind, namespace: key.namespace, value: key.value})
        -[:HELD_AS]->(h:Holding)-[:IDENTIFIES]->(b:Buyer)
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
CALL (locked) {
  UNWIND $identifiers AS key
  MATCH (:Identifier {tenant_id: $tenant_id, kind: key.kind, namespace: key.namespace, value: key.value})
        -[:HELD_AS]->(h:Holding)-[e:CO_OBSERVED]->(o:Holding)
  RETURN collect({
    a: h.id, b: o.id, bits: e.bits, n: e.n, sources: e.sources, hard: e.hard,
    first_us: e.first_at.epochSeconds * 1000000 + e.first_at.microsecond,
    last_us: e.last_at.epochSeconds * 1000000 + e.last_at.microsecond
  }) AS edges
}
CALL (locked) {
  OPTIONAL MATCH (s:Settings {tenant_id: $tenant_id}) WHERE s.version > 0
  RETURN coalesce(max(s.version), 0) AS settings_version
}
CALL (locked) {
  OPTIONAL MATCH (c:Catalogue {tenant_id: $tenant_id}) WHERE c.version > 0
  RETURN coalesce(max(c.version), 0) AS catalogue_version
}
RETURN versions, holdings, edges, settings_version, catalogue_version
