// Everything a brief needs of the buyers found by an identifier, or by any id ever handed out: one record of nested maps.
// mode: read
// rows: one
// param: tenant_id  string
// param: kind  string?  of the identifier, or null
// param: namespace  string?
// param: value  string?
// param: buyer_id  string?  present or former, or null
// param: at  datetime  who holds the identifier then; now for the present
// param: until  datetime  later interactions are left out
// returns: found list<map>
CALL () {
  MATCH (:Identifier {tenant_id: $tenant_id, kind: $kind, namespace: $namespace, value: $value})
        -[:HELD_AS]->(h:Holding)-[:IDENTIFIES]->(b:Buyer)
  WHERE (h.valid_to IS NULL OR h.valid_to > $at) AND (h.valid_from IS NULL OR h.valid_from <= $at)
  RETURN b
  UNION
  MATCH (b:Buyer {tenant_id: $tenant_id, id: $buyer_id})
  RETURN b
  UNION
  MATCH (i:Interaction)-[:OBSERVED {tenant_id: $tenant_id, buyer_id: $buyer_id}]->(x:Identifier)
  WITH x, coalesce(i.revises, i.id) AS first_id
  CALL (first_id) {
    MATCH (version:Interaction {tenant_id: $tenant_id, id: first_id})
    RETURN version
    UNION
    MATCH (version:Interaction {tenant_id: $tenant_id, revises: first_id})
    RETURN version
  }
  MATCH (version)-[:FROM|ALSO]->(h:Holding)<-[:HELD_AS]-(x)
  MATCH (h)-[:IDENTIFIES]->(b:Buyer)
  RETURN b
}
WITH DISTINCT b LIMIT 10
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
    WITH s, coalesce(backs.at, s.at) AS at ORDER BY at, s.turn_n, s.id
    WITH collect({
      interaction_id: s.interaction_id, channel: s.channel, at_ms: at.epochMillis, turn: s.turn, start: s.start,
      end: s.end, quote: s.quote, field: s.field, value: s.field_value
    }) AS every
    RETURN CASE WHEN size(every) > 3 THEN [every[0], every[-2], every[-1]] ELSE every END AS evidence
  }
  CALL (n) {
    OPTIONAL MATCH (s:Signal {tenant_id: $tenant_id, id: n.conflict})
    RETURN CASE WHEN s IS NULL THEN null ELSE {value: s { .text, .name, .amount_min, .amount_max, .currency, .cause, .category, .status, .relation, .role, .condition, .action, .owner, .prefer, .avoid, .after, .before, .opt_out, .dwell_s, .reason, date: toString(s.date) }, evidence: {
      interaction_id: s.interaction_id, channel: s.channel, at_ms: s.at.epochMillis, turn: s.turn, start: s.start,
      end: s.end, quote: s.quote, field: s.field, value: s.field_value
    }} END AS conflict
  }
  RETURN collect({
    id: n.id, slot: n.slot, value: n { .text, .name, .amount_min, .amount_max, .currency, .cause, .category, .status, .relation, .role, .condition, .action, .owner, .prefer, .avoid, .after, .before, .opt_out, .dwell_s, .reason, date: toString(n.date) },
    valid_from_ms: n.valid_from.epochMillis, recorded_at_ms: n.recorded_at.epochMillis, confidence: n.confidence,
    said_by: n.said_by, may_say: n.may_say, conflict: conflict, evidence: evidence
  }) AS facts
}
CALL (b) {
  MATCH (b)-[:RAISED]->(n:Objection)
  CALL (n) {
    MATCH (n)-[backs:BACKED_BY]->(s:Signal)
    WITH s, coalesce(backs.at, s.at) AS at ORDER BY at, s.turn_n, s.id
    WITH collect({
      interaction_id: s.interaction_id, channel: s.channel, at_ms: at.epochMillis, turn: s.turn, start: s.start,
      end: s.end, quote: s.quote, field: s.field, value: s.field_value
    }) AS every
    RETURN CASE WHEN size(every) > 3 THEN [every[0], every[-2], every[-1]] ELSE every END AS evidence
  }
  RETURN collect({
    id: n.id, category: n.category, status: n.status, text: n.text, raised_at_ms: n.raised_at.epochMillis,
    may_say: n.may_say, evidence: evidence
  }) AS objections
}
CALL (b) {
  MATCH (b)-[:DECIDES_WITH]->(n:Stakeholder)
  CALL (n) {
    MATCH (n)-[backs:BACKED_BY]->(s:Signal)
    WITH s, coalesce(backs.at, s.at) AS at ORDER BY at, s.turn_n, s.id
    WITH collect({
      interaction_id: s.interaction_id, channel: s.channel, at_ms: at.epochMillis, turn: s.turn, start: s.start,
      end: s.end, quote: s.quote, field: s.field, value: s.field_value
    }) AS every
    RETURN CASE WHEN size(every) > 3 THEN [every[0], every[-2], every[-1]] ELSE every END AS evidence
  }
  RETURN collect({
    id: n.id, name: n.name, relation: n.relation, role: n.role, condition: n.condition, heard: n.heard, evidence: evidence
  }) AS stakeholders
}
CALL (b) {
  MATCH (b)-[:AGREED]->(n:Promise)
  CALL (n) {
    MATCH (n)-[backs:BACKED_BY]->(s:Signal)
    WITH s, coalesce(backs.at, s.at) AS at ORDER BY at, s.turn_n, s.id
    WITH collect({
      interaction_id: s.interaction_id, channel: s.channel, at_ms: at.epochMillis, turn: s.turn, start: s.start,
      end: s.end, quote: s.quote, field: s.field, value: s.field_value
    }) AS every
    RETURN CASE WHEN size(every) > 3 THEN [every[0], every[-2], every[-1]] ELSE every END AS evidence
  }
  RETURN collect({
    id: n.id, action: n.action, owner: n.owner, due: toString(n.due), status: n.status, made_at_ms: n.made_at.epochMillis,
    evidence: evidence
  }) AS promises
}
CALL (b) {
  MATCH (b)-[:ASKED]->(n:Question)
  WHERE n.answered_at IS NULL
  CALL (n) {
    MATCH (n)-[backs:BACKED_BY]->(s:Signal)
    WITH s, coalesce(backs.at, s.at) AS at ORDER BY at, s.turn_n, s.id
    WITH collect({
      interaction_id: s.interaction_id, channel: s.channel, at_ms: at.epochMillis, turn: s.turn, start: s.start,
      end: s.end, quote: s.quote, field: s.field, value: s.field_value
    }) AS every
    RETURN CASE WHEN size(every) > 3 THEN [every[0], every[-2], every[-1]] ELSE every END AS evidence
  }
  RETURN collect({id: n.id, text: n.text, asked_at_ms: n.asked_at.epochMillis, evidence: evidence}) AS questions
}
CALL (b) {
  OPTIONAL MATCH (b)-[:PASSED_THROUGH]->(n:StageSpan)
  WHERE n.left_at IS NULL
  WITH n ORDER BY n.entered_at DESC LIMIT 1
  RETURN CASE WHEN n IS NULL THEN null ELSE {stage: n.stage, entered_at_ms: n.entered_at.epochMillis} END AS stage
}
RETURN collect({
  buyer_id: b.id, folding: b.folding, identifiers: identifiers, facts: facts, objections: objections,
  stakeholders: stakeholders, promises: promises, questions: questions, stage: stage, recent: recent,
  interactions: interactions, first_at_ms: first_at_ms
}) AS found
