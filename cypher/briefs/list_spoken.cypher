// Of some interactions those in which the one who they are from spoke.
// mode: read
// rows: many
// param: tenant_id  string
// param: ids  list<string>
// returns: id string · channel string
UNWIND $ids AS id
MATCH (i:Interaction {tenant_id: $tenant_id, id: id})
WHERE (i.direction = 'inbound' AND i.kind IN ['message', 'form', 'choice'])
   OR EXISTS { (i)-[:HAS_TURN]->(:Turn {speaker: 'buyer'}) }
RETURN i.id AS id, i.channel AS channel
