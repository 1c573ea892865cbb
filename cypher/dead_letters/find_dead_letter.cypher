// One delivery that could not be read, whole.
// mode: read
// rows: maybe
// param: tenant_id  string
// param: id         string
// returns: id string · source string · provider string · method string · content_type string · headers string · query string · body string · received_at_ms integer · resolved boolean
MATCH (letter:DeadLetter {tenant_id: $tenant_id, id: $id})
RETURN
  letter.id AS id,
  letter.source AS source,
  letter.provider AS provider,
  letter.method AS method,
  letter.content_type AS content_type,
  letter.headers AS headers,
  letter.query AS query,
  letter.body AS body,
  letter.received_at.epochMillis AS received_at_ms,
  letter.resolved_at IS NOT NULL AS resolved
