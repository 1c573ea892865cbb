// A page of the deliveries that could not be read and still wait, newest first.
// mode: read
// rows: many
// param: tenant_id     string
// param: before_ms     integer   of the last one seen
// param: after_id      string    of the last one seen
// param: limit         integer
// returns: id string · source string · provider string · content_type string · detail string · bytes integer · received_at_ms integer · deliveries integer · attempts integer
MATCH (letter:DeadLetter {tenant_id: $tenant_id})
WHERE letter.received_at IS NOT NULL AND letter.resolved_at IS NULL
WITH letter, letter.received_at.epochMillis AS received_at_ms
WHERE received_at_ms < $before_ms OR (received_at_ms = $before_ms AND letter.id > $after_id)
RETURN
  letter.id AS id,
  letter.source AS source,
  letter.provider AS provider,
  letter.content_type AS content_type,
  letter.detail AS detail,
  size(letter.body) / 4 * 3 AS bytes,
  received_at_ms,
  letter.deliveries AS deliveries,
  letter.attempts AS attempts
ORDER BY received_at_ms DESC, id
LIMIT $limit
