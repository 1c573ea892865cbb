"""The sample: two buyers' stories told as provider payloads through the API, never as ready facts."""
