"""The web channel: `fireside.v1` over websocket, its HTTP side, its clients."""
