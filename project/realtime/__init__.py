"""Topics, offsets, the hub and the socket. Knows Django and Channels, and nothing of ours above it."""
