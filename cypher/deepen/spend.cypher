// Counts the tokens that an answer cost against the budget of its day.
// mode: write
// rows: none
// param: tenant_id  string
// param: day  string
// param: tokens  integer
MATCH (s:Spending {tenant_id: $tenant_id, id: 'deeper'})
WHERE s.day = $day
SET s.tokens = s.tokens + $tokens
