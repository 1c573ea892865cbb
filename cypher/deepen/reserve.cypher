// Counts one more question against the day's budget; no row where nothing of it is left. Another day begins at nothing.
// mode: write
// rows: maybe
// param: tenant_id  string
// param: day  string
// param: most_calls  integer
// param: most_tokens  integer
// returns: calls integer
MERGE (s:Spending {tenant_id: $tenant_id, id: 'deeper'})
SET s.calls = CASE s.day WHEN $day THEN s.calls ELSE 0 END,
    s.tokens = CASE s.day WHEN $day THEN s.tokens ELSE 0 END
SET s.day = $day
WITH s
WHERE s.calls < $most_calls AND s.tokens < $most_tokens
SET s.calls = s.calls + 1
RETURN s.calls AS calls
