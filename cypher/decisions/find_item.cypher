// One thing that is believed of a buyer, what kind it is, and the interactions behind it, newest first
// (for a decision, what that was about).
// mode: read
// rows: maybe
// param: tenant_id  string
// param: buyer_id  string
// param: id  string
// returns: owns string · properties map · interactions list<string>
MATCH (b:Buyer {tenant_id: $tenant_id, id: $buyer_id})
      -[owns:HAS_FACT|HAD_FACT|RAISED|DECIDES_WITH|AGREED|PASSED_THROUGH|ASKED]->(n {id: $id})
CALL (n) {
  MATCH (n)-[:BACKED_BY]->(s:Signal)
  WITH s ORDER BY s.at DESC, s.turn_n DESC, s.id
  MATCH (i:Interaction {tenant_id: $tenant_id, id: s.interaction_id})
  RETURN collect(coalesce(head([(i)-[:ABOUT]->(concerned) | concerned.id]), i.revises, i.id)) AS interactions
}
RETURN type(owns) AS owns, properties(n) AS properties, interactions
