// Whom a buyer meets, and where: at an identifier that others hold too, or that is a stakeholder's (Stakeholder: of this
// buyer, held by others; Shared: also others' stakeholder; Named: this buyer is a stakeholder of others), at a project, at a competitor. Never through what
// belongs to another buyer alone. Of each meeting place so many buyers are named and the rest are counted.
// mode: read
// rows: many
// param: tenant_id  string
// param: buyer_id  string
// param: now  datetime  who holds an identifier then
// param: most  integer  buyers named at one place
// returns: label string · place map · met list<map> · others integer
MATCH (b:Buyer {tenant_id: $tenant_id, id: $buyer_id})
CALL (b) {
  MATCH (b)<-[:IDENTIFIES]-(h:Holding)<-[:HELD_AS]-(x:Identifier)
  WHERE h.valid_to IS NULL OR h.valid_to > $now
  CALL (b, x) {
    MATCH (x)-[:HELD_AS]->(theirs:Holding)-[:IDENTIFIES]->(other:Buyer)
    WHERE other <> b AND (theirs.valid_to IS NULL OR theirs.valid_to > $now)
    RETURN collect(DISTINCT other.id) AS found
  }
  RETURN 'Identifier' AS label, x {.id, .kind, .value, name: null} AS place, found
  UNION ALL
  MATCH (b)-[:DECIDES_WITH]->(n:Stakeholder)-[:IS]->(x:Identifier)
  CALL (b, x) {
    MATCH (x)-[:HELD_AS]->(theirs:Holding)-[:IDENTIFIES]->(other:Buyer)
    WHERE other <> b AND (theirs.valid_to IS NULL OR theirs.valid_to > $now)
    RETURN collect(DISTINCT other.id) AS found
  }
  RETURN 'Stakeholder' AS label, x {.kind, .value, id: coalesce(x.id, x.value), name: n.id} AS place, found
  UNION ALL
  MATCH (b)-[:DECIDES_WITH]->(n:Stakeholder)-[:IS]->(x:Identifier)<-[:IS]-(:Stakeholder)<-[:DECIDES_WITH]-(other:Buyer)
  WHERE other <> b
  WITH n, x, collect(DISTINCT other.id) AS found
  RETURN 'Shared' AS label, x {.kind, .value, id: coalesce(x.id, x.value), name: n.id} AS place, found
  UNION ALL
  MATCH (b)<-[:IDENTIFIES]-(h:Holding)<-[:HELD_AS]-(x:Identifier)<-[:IS]-(:Stakeholder)<-[:DECIDES_WITH]-(other:Buyer)
  WHERE other <> b AND (h.valid_to IS NULL OR h.valid_to > $now)
  WITH x, collect(DISTINCT other.id) AS found
  RETURN 'Named' AS label, x {.id, .kind, .value, name: null} AS place, found
  UNION ALL
  MATCH (b)-[:INTERESTED_IN]->(p:Project)
  CALL (b, p) {
    MATCH (p)<-[:INTERESTED_IN]-(other:Buyer)
    WHERE other <> b
    WITH other LIMIT $most
    RETURN collect(other.id) AS found
  }
  RETURN 'Project' AS label, p {.id, .name, kind: null, value: null, buyers: COUNT { (p)<-[:INTERESTED_IN]-() }} AS place, found
  UNION ALL
  MATCH (b)-[:COMPARES]->(c:Competitor)
  CALL (b, c) {
    MATCH (c)<-[:COMPARES]-(other:Buyer)
    WHERE other <> b
    WITH other LIMIT $most
    RETURN collect(other.id) AS found
  }
  RETURN 'Competitor' AS label, c {.id, .name, kind: null, value: null, buyers: COUNT { (c)<-[:COMPARES]-() }} AS place, found
}
WITH label, place, found[..$most] AS named, coalesce(place.buyers - 1, size(found)) AS others
CALL (named) {
  UNWIND named AS id
  MATCH (other:Buyer {tenant_id: $tenant_id, id: id})
  OPTIONAL MATCH (other)-[:HAS_FACT]->(f:Fact {slot: 'name'})
  WITH other, f ORDER BY f.valid_from DESC
  WITH other, head(collect(f.text)) AS name ORDER BY other.id
  RETURN collect({id: other.id, name: name}) AS met
}
RETURN label, place, met, others
