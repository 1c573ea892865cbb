// What a reader needs of some interactions: their own words and fields, and the catalogue in force when they were recorded.
// mode: read
// rows: many
// param: tenant_id  string
// param: ids  list<string>
// returns: interaction map · turns list<map> · catalogue_version integer
UNWIND $ids AS id
MATCH (i:Interaction {tenant_id: $tenant_id, id: id})
CALL (i) {
  OPTIONAL MATCH (i)-[:HAS_TURN]->(t:Turn)
  WITH t ORDER BY t.n
  WITH t WHERE t IS NOT NULL
  RETURN collect({id: t.ref, n: t.n, speaker: t.speaker, text: t.text,
                  at_us: t.at.epochSeconds * 1000000 + t.at.microsecond}) AS turns
}
CALL (i) {
  OPTIONAL MATCH (c:Catalogue {tenant_id: $tenant_id})
  WHERE c.version > 0 AND c.recorded_at <= i.recorded_at
  RETURN coalesce(max(c.version), 0) AS catalogue_version
}
RETURN i {
  .id, .source, .channel, .kind, .direction, .data, .profile_name, .profile_city, .profile_language, .campaign,
  .agent_id, .agent_name, .agent_kind, .handoff_from, .handoff_to, .handoff_type, .summary,
  at_us: i.occurred_at.epochSeconds * 1000000 + i.occurred_at.microsecond,
  recorded_us: i.recorded_at.epochSeconds * 1000000 + i.recorded_at.microsecond
} AS interaction, turns, catalogue_version
