// A delivery that could not be read, kept whole; the same delivery again only counts.
// mode: write
// rows: one
// param: tenant_id     string
// param: id            string
// param: source        string
// param: provider      string
// param: method        string
// param: content_type  string
// param: headers       string   JSON object, lower-case names
// param: query_string  string
// param: body          string   base64 of the raw bytes
// param: detail        string   which error, never what was said
// param: received_at   datetime
// returns: id string · deliveries integer
MERGE (letter:DeadLetter {tenant_id: $tenant_id, id: $id})
ON CREATE SET
  letter.source = $source,
  letter.provider = $provider,
  letter.method = $method,
  letter.content_type = $content_type,
  letter.headers = $headers,
  letter.query = $query_string,
  letter.body = $body,
  letter.received_at = $received_at,
  letter.deliveries = 0,
  letter.attempts = 0
SET
  letter.detail = $detail,
  letter.deliveries = letter.deliveries + 1
RETURN
  letter.id AS id,
  letter.deliveries AS deliveries
