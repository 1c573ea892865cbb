// Counts a retry of a dead letter; `resolved_at` null: it still could not be read.
// mode: write
// rows: maybe
// param: tenant_id    string
// param: id           string
// param: detail       string?
// param: retried_at   datetime
// param: resolved_at  datetime?
// returns: id string
MATCH (letter:DeadLetter {tenant_id: $tenant_id, id: $id})
SET
  letter.attempts = letter.attempts + 1,
  letter.retried_at = $retried_at,
  letter.detail = coalesce($detail, letter.detail),
  letter.resolved_at = $resolved_at
RETURN letter.id AS id
