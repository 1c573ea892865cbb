// Decisions that do not stand where the interaction stands that they are about.
// mode: read
// rows: many
// param: tenant_id  string
// returns: decision string · about string
MATCH (decision:Interaction {tenant_id: $tenant_id})-[:ABOUT]->(first:Interaction)
WHERE decision.id > ''
OPTIONAL MATCH (decision)-[:FROM]->(mine:Holding)
OPTIONAL MATCH (version:Interaction)-[:REVISES*0..1]->(first)
WHERE EXISTS { (version)-[:FROM]->(:Holding) }
OPTIONAL MATCH (version)-[:FROM]->(theirs:Holding)
WITH decision, first, mine.id AS mine, theirs.id AS theirs
WHERE coalesce(mine, '') <> coalesce(theirs, '')
RETURN decision.id AS decision, first.id AS about
