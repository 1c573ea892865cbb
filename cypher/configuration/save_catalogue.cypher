// What the tenant sells, as a new version, unless the newest says the same. The tenant's node is the lock.
// mode: write
// rows: maybe
// param: tenant_id    string
// param: body         string   JSON, canonical
// param: decisive     string   hash of what of it decides who is who: only where that changed is identity owed anew
// param: undecisive   string   that hash before there was any version
// param: read         integer?  the version that the body was made from: where others wrote meanwhile nothing is written
// param: recorded_at  datetime
// returns: version integer · body string · recorded_at_ms integer? · changed boolean · stale boolean
MATCH (tenant:Tenant {tenant_id: $tenant_id})
SET tenant.configured_at = $recorded_at
WITH tenant
OPTIONAL MATCH (newest:Catalogue {tenant_id: tenant.tenant_id})
WHERE newest.version > 0
WITH tenant, newest
ORDER BY newest.version DESC
LIMIT 1
WITH tenant, newest, coalesce(newest.body = $body, false) AS same, $read <> coalesce(newest.version, 0) AS moved
WITH tenant, newest, same, moved AND NOT same AS stale
WITH tenant, newest, same, coalesce(stale, false) AS stale
FOREACH (_ IN CASE WHEN same OR stale THEN [] ELSE [1] END |
  CREATE (:Catalogue {
    tenant_id: tenant.tenant_id,
    version: coalesce(newest.version, 0) + 1,
    body: $body,
    decisive: $decisive,
    recorded_at: $recorded_at
  })
)
FOREACH (_ IN CASE WHEN same OR stale OR CASE WHEN newest IS NULL THEN $undecisive ELSE newest.decisive END = $decisive
                   THEN [] ELSE [1] END |
  MERGE (owed:Task {tenant_id: tenant.tenant_id, kind: 'derive', key: 'identity'})
  ON CREATE SET owed.id = 'derive', owed.attempts = 0
  SET owed.due_at = $recorded_at, owed.lease_until = null
)
WITH tenant, newest, stale
OPTIONAL MATCH (current:Catalogue {tenant_id: tenant.tenant_id})
WHERE current.version > 0
RETURN
  coalesce(current.version, 0) AS version,
  coalesce(current.body, '{}') AS body,
  current.recorded_at.epochMillis AS recorded_at_ms,
  coalesce(current.version, 0) <> coalesce(newest.version, 0) AS changed,
  stale
ORDER BY version DESC
LIMIT 1
