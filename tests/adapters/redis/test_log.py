"""How much may wait, and whose doing counts."""

import pytest

from adapters.redis.log import InboxLimits, RedisEventLog
from kernel.errors import RateExceeded
from kernel.events import PicturesReviewed
from kernel.ids import review_id
from tests.conftest import redis_store
from tests.fakes import opened, said


async def test_what_an_operator_does_counts_for_nobody(valkey: str) -> None:
    async with redis_store(valkey) as store:
        log = RedisEventLog(store, InboxLimits(messages_per_minute=1, burst=1))
        id, event = opened()
        await log.open(id, event)
        word = said("look")
        await log.receive(id, word)
        with pytest.raises(RateExceeded):
            await log.receive(id, said("again"))
        review = PicturesReviewed(
            message_id=review_id(word.message_id), held=word.message_id, passed=True
        )
        assert not (await log.receive(id, review)).duplicate
        assert (await log.receive(id, review)).duplicate
