// The same of those who are found by words of what is believed of them (each word in a fact, a concern or a stakeholder), or by an
// identifier, in the order of how they fit: 0 this is their name, 1 their name begins so, 2 their identifier, 3 words; then of ids.
// mode: read
// rows: many
// param: tenant_id  string
// param: words  list<string>  full-text queries, one a word, each bound to the tenant
// param: keys  list<map>  {kind, namespace, value}: identifiers in full
// param: beginnings  list<map>  {kind, namespace, value}: how an identifier's value begins
// param: said  string  the query in lower case
// param: spelled  string?  the query as a name in one spelling, as `told` of a name has it
// param: fit  integer  how the last one of the page before fits, or -1
// param: after  string  its id, or ""
// param: stage  string?  in lower case
// param: owner  string?
// param: project_id  string?
// param: says  list<map>?  {slot, text}: who has a fact that says one of these; text null is any
// param: limit  integer
// returns: buyer_id string · fit integer
CALL () {
  UNWIND $words AS word
  CALL (word) {
    CALL db.index.fulltext.queryNodes('fact_text_told_fulltext', word) YIELD node AS f
    WHERE f.tenant_id = $tenant_id
    MATCH (f:Fact)<-[:HAS_FACT]-(b:Buyer)
    RETURN b
    UNION
    CALL db.index.fulltext.queryNodes('objection_category_text_fulltext', word) YIELD node AS o
    WHERE o.tenant_id = $tenant_id
    MATCH (o:Objection)<-[:RAISED]-(b:Buyer)
    RETURN b
    UNION
    CALL db.index.fulltext.queryNodes('stakeholder_name_relation_fulltext', word) YIELD node AS p
    WHERE p.tenant_id = $tenant_id
    MATCH (p:Stakeholder)<-[:DECIDES_WITH]-(b:Buyer)
    RETURN b
  }
  WITH b, count(*) AS hits
  WHERE hits = size($words)
  RETURN b, 3 AS by
  UNION
  UNWIND $keys AS key
  MATCH (:Identifier {tenant_id: $tenant_id, kind: key.kind, namespace: key.namespace, value: key.value})
        -[:HELD_AS]->(:Holding)-[:IDENTIFIES]->(b:Buyer)
  RETURN b, 2 AS by
  UNION
  UNWIND $beginnings AS key
  MATCH (x:Identifier {tenant_id: $tenant_id, kind: key.kind, namespace: key.namespace})
  WHERE x.value STARTS WITH key.value
  MATCH (x)-[:HELD_AS]->(:Holding)-[:IDENTIFIES]->(b:Buyer)
  RETURN b, 2 AS by
}
WITH b, min(by) AS by
WITH b, CASE
  WHEN EXISTS {
    (b)-[:HAS_FACT]->(name:Fact {slot: 'name'}) WHERE toLower(name.text) = $said OR name.told = $spelled
  } THEN 0
  WHEN EXISTS {
    (b)-[:HAS_FACT]->(name:Fact {slot: 'name'})
    WHERE toLower(name.text) STARTS WITH $said OR name.told STARTS WITH $spelled
  } THEN 1
  ELSE by END AS fit
WHERE (fit > $fit OR (fit = $fit AND b.id > $after))
  AND ($stage IS NULL OR EXISTS { (b)-[:HAS_FACT]->(s:Fact {slot: 'stage'}) WHERE toLower(s.text) = $stage })
  AND ($owner IS NULL OR EXISTS { (b)-[:HAS_FACT]->(o:Fact {slot: 'owner'}) WHERE o.text = $owner })
  AND ($says IS NULL OR EXISTS {
    (b)-[:HAS_FACT]->(f:Fact) WHERE any(one IN $says WHERE f.slot = one.slot AND (one.text IS NULL OR f.text = one.text))
  })
  AND ($project_id IS NULL OR EXISTS { (b)-[:INTERESTED_IN]->(:Project {tenant_id: $tenant_id, id: $project_id}) })
RETURN b.id AS buyer_id, fit
ORDER BY fit, b.id
LIMIT $limit
