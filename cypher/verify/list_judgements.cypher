// Every judgement, with the interactions that it names.
// mode: read
// rows: many
// param: tenant_id  string
// returns: id string · verdict string · observed_a string · observed_b string · by string? · reason string? · retracts string? · recorded_us integer · a_kind string · a_namespace string · a_value string · b_kind string · b_namespace string · b_value string · a_first string? · b_first string? · a_holding string? · b_holding string?
MATCH (x:Identifier)-[j:JUDGED]->(y:Identifier)
WHERE j.tenant_id = $tenant_id AND j.id > ''
RETURN j.id AS id, j.verdict AS verdict, j.observed_a AS observed_a, j.observed_b AS observed_b, j.by AS by,
       j.reason AS reason, j.retracts AS retracts, j.recorded_at.epochSeconds * 1000000 + j.recorded_at.microsecond AS recorded_us,
       x.kind AS a_kind, x.namespace AS a_namespace, x.value AS a_value,
       y.kind AS b_kind, y.namespace AS b_namespace, y.value AS b_value,
       head([(i)-[o:OBSERVED]->(x) WHERE o.buyer_id = j.observed_a | coalesce(i.revises, i.id)]) AS a_first,
       head([(i)-[o:OBSERVED]->(y) WHERE o.buyer_id = j.observed_b | coalesce(i.revises, i.id)]) AS b_first,
       null AS a_holding, null AS b_holding
