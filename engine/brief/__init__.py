"""The read model: what one record recalls, composed for a rep or a bot and rendered within its limits. Pure."""
