// A page of interactions with the buyer with whom each stands today, by the source's id of the event.
// mode: read
// rows: many
// param: tenant_id  string
// param: after  string
// param: limit  integer
// returns: id string · source string · ref string · buyer_id string?
MATCH (i:Interaction {tenant_id: $tenant_id})
WHERE i.id > $after AND i.revises IS NULL
WITH i ORDER BY i.tenant_id, i.id LIMIT $limit
OPTIONAL MATCH (revision:Interaction {tenant_id: $tenant_id, revises: i.id})
WITH i, collect(revision) AS revisions
WITH i, [i] + revisions AS versions
RETURN i.id AS id, i.source AS source, i.ref AS ref,
       head([v IN versions WHERE EXISTS { (v)-[:FROM]->(:Holding) } |
             head([(v)-[:FROM]->(:Holding)-[:IDENTIFIES]->(b:Buyer) | b.id])]) AS buyer_id
