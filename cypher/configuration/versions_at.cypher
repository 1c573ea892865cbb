// Which settings and which catalogue were in force at a moment; 0: none were given yet.
// mode: read
// rows: one
// param: tenant_id  string
// param: moment     datetime
// returns: settings integer · catalogue integer
CALL () {
  OPTIONAL MATCH (given:Settings {tenant_id: $tenant_id})
  WHERE given.version > 0 AND given.recorded_at <= $moment
  RETURN coalesce(max(given.version), 0) AS settings
}
CALL () {
  OPTIONAL MATCH (given:Catalogue {tenant_id: $tenant_id})
  WHERE given.version > 0 AND given.recorded_at <= $moment
  RETURN coalesce(max(given.version), 0) AS catalogue
}
RETURN settings, catalogue
