"""The frames of `fireside.v1` and their JSON; pure.

Every frame is one JSON object in a text frame of the websocket:

    {"v": 1, "t": type, "id"?: ULID, "re"?: id, "conv"?: id, "seq"?: n, "ts"?: ms, "d": {...}}

Rule 1: a client makes a new ULID per frame that wants an answer, and sends the same frame under
the same id again after a reconnect until it is acknowledged. Doing so is harmless.
Rule 2: a frame with `seq` tells of the durable log; `seq` only grows, and the highest one that a
client has seen is all it needs to resume. Frames without `seq` are passing.
Rule 3: unknown fields are passed over; an unknown `t` is answered by an error and changes nothing.
"""
