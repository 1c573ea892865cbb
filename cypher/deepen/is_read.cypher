// Whether an extractor version has read an interaction under a version of the catalogue.
// mode: read
// rows: one
// param: tenant_id  string
// param: interaction_id  string
// param: extractor  string
// param: version  string
// param: catalogue_version  integer
// returns: done boolean
RETURN EXISTS {
  MATCH (:Reading {tenant_id: $tenant_id, interaction_id: $interaction_id, extractor: $extractor,
                   version: $version, catalogue_version: $catalogue_version})
} AS done
