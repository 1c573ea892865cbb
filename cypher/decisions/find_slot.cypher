// The interaction whose evidence is the newest behind what is believed of one slot of a buyer: for a decision, what that was about.
// mode: read
// rows: maybe
// param: tenant_id  string
// param: buyer_id  string
// param: slot  string
// param: owns  string?  the relationship that owns the slot's things, where they are no facts
// returns: interaction string
MATCH (b:Buyer {tenant_id: $tenant_id, id: $buyer_id})
      -[owns:HAS_FACT|RAISED|DECIDES_WITH|AGREED|PASSED_THROUGH|ASKED]->(n)
WHERE CASE WHEN $owns IS NULL THEN n.slot = $slot ELSE type(owns) = $owns END
MATCH (n)-[:BACKED_BY]->(s:Signal)
WITH DISTINCT s ORDER BY s.at DESC, s.turn_n DESC, s.id LIMIT 1
MATCH (i:Interaction {tenant_id: $tenant_id, id: s.interaction_id})
RETURN coalesce(head([(i)-[:ABOUT]->(concerned) | concerned.id]), i.revises, i.id) AS interaction
