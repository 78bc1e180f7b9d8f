from kernel.ids import MessageId, SubjectId, answer_id, conversation_id


def test_a_repeated_turn_makes_the_same_ids() -> None:
    assert answer_id(MessageId("m"), 2) == "m.2"


def test_the_same_request_opens_the_same_conversation() -> None:
    alice, bob = SubjectId("alice"), SubjectId("bob")
    assert conversation_id(alice, MessageId("r")) == conversation_id(alice, MessageId("r"))
    assert conversation_id(alice, MessageId("r")) != conversation_id(bob, MessageId("r"))
    assert conversation_id(SubjectId("a"), MessageId("bc")) != conversation_id(
        SubjectId("ab"), MessageId("c")
    )
