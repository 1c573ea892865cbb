// Writes what changed in the belief about one buyer, tells it, and ends what was owed: all that tx 2 writes of a buyer.
// A node that another buyer held (before a merge or a split) is taken over.
// mode: write
// rows: none
// param: tenant_id  string
// param: buyer_id  string
// param: marks  string  how far each slot is folded now
// param: recalled  string  all that a brief takes of what is believed now
// param: gone  list<string>
// param: facts  list<map>  {id, signals: [{id, at}], adds, properties, current}; `adds`: what backs it already stays
// param: objections  list<map>  {id, signals: [{id, at}], adds, properties}
// param: stakeholders  list<map>  {id, signals: [{id, at}], adds, properties}
// param: promises  list<map>  {id, signals: [{id, at}], adds, properties}
// param: stages  list<map>  {id, signals: [{id, at}], adds, properties}
// param: questions  list<map>  {id, signals: [{id, at}], adds, properties}
// param: projects  list<map>?  {id, name}: all that interest the buyer now; null leaves them
// param: competitors  list<map>?  {id, name}: all that the buyer compares now; null leaves them
// param: done  list<string>  interactions whose reading this ends
// param: due  list<map>  {id, key, due_at}: promises that fall due, each told on its day
// param: changes  list<map>  what listeners are told: every other property of each
MATCH (b:Buyer {tenant_id: $tenant_id, id: $buyer_id})
SET b.folding = false, b.marks = $marks, b.recalled = $recalled
WITH b
CALL (b) {
  UNWIND $gone AS id
  MATCH (b)-[:HAS_FACT|HAD_FACT|RAISED|DECIDES_WITH|AGREED|PASSED_THROUGH|ASKED]->(n {tenant_id: $tenant_id, id: id})
  OPTIONAL MATCH (n)-[:IS]->(x:Identifier)
  WHERE x.id IS NULL AND COUNT { (x)<-[:IS]-(:Stakeholder) } = 1
  DETACH DELETE n, x
}
CALL (b) {
  UNWIND $facts AS row
  MERGE (n:Fact {tenant_id: $tenant_id, id: row.id})
  SET n = row.properties, n.valid_from = datetime(row.properties.valid_from),
    n.valid_to = datetime(row.properties.valid_to), n.recorded_at = datetime(row.properties.recorded_at),
    n.superseded_at = datetime(row.properties.superseded_at)
  WITH b, n, row
  CALL (n, row) {
    WITH n, row
    WHERE NOT row.adds
    MATCH (n)-[old:BACKED_BY]->(:Signal)
    DELETE old
  }
  CALL (n) {
    OPTIONAL MATCH (:Buyer)-[old:HAS_FACT|HAD_FACT]->(n)
    DELETE old
  }
  CALL (n, row) {
    UNWIND row.signals AS one
    MATCH (s:Signal {tenant_id: $tenant_id, id: one.id})
    CREATE (n)-[:BACKED_BY {at: datetime(one.at)}]->(s)
  }
  FOREACH (_ IN CASE WHEN row.current THEN [1] ELSE [] END | CREATE (b)-[:HAS_FACT]->(n))
  FOREACH (_ IN CASE WHEN row.current THEN [] ELSE [1] END | CREATE (b)-[:HAD_FACT]->(n))
}
CALL (b) {
  UNWIND $objections AS row
  MERGE (n:Objection {tenant_id: $tenant_id, id: row.id})
  SET n = row.properties, n.raised_at = datetime(row.properties.raised_at),
    n.resolved_at = datetime(row.properties.resolved_at)
  WITH b, n, row
  CALL (n, row) {
    WITH n, row
    WHERE NOT row.adds
    MATCH (n)-[old:BACKED_BY]->(:Signal)
    DELETE old
  }
  CALL (n) {
    OPTIONAL MATCH (:Buyer)-[old:RAISED]->(n)
    DELETE old
  }
  CALL (n, row) {
    UNWIND row.signals AS one
    MATCH (s:Signal {tenant_id: $tenant_id, id: one.id})
    CREATE (n)-[:BACKED_BY {at: datetime(one.at)}]->(s)
  }
  CREATE (b)-[:RAISED]->(n)
}
CALL (b) {
  UNWIND $stakeholders AS row
  MERGE (n:Stakeholder {tenant_id: $tenant_id, id: row.id})
  SET n = row.properties, n.since = datetime(row.properties.since)
  WITH b, n, row
  CALL (n, row) {
    WITH n, row
    WHERE NOT row.adds
    MATCH (n)-[old:BACKED_BY]->(:Signal)
    DELETE old
  }
  CALL (n) {
    OPTIONAL MATCH (:Buyer)-[old:DECIDES_WITH]->(n)
    DELETE old
  }
  CALL (n, row) {
    UNWIND row.signals AS one
    MATCH (s:Signal {tenant_id: $tenant_id, id: one.id})
    CREATE (n)-[:BACKED_BY {at: datetime(one.at)}]->(s)
  }
  CREATE (b)-[:DECIDES_WITH]->(n)
  WITH n, row
  CALL (n) {
    OPTIONAL MATCH (n)-[was:IS]->(:Identifier)
    DELETE was
  }
  WITH n, row
  WHERE row.properties.number IS NOT NULL
  MERGE (x:Identifier {tenant_id: $tenant_id, kind: 'phone', namespace: '', value: row.properties.number})
  MERGE (n)-[:IS]->(x)
}
CALL (b) {
  UNWIND $promises AS row
  MERGE (n:Promise {tenant_id: $tenant_id, id: row.id})
  SET n = row.properties, n.made_at = datetime(row.properties.made_at)
  WITH b, n, row
  CALL (n, row) {
    WITH n, row
    WHERE NOT row.adds
    MATCH (n)-[old:BACKED_BY]->(:Signal)
    DELETE old
  }
  CALL (n) {
    OPTIONAL MATCH (:Buyer)-[old:AGREED]->(n)
    DELETE old
  }
  CALL (n, row) {
    UNWIND row.signals AS one
    MATCH (s:Signal {tenant_id: $tenant_id, id: one.id})
    CREATE (n)-[:BACKED_BY {at: datetime(one.at)}]->(s)
  }
  CREATE (b)-[:AGREED]->(n)
}
CALL (b) {
  UNWIND $stages AS row
  MERGE (n:StageSpan {tenant_id: $tenant_id, id: row.id})
  SET n = row.properties, n.entered_at = datetime(row.properties.entered_at),
    n.left_at = datetime(row.properties.left_at)
  WITH b, n, row
  CALL (n, row) {
    WITH n, row
    WHERE NOT row.adds
    MATCH (n)-[old:BACKED_BY]->(:Signal)
    DELETE old
  }
  CALL (n) {
    OPTIONAL MATCH (:Buyer)-[old:PASSED_THROUGH]->(n)
    DELETE old
  }
  CALL (n, row) {
    UNWIND row.signals AS one
    MATCH (s:Signal {tenant_id: $tenant_id, id: one.id})
    CREATE (n)-[:BACKED_BY {at: datetime(one.at)}]->(s)
  }
  CREATE (b)-[:PASSED_THROUGH]->(n)
}
CALL (b) {
  UNWIND $questions AS row
  MERGE (n:Question {tenant_id: $tenant_id, id: row.id})
  SET n = row.properties, n.asked_at = datetime(row.properties.asked_at),
    n.answered_at = datetime(row.properties.answered_at)
  WITH b, n, row
  CALL (n, row) {
    WITH n, row
    WHERE NOT row.adds
    MATCH (n)-[old:BACKED_BY]->(:Signal)
    DELETE old
  }
  CALL (n) {
    OPTIONAL MATCH (:Buyer)-[old:ASKED]->(n)
    DELETE old
  }
  CALL (n, row) {
    UNWIND row.signals AS one
    MATCH (s:Signal {tenant_id: $tenant_id, id: one.id})
    CREATE (n)-[:BACKED_BY {at: datetime(one.at)}]->(s)
  }
  CREATE (b)-[:ASKED]->(n)
}
CALL (b) {
  OPTIONAL MATCH (b)-[old:INTERESTED_IN]->(n:Project)
  WHERE $projects IS NOT NULL AND NOT n.id IN [row IN $projects | row.id]
  DELETE old
}
CALL (b) {
  UNWIND $projects AS row
  MERGE (n:Project {tenant_id: $tenant_id, id: row.id})
  ON CREATE SET n.name = row.name
  MERGE (b)-[:INTERESTED_IN]->(n)
}
CALL (b) {
  OPTIONAL MATCH (b)-[old:COMPARES]->(n:Competitor)
  WHERE $competitors IS NOT NULL AND NOT n.id IN [row IN $competitors | row.id]
  DELETE old
}
CALL (b) {
  UNWIND $competitors AS row
  MERGE (n:Competitor {tenant_id: $tenant_id, id: row.id})
  ON CREATE SET n.name = row.name
  MERGE (b)-[:COMPARES]->(n)
}
CALL (b) {
  UNWIND $done AS key
  MATCH (t:Task {tenant_id: $tenant_id, kind: 'read', key: key})
  DELETE t
}
CALL (b) {
  MATCH (t:Task {tenant_id: $tenant_id, kind: 'fold', key: $buyer_id})
  DELETE t
}
CALL (b) {
  UNWIND $due AS row
  MERGE (t:Task {tenant_id: $tenant_id, kind: 'due', key: row.key})
  ON CREATE SET t.id = row.id, t.attempts = 0
  SET t.due_at = datetime(row.due_at)
  REMOVE t.lease_until, t.parked_at
}
CALL (b) {
  UNWIND $changes AS row
  CREATE (c:Change {tenant_id: $tenant_id})
  SET c += row, c.at = datetime(row.at)
  WITH c
  MATCH (s:Subscription {tenant_id: $tenant_id})
  WHERE s.name > '' AND c.kind IN s.events
  WITH c, s, toString(c.at.epochSeconds * 1000000 + c.at.microsecond) AS at_us
  CREATE (t:Task {tenant_id: $tenant_id, kind: 'push', key: s.name + '/' + c.buyer_id + '/' + at_us + '/' + c.id})
  SET t.id = randomUUID(), t.attempts = 0, t.due_at = c.at,
      t.data = '{"id":"' + c.id + '","kind":"' + c.kind + '","at_us":' + at_us + ',"data":' + c.data + '}'
}
