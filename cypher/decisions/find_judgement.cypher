// One judgement by its id, with the identifiers that it names.
// mode: read
// rows: maybe
// param: tenant_id  string
// param: id  string
// returns: verdict string · observed_a string · observed_b string · a map · b map
MATCH (x:Identifier)-[j:JUDGED {tenant_id: $tenant_id, id: $id}]->(y:Identifier)
RETURN j.verdict AS verdict, j.observed_a AS observed_a, j.observed_b AS observed_b,
       x {.kind, .namespace, .value} AS a, y {.kind, .namespace, .value} AS b
