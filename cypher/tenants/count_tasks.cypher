// How much work is owed in all, by kind, and how much of it is parked, for the operator's metrics; a promise
// that falls due some day is no work yet.
// mode: read
// rows: many
// tenant: none, because it sweeps the tasks of all tenants and names none
// allow: NodeByLabelScan, because every task is counted, and what is done is no task any more
// returns: kind string · owed integer · parked integer
MATCH (task:Task)
WHERE task.kind <> 'due'
RETURN
  task.kind AS kind,
  sum(CASE WHEN task.parked_at IS NULL THEN 1 ELSE 0 END) AS owed,
  sum(CASE WHEN task.parked_at IS NULL THEN 0 ELSE 1 END) AS parked
ORDER BY kind
