"""Words to wire and back: the protocol, and a folder for each kind of client."""
