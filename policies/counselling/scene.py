"""What is known when a turn begins, and what is decided for it."""

from dataclasses import dataclass

from kernel.events import Language, Side
from kernel.state import Conversation
from policies.counselling.book import Book, Careful, Wish
from policies.counselling.judge import Answer, Judgement, cue_judgement
from policies.counselling.progress import Place
from policies.words.hearing import feeling_in, telling_clause
from policies.words.replies import Said

LEAVING = (Wish.END, Wish.FAREWELL)


@dataclass(frozen=True, slots=True, kw_only=True)
class Turn:
    """How a turn goes. `text` is what is said when no model words it."""

    language: Language
    answer: Answer
    """What the person said."""
    before: Place
    place: Place
    """With this turn counted and the person's requests fulfilled."""
    why: str = ""
    wish: Wish | None = None
    text: str
    do: str = ""
    """What the model is asked to do; "" says `text` as it stands."""
    opener: str = ""
    """What goes before a question if the model begins with one."""
    question: str = ""
    """What to end with; asked by the book if the model did not ask anything."""
    pointer: str = ""
    """Where help is, said in any case."""
    care: str = ""
    """What the prompt says of a crisis."""
    close: str = ""
    """Reason for which the conversation is closed after this answer, if it is."""
    counts: bool = True
    """Whether the turn counts for the stage; after a crisis the stages wait."""
    judged: bool = False
    """Whether the person's words are looked at for what they show."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Scene:
    """What every part of the decision looks at."""

    book: Book
    talk: Conversation
    said: Said
    language: Language
    text: str
    wish: Wish | None
    before: Place
    marked: bool
    """Whether there was a crisis, or words like one, in this conversation."""

    def answer(self) -> Answer:
        spoken = [said for said in self.talk.utterances if said.side is Side.BOT]
        return Answer(
            text=self.text,
            language=self.language,
            # Who asks for something has not answered, however much they say.
            asking="" if self.wish else self.before.asking,
            question=spoken[-1].text if spoken else "",
        )

    def shown(self, place: Place) -> Judgement:
        return cue_judgement(self.book, place, self.answer())

    def words(self) -> dict[str, str]:
        return {
            "quote": telling_clause(self.text, self.book.feelings, self.language),
            "feeling": feeling_in(self.text, self.book.feelings, self.language),
        }

    @property
    def aftercare(self) -> Careful:
        """How to speak of the crisis that is on, or of all that there was."""
        care, crisis = self.book.aftercare, self.talk.crisis
        labels = self.talk.labels if crisis is None else frozenset(crisis.labels)
        return care if self.book.plan.aftercare.is_own(labels) else care.others

    @property
    def care(self) -> str:
        """What the prompt says of a crisis that is over."""
        return self.aftercare.later.in_(self.language) if self.marked else ""
