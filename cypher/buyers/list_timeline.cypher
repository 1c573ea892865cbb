// A page of a buyer's interactions, newest first, with their turns and what was read from them.
// A revised interaction is there once: only the version that counts is FROM somebody.
// mode: read
// rows: many
// param: tenant_id  string
// param: buyer_id  string
// param: channel  string?
// param: before_ms  integer  time of the last one seen
// param: before_id  string  id of the last one seen
// param: limit  integer
// returns: interaction map · turns list<map> · signals list<map>
MATCH (:Buyer {tenant_id: $tenant_id, id: $buyer_id})<-[:IDENTIFIES]-(:Holding)<-[f:FROM]-(i:Interaction)
WITH i, f.at.epochMillis AS at_ms
WHERE ($channel IS NULL OR i.channel = $channel)
  AND (at_ms < $before_ms OR (at_ms = $before_ms AND i.id < $before_id))
WITH i, at_ms ORDER BY at_ms DESC, i.id DESC LIMIT $limit
CALL (i) {
  OPTIONAL MATCH (i)-[:HAS_TURN]->(t:Turn)
  WITH t ORDER BY t.n
  WITH t WHERE t IS NOT NULL
  RETURN collect({turn: t.ref, speaker: t.speaker, at_ms: t.at.epochMillis, text: t.text}) AS turns
}
CALL (i, at_ms) {
  OPTIONAL MATCH (i)-[:READ_AS]->(r:Reading)
  WITH i, at_ms, r ORDER BY r.recorded_at DESC, r.catalogue_version DESC, r.id
  WITH i, at_ms, r.extractor AS extractor, head(collect(r)) AS r
  OPTIONAL MATCH (r)-[:YIELDED]->(s:Signal)
  WITH i, at_ms, s ORDER BY s.turn_n, s.start, s.id
  WITH i, at_ms, s WHERE s IS NOT NULL
  RETURN collect({
    id: s.id, slot: s.slot, op: s.op, origin: s.origin, speaker: s.speaker, confidence: s.confidence,
    value: s {
      .text, .name, .amount_min, .amount_max, .currency, .cause, .category, .status, .relation, .role, .condition,
      .action, .owner, .prefer, .avoid, .after, .before, .opt_out, .dwell_s, .reason, date: toString(s.date)
    },
    evidence: {
      interaction_id: s.interaction_id, channel: s.channel,
      at_ms: s.at.epochMillis + at_ms - i.occurred_at.epochMillis, turn: s.turn, start: s.start, end: s.end,
      quote: s.quote, field: s.field, value: s.field_value
    }
  }) AS signals
}
RETURN {
  id: i.id, at_ms: at_ms, channel: i.channel, kind: i.kind, direction: i.direction, source: i.source,
  by: coalesce(i.agent_name, i.agent_id), summary: i.summary, revises: i.revises,
  recorded_at_ms: i.recorded_at.epochMillis
} AS interaction, turns, signals
ORDER BY at_ms DESC, interaction.id DESC
