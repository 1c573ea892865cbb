// Stores what extractors read, once per interaction, extractor, version and catalogue version, and says whose they are.
// mode: write
// rows: many
// param: tenant_id  string
// param: readings  list<map>  {interaction_id, properties, signals: list of property maps}
// returns: interaction_id string · buyer_id string?
UNWIND $readings AS row
MATCH (i:Interaction {tenant_id: $tenant_id, id: row.interaction_id})
CALL (i, row) {
  MERGE (r:Reading {tenant_id: $tenant_id, interaction_id: row.properties.interaction_id,
                    extractor: row.properties.extractor, version: row.properties.version,
                    catalogue_version: row.properties.catalogue_version})
  ON CREATE SET r.fresh = true
  WITH r WHERE r.fresh
  SET r = row.properties, r.recorded_at = datetime(row.properties.recorded_at)
  CREATE (i)-[:READ_AS]->(r)
  WITH r
  UNWIND row.signals AS signal
  CREATE (r)-[:YIELDED]->(s:Signal)
  SET s = signal, s.at = datetime(signal.at), s.recorded_at = datetime(signal.recorded_at)
}
WITH DISTINCT i
RETURN i.id AS interaction_id, head([(i)-[:FROM]->(:Holding)-[:IDENTIFIES]->(b:Buyer) | b.id]) AS buyer_id
