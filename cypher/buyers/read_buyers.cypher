// Some buyers in the shape of the hot query, for lists: of each fact the newest evidence, no promises and no questions.
// mode: read
// rows: many
// param: tenant_id  string
// param: ids  list<string>
// param: at  datetime  who holds an identifier then
// param: until  datetime  later interactions are left out
// returns: found map
UNWIND $ids AS id
MATCH (b:Buyer {tenant_id: $tenant_id, id: id})
CALL (b) {
  MATCH (b)<-[:IDENTIFIES]-(h:Holding)<-[:HELD_AS]-(x:Identifier)
  WHERE h.valid_to IS NULL OR h.valid_to > $at
  RETURN collect({
    kind: x.kind, namespace: x.namespace, value: x.value, verified: h.verified,
    shared: h.generic OR EXISTS {
      (x)-[:HELD_AS]->(other:Holding)-[:IDENTIFIES]->(holder:Buyer)
      WHERE (other.valid_to IS NULL OR other.valid_to > $at) AND holder <> b
    }
  }) AS identifiers
}
CALL (b) {
  MATCH (b)<-[:IDENTIFIES]-(:Holding)<-[f:FROM]-(i:Interaction)
  WHERE f.at <= $until
  WITH f, i ORDER BY f.at DESC, i.id DESC
  WITH count(*) AS interactions, min(f.at) AS first_at, collect(i)[..20] AS newest, collect(f.at)[..20] AS times
  RETURN interactions, first_at.epochMillis AS first_at_ms, [n IN range(0, size(newest) - 1) | {
    id: newest[n].id, at_ms: times[n].epochMillis, channel: newest[n].channel, kind: newest[n].kind,
    direction: newest[n].direction, by: coalesce(newest[n].agent_name, newest[n].agent_id), summary: newest[n].summary
  }] AS recent
}
CALL (b) {
  MATCH (b)-[:HAS_FACT]->(n:Fact)
  CALL (n) {
    MATCH (n)-[backs:BACKED_BY]->(s:Signal)
    WITH s, backs ORDER BY backs.at DESC, s.turn_n DESC, s.id DESC LIMIT 1
    RETURN collect({
      interaction_id: s.interaction_id, channel: s.channel, at_ms: coalesce(backs.at, s.at).epochMillis, turn: s.turn, start: s.start,
      end: s.end, quote: s.quote, field: s.field, value: s.field_value
    }) AS evidence
  }
  RETURN collect({
    id: n.id, slot: n.slot, value: n {
      .text, .name, .amount_min, .amount_max, .currency, .cause, .prefer, .avoid, .after, .before, .opt_out, .dwell_s,
      .reason, date: toString(n.date)
    },
    valid_from_ms: n.valid_from.epochMillis, recorded_at_ms: n.recorded_at.epochMillis, confidence: n.confidence,
    said_by: n.said_by, may_say: n.may_say, conflict: null, evidence: evidence
  }) AS facts
}
CALL (b) {
  MATCH (b)-[:RAISED]->(n:Objection)
  CALL (n) {
    MATCH (n)-[backs:BACKED_BY]->(s:Signal)
    WITH s, backs ORDER BY backs.at DESC, s.turn_n DESC, s.id DESC LIMIT 3
    RETURN collect({
      interaction_id: s.interaction_id, channel: s.channel, at_ms: coalesce(backs.at, s.at).epochMillis, turn: s.turn, start: s.start,
      end: s.end, quote: s.quote, field: s.field, value: s.field_value
    }) AS evidence
  }
  RETURN collect({
    id: n.id, category: n.category, status: n.status, text: n.text, raised_at_ms: n.raised_at.epochMillis,
    may_say: n.may_say, evidence: evidence
  }) AS objections
}
CALL (b) {
  MATCH (b)-[:DECIDES_WITH]->(n:Stakeholder)
  RETURN collect({
    id: n.id, name: n.name, relation: n.relation, role: n.role, condition: n.condition, heard: n.heard, evidence: []
  }) AS stakeholders
}
CALL (b) {
  OPTIONAL MATCH (b)-[:PASSED_THROUGH]->(n:StageSpan)
  WHERE n.left_at IS NULL
  WITH n ORDER BY n.entered_at DESC LIMIT 1
  RETURN CASE WHEN n IS NULL THEN null ELSE {stage: n.stage, entered_at_ms: n.entered_at.epochMillis} END AS stage
}
RETURN {
  buyer_id: b.id, folding: b.folding, identifiers: identifiers, facts: facts, objections: objections,
  stakeholders: stakeholders, promises: [], questions: [], stage: stage, recent: recent, interactions: interactions,
  first_at_ms: first_at_ms
} AS found
