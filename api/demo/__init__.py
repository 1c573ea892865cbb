"""The sample: two buyers' stories told as provider payloads through the API, and a crowd as large as one likes."""
