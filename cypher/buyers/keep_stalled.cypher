// Of some buyers those who may be stalled: long in a stage, and silent or so often written to that a brief sees no word of theirs.
// mode: read
// rows: many
// param: tenant_id  string
// param: ids  list<string>
// param: entered  datetime  in the stage since then or longer
// param: quiet  datetime  no word of theirs after it
// param: now  datetime
// param: final  list<string>  stages in which nobody stalls
// param: recent  integer  interactions that a brief sees
// returns: id string
UNWIND $ids AS id
MATCH (b:Buyer {tenant_id: $tenant_id, id: id})
WHERE EXISTS {
  (b)-[:PASSED_THROUGH]->(span:StageSpan)
  WHERE span.left_at IS NULL AND span.entered_at <= $entered AND NOT toLower(replace(span.stage, '_', ' ')) IN $final
}
AND (NOT EXISTS {
  (b)<-[:IDENTIFIES]-(:Holding)<-[f:FROM]-(i:Interaction)
  WHERE f.at > $quiet AND f.at <= $now AND i.direction = 'inbound'
} OR COUNT { (b)<-[:IDENTIFIES]-(:Holding)<-[f:FROM]-(:Interaction) WHERE f.at > $quiet } >= $recent)
RETURN id
