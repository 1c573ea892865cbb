"""One file a group of calls: reads the request, asks the engine, shapes the answer."""
