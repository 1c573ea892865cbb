// Notes what changed, in the transaction that changes it.
// mode: write
// rows: none
// param: tenant_id  string
// param: changes  list<map>  every other property of each
UNWIND $changes AS row
CREATE (c:Change {tenant_id: $tenant_id})
SET c += row, c.at = datetime(row.at)
