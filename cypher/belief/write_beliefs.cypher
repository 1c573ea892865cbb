// Writes what changed in the beliefs about buyers, and tells it.
// A node that another buyer held (before a merge or a split) is taken over. Of a buyer: `marks` say how far each slot is
// folded now, `recalled` is all that a brief takes of what is believed now, `gone` are ids of nodes; of what is written
// `signals` are {id, at}, `led_from` ids of what led to it (a visit, concerns), and where it `adds`, what backs it already stays; `projects` and `competitors` are {id, name}
// of all that interest the buyer, or are compared, now (null leaves them), and `changes` what listeners are told.
// mode: write
// rows: none
// param: tenant_id  string
// param: buyers  list<map>  {id, marks, recalled, gone, facts: [{id, signals, adds, properties, current}], objections, stakeholders, promises, stages, questions, projects, competitors, changes}, sorted by id
UNWIND $buyers AS one
MATCH (b:Buyer {tenant_id: $tenant_id, id: one.id})
SET b.folding = false, b.marks = one.marks, b.recalled = one.recalled
WITH b, one
CALL (b, one) {
  UNWIND one.gone AS id
  MATCH (b)-[:HAS_FACT|HAD_FACT|RAISED|DECIDES_WITH|AGREED|PASSED_THROUGH|ASKED]->(n {tenant_id: $tenant_id, id: id})
  OPTIONAL MATCH (n)-[:IS]->(x:Identifier)
  WHERE x.id IS NULL AND COUNT { (x)<-[:IS]-(:Stakeholder) } = 1
  DETACH DELETE n, x
}
CALL (b, one) {
  UNWIND one.facts AS row
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
    UNWIND row.signals AS signal
    MATCH (s:Signal {tenant_id: $tenant_id, id: signal.id})
    CREATE (n)-[:BACKED_BY {at: datetime(signal.at)}]->(s)
  }
  FOREACH (_ IN CASE WHEN row.current THEN [1] ELSE [] END | CREATE (b)-[:HAS_FACT]->(n))
  FOREACH (_ IN CASE WHEN row.current THEN [] ELSE [1] END | CREATE (b)-[:HAD_FACT]->(n))
}
CALL (b, one) {
  UNWIND one.objections AS row
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
    UNWIND row.signals AS signal
    MATCH (s:Signal {tenant_id: $tenant_id, id: signal.id})
    CREATE (n)-[:BACKED_BY {at: datetime(signal.at)}]->(s)
  }
  CREATE (b)-[:RAISED]->(n)
  WITH n, row
  CALL (n) {
    OPTIONAL MATCH (:Interaction)-[old:LED_TO]->(n)
    DELETE old
  }
  CALL (n, row) {
    UNWIND row.led_from AS id
    MATCH (visit:Interaction {tenant_id: $tenant_id, id: id})
    CREATE (visit)-[:LED_TO {tenant_id: $tenant_id, at: n.raised_at}]->(n)
  }
}
CALL (b, one) {
  UNWIND one.stakeholders AS row
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
    UNWIND row.signals AS signal
    MATCH (s:Signal {tenant_id: $tenant_id, id: signal.id})
    CREATE (n)-[:BACKED_BY {at: datetime(signal.at)}]->(s)
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
CALL (b, one) {
  UNWIND one.promises AS row
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
    UNWIND row.signals AS signal
    MATCH (s:Signal {tenant_id: $tenant_id, id: signal.id})
    CREATE (n)-[:BACKED_BY {at: datetime(signal.at)}]->(s)
  }
  CREATE (b)-[:AGREED]->(n)
  WITH n, row
  CALL (n) {
    OPTIONAL MATCH (:Objection)-[old:LED_TO]->(n)
    DELETE old
  }
  CALL (n, row) {
    UNWIND row.led_from AS id
    MATCH (concern:Objection {tenant_id: $tenant_id, id: id})
    CREATE (concern)-[:LED_TO {tenant_id: $tenant_id, at: n.made_at}]->(n)
  }
}
CALL (b, one) {
  UNWIND one.stages AS row
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
    UNWIND row.signals AS signal
    MATCH (s:Signal {tenant_id: $tenant_id, id: signal.id})
    CREATE (n)-[:BACKED_BY {at: datetime(signal.at)}]->(s)
  }
  CREATE (b)-[:PASSED_THROUGH]->(n)
}
CALL (b, one) {
  UNWIND one.questions AS row
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
    UNWIND row.signals AS signal
    MATCH (s:Signal {tenant_id: $tenant_id, id: signal.id})
    CREATE (n)-[:BACKED_BY {at: datetime(signal.at)}]->(s)
  }
  CREATE (b)-[:ASKED]->(n)
}
CALL (b, one) {
  OPTIONAL MATCH (b)-[old:INTERESTED_IN]->(n:Project)
  WHERE one.projects IS NOT NULL AND NOT n.id IN [row IN one.projects | row.id]
  DELETE old
}
CALL (b, one) {
  UNWIND one.projects AS row
  MERGE (n:Project {tenant_id: $tenant_id, id: row.id})
  ON CREATE SET n.name = row.name
  MERGE (b)-[:INTERESTED_IN]->(n)
}
CALL (b, one) {
  OPTIONAL MATCH (b)-[old:COMPARES]->(n:Competitor)
  WHERE one.competitors IS NOT NULL AND NOT n.id IN [row IN one.competitors | row.id]
  DELETE old
}
CALL (b, one) {
  UNWIND one.competitors AS row
  MERGE (n:Competitor {tenant_id: $tenant_id, id: row.id})
  ON CREATE SET n.name = row.name
  MERGE (b)-[:COMPARES]->(n)
}
CALL (b, one) {
  UNWIND one.changes AS row
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
