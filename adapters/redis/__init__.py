"""The event log, the turn queue and the fan-out on one Redis or Valkey server.

One stream a conversation holds its events (`entries.py`), one stream holds a token for every
conversation that wants an answer. Whatever must happen together is one Lua script (`lua/`), so
no crash can leave a message that was acknowledged but not queued.

| key                 | type   | what                                                           |
|---------------------|--------|----------------------------------------------------------------|
| `fs:c:ID`           | hash   | subject, bot, key, head, fence, attempts, waiting, token, closed |
| `fs:c:ID:log`       | stream | the events; entry id `SEQ-0`, fields `t` (ms) and `e` (sealed) |
| `fs:c:ID:seen`      | hash   | message id -> seq, for deduplication                           |
| `fs:c:ID:show`      | list   | sentences of the message that is being said (sealed)           |
| `fs:s:SUBJECT`      | zset   | conversations of a subject by time                             |
| `fs:r:SUBJECT`      | string | when the next message of a subject fits (rate limit)           |
| `fs:all`            | zset   | all conversations by time                                      |
| `fs:ready`          | stream | a token per conversation that wants an answer; group `workers` |
| `fs:dead`           | stream | dead letters                                                   |
| `fs:f:ID`           | channel| what just happened in a conversation                           |
| `fs:cancel`         | channel| ids of messages whose answer should stop                       |
"""
