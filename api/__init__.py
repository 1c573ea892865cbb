"""HTTP and the command line: bytes, headers, credentials and processes; nothing of the domain."""
