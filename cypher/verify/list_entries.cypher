// A page of the log as identity needs it: every version of an interaction that may observe somebody, and where it lies.
// mode: read
// rows: many
// param: tenant_id  string
// param: after  string  the last id of the page before, or ""
// param: limit  integer
// returns: id string · revises string? · first_id string · hash string · kind string · channel string · direction string · source string · name string? · city string? · outcome string? · at_us integer · recorded_us integer · from_holding string? · also_holdings list<string> · observations list<map>
MATCH (v:Interaction {tenant_id: $tenant_id})
WHERE v.id > $after AND v.about IS NULL AND NOT EXISTS { (v)-[:ABOUT]->(:Interaction) }
WITH v ORDER BY v.tenant_id, v.id LIMIT $limit
RETURN v.id AS id, v.revises AS revises, coalesce(v.revises, v.id) AS first_id, v.content_hash AS hash, v.kind AS kind,
       v.channel AS channel, v.direction AS direction, v.source AS source, v.profile_name AS name, v.profile_city AS city,
       v.outcome AS outcome, v.occurred_at.epochSeconds * 1000000 + v.occurred_at.microsecond AS at_us,
       v.recorded_at.epochSeconds * 1000000 + v.recorded_at.microsecond AS recorded_us,
       head([(v)-[:FROM]->(h:Holding) | h.id]) AS from_holding, [(v)-[:ALSO]->(h:Holding) | h.id] AS also_holdings,
       [(v)-[o:OBSERVED]->(x:Identifier) | {
         position: o.position, role: o.role, verified: o.verified, given_kind: o.given_kind, buyer_id: o.buyer_id,
         kind: x.kind, namespace: x.namespace, value: x.value
       }] AS observations
