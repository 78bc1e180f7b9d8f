"""From a policy's words to what the person sees: whole sentences that passed the guards."""

from collections.abc import Iterator, Sequence

from bots.draft import Draft
from kernel.events import Remarked, Side
from kernel.ids import MessageId
from kernel.moves import Piece
from kernel.pictures import Picture
from kernel.ports import Guard
from kernel.records import Content, Preview
from kernel.sentences import Splitter, split
from kernel.turn import Passed, screened, speak, weigh
from safety.chain import screen

SENTENCE = "sentence"
"""Topic of the remark that says what a sentence was for: `text` as it was released, `mark`."""


class Speech:
    """The answers to one message, sentence by sentence."""

    def __init__(
        self,
        draft: Draft,
        to: MessageId,
        guards: Sequence[Guard],
        *,
        patience: float,
        seen: tuple[Picture, ...] = (),
    ) -> None:
        self._draft = draft
        self._to = to
        self._guards = guards
        self._patience = patience
        self._seen = seen
        """Pictures that are answered, and those shortly before."""
        self._splitter = Splitter()
        self._id: MessageId | None = None
        self._released: list[str] = []
        self._marks: list[str] = []
        self._mark = ""
        self._shown = 0
        self.withheld = False
        """Whether a sentence was stopped. The rest of that message is dropped."""
        self._stopped = False

    async def say(self, text: str) -> None:
        """One whole message."""
        await self.end_message()
        for sentence in split(text):
            await self._utter(sentence, live=False)
        await self.end_message()

    async def piece(self, piece: Piece) -> None:
        """A fragment of the message in progress; every sentence is shown once it is whole."""
        if piece.mark != self._mark:  # another mark begins another sentence
            for sentence in self._splitter.flush():
                await self._utter(sentence, live=True)
            self._mark = piece.mark
        sentences = self._splitter.feed(piece.text)
        if piece.whole or piece.last:
            sentences += self._splitter.flush()
        for sentence in sentences:
            await self._utter(sentence, live=True)
        if piece.last:
            self.keep()

    async def end_message(self) -> None:
        """The message in progress is complete."""
        for sentence in self._splitter.flush():
            await self._utter(sentence, live=False)
        self.keep()

    def keep(self) -> None:
        """Take what was released of the message in progress as the whole of it."""
        if self._id is not None:
            self._draft.add(*speak(self._id, self._released), *self._remarks(self._id))
        self._splitter = Splitter()
        self._id = None
        self._released = []
        self._marks = []
        self._mark = ""
        self._shown = 0
        self._stopped = False

    async def _utter(self, sentence: str, *, live: bool) -> None:
        if self._stopped:
            return
        if self._id is None:
            self._id = self._draft.next_answer(self._to)
        passed = await self._judge(self._id, sentence)
        if passed is None:
            self._stopped = self.withheld = True
            return
        self._released.append(passed)
        self._marks.append(self._mark)
        if live:
            if self._shown == 0:  # what the person said is in the log before they see an answer
                await self._draft.flush()
            await self._draft.show(Preview(self._id, self._shown, passed))
            self._shown += 1

    def _remarks(self, id: MessageId) -> Iterator[Remarked]:
        for text, mark in zip(self._released, self._marks, strict=True):
            if mark and text.strip():
                data = {"text": text.strip(), "mark": mark}
                yield Remarked(about=id, topic=SENTENCE, data=data)

    async def _judge(self, id: MessageId, sentence: str) -> str | None:
        """The sentence as it may be said, or none."""
        if not sentence.strip():
            return sentence
        content = Content(text=sentence, before="".join(self._released), earlier=self._seen)
        rulings = await screen(
            self._guards, Side.BOT, content, self._draft.talk, patience=self._patience
        )
        self._draft.add(*screened(Side.BOT, id, rulings))
        ruling = weigh(sentence, rulings)
        return ruling.text if isinstance(ruling, Passed) else None
