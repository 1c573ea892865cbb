// Records brief reads, after their answers, in batches. They carry the buyer shown and no edge: nothing is folded.
// mode: write
// rows: none
// param: tenant_id  string
// param: reads  list<map>  every property of each
UNWIND $reads AS row
MERGE (i:Interaction {tenant_id: $tenant_id, id: row.id})
SET i = row
