// The decisions about some interactions (the first, of revised ones) that the log held at a moment, and when they count.
// mode: read
// rows: many
// param: tenant_id  string
// param: about  list<string>
// param: known_at  datetime
// returns: id string · at_us integer
UNWIND $about AS first_id
MATCH (decision:Interaction)-[:ABOUT]->(:Interaction {tenant_id: $tenant_id, id: first_id})
WHERE decision.recorded_at <= $known_at
RETURN decision.id AS id,
       decision.occurred_at.epochSeconds * 1000000 + decision.occurred_at.microsecond AS at_us
