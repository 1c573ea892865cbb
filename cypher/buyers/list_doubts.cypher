// Of a page of holdings, in the order of ids, those that may be one person's with a holding of another buyer: seen together and yet
// apart (seen); of the same name and city and never seen together (namesakes); of one identifier, each with a record of its own in
// the CRM (records).
// mode: read
// rows: one
// param: tenant_id  string
// param: after  string  the last holding of the page before
// param: limit  integer
// returns: last string? · doubts list<map>
MATCH (h:Holding {tenant_id: $tenant_id})
WHERE h.id > $after
WITH h ORDER BY h.tenant_id, h.id LIMIT $limit
WITH collect(h) AS page
CALL (page) {
  UNWIND page AS h
  MATCH (h)-[:IDENTIFIES]->(mine:Buyer)
  CALL (h, mine) {
    MATCH (h)-[e:CO_OBSERVED]->(o:Holding)-[:IDENTIFIES]->(theirs:Buyer)
    WHERE mine <> theirs
    RETURN o, theirs, 'seen' AS how, e.bits AS bits, size(e.sources) AS sources
    UNION
    MATCH (o:Holding {tenant_id: $tenant_id, name_key: h.name_key})
    USING INDEX o:Holding(tenant_id, name_key)
    WHERE o.id > h.id AND NOT h.generic AND NOT o.generic
      AND any(city IN h.cities WHERE toLower(city) IN [other IN o.cities | toLower(other)])
      AND NOT EXISTS { (h)-[:CO_OBSERVED]->(o) }
    MATCH (o)-[:IDENTIFIES]->(theirs:Buyer)
    WHERE mine <> theirs
    RETURN o, theirs, 'namesakes' AS how, 0.0 AS bits, 0 AS sources
    UNION
    WITH h, mine
    WHERE NOT h.generic AND size(h.unique_ids) > 0 AND (h.shared OR h.valid_from IS NOT NULL OR h.valid_to IS NOT NULL)
    MATCH (h)<-[:HELD_AS]-(:Identifier)-[:HELD_AS]->(o:Holding)-[:IDENTIFIES]->(theirs:Buyer)
    WHERE o.id > h.id AND NOT o.generic AND size(o.unique_ids) > 0 AND mine <> theirs
    RETURN o, theirs, 'records' AS how, 0.0 AS bits, 0 AS sources
  }
  MATCH (x:Identifier)-[:HELD_AS]->(h)
  MATCH (y:Identifier)-[:HELD_AS]->(o)
  CALL (mine) {
    MATCH (mine)<-[:IDENTIFIES]-(held:Holding)
    RETURN min(held.first_at) AS mine_first, max(held.last_at) AS mine_last
  }
  CALL (theirs) {
    MATCH (theirs)<-[:IDENTIFIES]-(held:Holding)
    RETURN min(held.first_at) AS theirs_first, max(held.last_at) AS theirs_last
  }
  RETURN collect({
    how: how, bits: bits, sources: sources,
    a: {id: h.id, kind: x.kind, namespace: x.namespace, value: x.value, names: h.names, verified: h.verified,
        first_us: mine_first.epochSeconds * 1000000 + mine_first.microsecond,
        last_us: mine_last.epochSeconds * 1000000 + mine_last.microsecond},
    b: {id: o.id, kind: y.kind, namespace: y.namespace, value: y.value, names: o.names, verified: o.verified,
        first_us: theirs_first.epochSeconds * 1000000 + theirs_first.microsecond,
        last_us: theirs_last.epochSeconds * 1000000 + theirs_last.microsecond}
  }) AS doubts
}
RETURN page[-1].id AS last, doubts
