// Whom to win first for a project: people with a part in its open deals, those on whom most deals wait first.
// A person is one number across buyers (IS), else one stakeholder; heard also when the one holder
// of the number spoke. A deal is open until its last word is an outcome.
// mode: read
// rows: many
// param: tenant_id  string
// param: project_id  string
// param: weighty  list<string>  roles without whose yes nothing is bought, the heaviest first
// param: most  integer  deals named of each person; the others are counted
// param: limit  integer
// returns: number string? · deals integer · hang integer · wait integer · parts list<map> · known_as list<string>
MATCH (:Project {tenant_id: $tenant_id, id: $project_id})<-[:INTERESTED_IN]-(b:Buyer)-[:DECIDES_WITH]->(n:Stakeholder)
WHERE NOT EXISTS {
  (b)-[:HAS_FACT]->(o:Fact {slot: 'outcome'})
  WHERE NOT EXISTS {
    (b)<-[:IDENTIFIES]-(:Holding)<-[f:FROM]-(i:Interaction)
    WHERE f.at > o.valid_from AND i.direction <> 'internal'
  }
}
OPTIONAL MATCH (n)-[:IS]->(x:Identifier)
WITH x, coalesce(x.value, n.id) AS person, b, n, coalesce(n.heard, false) OR EXISTS {
  (n)-[:IS]->(x:Identifier)-[:HELD_AS]->(h:Holding)-[:IDENTIFIES]->(self:Buyer)
  WHERE self <> b AND h.valid_to IS NULL AND NOT coalesce(h.generic, false)
    AND NOT EXISTS {
      (x)-[:HELD_AS]->(more:Holding)-[:IDENTIFIES]->(third:Buyer)
      WHERE more.valid_to IS NULL AND third <> b AND third <> self
    }
    AND EXISTS {
      (h)<-[:FROM]-(i:Interaction)
      WHERE (i.direction = 'inbound' AND i.kind IN ['message', 'form', 'choice'])
         OR EXISTS { (i)-[:HAS_TURN]->(:Turn {speaker: 'buyer'}) }
    }
} AS heard,
     coalesce(head([k IN range(0, size($weighty) - 1) WHERE $weighty[k] = n.role]), size($weighty)) AS weight
ORDER BY weight, heard, n.since, n.id
WITH person, x, min(weight) AS weight,
     count(DISTINCT b) AS deals,
     count(DISTINCT CASE WHEN weight < size($weighty) THEN b END) AS hang,
     count(DISTINCT CASE WHEN weight < size($weighty) AND NOT heard THEN b END) AS wait,
     collect({buyer: b, stakeholder: n, heard: heard}) AS parts
ORDER BY wait DESC, hang DESC, deals DESC, weight, person
LIMIT $limit
CALL (parts) {
  UNWIND parts[..$most] AS part
  WITH part.buyer AS b, part.stakeholder AS n, part.heard AS heard
  RETURN collect({
    buyer_id: b.id, stakeholder_id: n.id, name: n.name, relation: n.relation, role: n.role, condition: n.condition,
    heard: heard,
    buyer_name: head(COLLECT { MATCH (b)-[:HAS_FACT]->(f:Fact {slot: 'name'}) RETURN f.text ORDER BY f.valid_from DESC })
  }) AS shown
}
CALL (x) {
  OPTIONAL MATCH (x)-[:HELD_AS]->(h:Holding)-[:IDENTIFIES]->(self:Buyer)
  WHERE h.valid_to IS NULL
  WITH self ORDER BY self.id LIMIT 10
  RETURN collect(DISTINCT self.id) AS known_as
}
RETURN x.value AS number, deals, hang, wait, shown AS parts, known_as
