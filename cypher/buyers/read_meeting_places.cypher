// Where some buyers meet others: their projects and competitors, and the identifiers that they do not hold alone.
// mode: read
// rows: many
// param: tenant_id  string
// param: ids  list<string>
// param: now  datetime  who holds an identifier then
// param: most  integer  places of one kind for each buyer
// returns: buyer_id string · type string · label string · place map
UNWIND $ids AS id
MATCH (b:Buyer {tenant_id: $tenant_id, id: id})
CALL (b) {
  MATCH (b)-[:INTERESTED_IN]->(p:Project)
  WITH p ORDER BY p.id LIMIT $most
  RETURN 'INTERESTED_IN' AS type, 'Project' AS label, p {.id, .name, kind: null, value: null} AS place
  UNION ALL
  MATCH (b)-[:COMPARES]->(c:Competitor)
  WITH c ORDER BY c.id LIMIT $most
  RETURN 'COMPARES' AS type, 'Competitor' AS label, c {.id, .name, kind: null, value: null} AS place
  UNION ALL
  MATCH (b)<-[:IDENTIFIES]-(h:Holding)<-[:HELD_AS]-(x:Identifier)
  WHERE (h.valid_to IS NULL OR h.valid_to > $now) AND EXISTS {
    (x)-[:HELD_AS]->(theirs:Holding)-[:IDENTIFIES]->(other:Buyer)
    WHERE other <> b AND (theirs.valid_to IS NULL OR theirs.valid_to > $now)
  }
  WITH x ORDER BY x.id LIMIT $most
  RETURN 'HELD_AS' AS type, 'Identifier' AS label, x {.id, .kind, .value, name: null} AS place
}
RETURN b.id AS buyer_id, type, label, place
