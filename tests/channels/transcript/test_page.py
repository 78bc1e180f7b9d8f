"""The page holds every word, runs nothing, loads nothing, and stays quick when it is long."""

import base64
import hashlib
import re

import pytest
from hypothesis import given, settings

from channels.transcript.hand import seen
from channels.transcript.page import Pages
from kernel.events import BotSpoke, Language, MessageReceived, Remarked, UserSpoke
from kernel.ids import MessageId
from kernel.records import Recorded
from tests.channels.transcript.interview import interview
from tests.channels.transcript.reading import PAGES, Read, html_of, reader
from tests.channels.transcript.restructuring import restructuring
from tests.channels.transcript.stories import many
from tests.kernel.strategies import histories

HOSTILE = (
    "<script>alert(1)</script>",
    '"><img src=x onerror=alert(1)>',
    "</style><style>*{display:none}",
    "{{ 7 * 7 }}{% raw %}",
    "javascript:alert(1)",
    "&lt;b&gt; &amp; &#x202e;",
    "\u202eevil\u2066 text",
    "nul\x00 bell\x07 \x1b[31m",
    "]]><!--",
)


@settings(max_examples=60)
@given(histories)
def test_any_log_makes_a_page_with_every_word(entries: list[Recorded]) -> None:
    read = Read(html_of(entries, reader(turns=0)))
    shown = "\n".join(read.words)
    for entry in entries:
        if isinstance(entry.event, MessageReceived | UserSpoke | BotSpoke):
            assert seen(entry.event.text) in shown


@pytest.mark.parametrize("text", HOSTILE)
def test_hostile_text_is_text(text: str) -> None:
    id = MessageId("A")
    log = [
        Recorded(1, 0, MessageReceived(message_id=id, text=text)),
        Recorded(2, 0, UserSpoke(message_id=id, text=text)),
        Recorded(3, 0, Remarked(about=id, topic=text, data={text: text, "quote": (text,)})),
        Recorded(4, 0, Remarked(about=id, topic="judgment", data={"node": text, "quote": text})),
        Recorded(5, 0, Remarked(about=id, topic="psycot", data={"criterion": text, text: text})),
    ]
    plain = Read(html_of([Recorded(1, 0, MessageReceived(message_id=id, text="x"))], reader()))
    html = html_of(log, reader())
    read = Read(html)
    assert read.words[0] == seen(text)
    assert "script" not in read.tags
    assert "img" not in read.tags
    assert read.tags.count("style") == plain.tags.count("style") == 1
    assert not [name for name, _ in read.attributes if name.startswith("on")]
    assert not re.search("[\u202a-\u202e\u2066-\u2069\x00\x07\x1b]", html)


def test_nothing_is_loaded_from_elsewhere_and_nothing_may_run() -> None:
    html = html_of(restructuring(), reader())
    read = Read(html)
    assert set(read.values("src")) == set()
    assert all(href.startswith(("#", "?", "data:,")) for href in read.values("href"))
    assert "style" not in [name for name, _ in read.attributes]
    style = re.search(r"<style>(.*?)</style>", html, re.DOTALL)
    assert style is not None
    digest = base64.b64encode(hashlib.sha256(style[1].encode()).digest()).decode()
    policy = PAGES.policy()
    assert f"style-src 'sha256-{digest}'" in policy
    assert "default-src 'none'" in policy
    assert "script-src" not in policy
    assert "unsafe" not in policy
    assert policy in read.values("content")
    assert "--fs-ember: #b4532a" in style[1], "the palette of everything that people see"
    assert "url(" not in style[1]


def test_evidence_reads_as_words_in_either_language() -> None:
    zh = Read(html_of(restructuring(), reader(Language.ZH))).text
    for word in ("读心术", "辩护：支持这个想法的事实", "情感反映", "有了新的想法", "危机流程开始"):
        assert word in zh
    assert "moon_phase" in zh, "a topic that nobody labelled is shown as it is"
    assert "waxing" in zh
    en = Read(html_of(interview(), reader(Language.EN))).text
    for word in ("PsyCoT trace", "not cleared up", "Screening result for a clinician", "empathy"):
        assert word in en


def test_what_was_said_is_linked_from_the_trace() -> None:
    html = html_of(interview(), reader())
    assert '<a href="#t2">turn 2</a>' in html, "the first thing the person said is turn 2"
    ids = set(Read(html).values("id"))
    for href in Read(html).values("href"):
        if href.startswith("#"):
            assert href[1:] in ids


def test_a_copy_of_the_words_alone_tells_nothing_else() -> None:
    log = restructuring()
    bare = Read(html_of(log, reader(Language.ZH, bare=True)))
    full = Read(html_of(log, reader(Language.ZH)))
    assert bare.words == full.words
    for secret in ("读心术", "moon_phase", "情感反映", "0.97", "zh.not_live", "辱骂"):
        assert secret in full.text
        assert secret not in bare.text
    assert "checkbox" not in bare.values("type")


def test_a_long_conversation_is_paged() -> None:
    log = many(2000)
    last = html_of(log, reader(query="lang=en&"), page=99)
    read = Read(last)
    assert len(last) < 1_000_000
    assert "Turns 1901 to 2000 of 2000" in read.text
    assert "t2000" in read.values("id")
    assert "t1900" not in read.values("id")
    assert read.values("aria-current") == ["page", "page"]
    assert "?lang=en&page=1" in read.values("href")


def test_pages_say_which_language_they_are_in() -> None:
    page = html_of(restructuring(), reader(Language.EN))
    assert '<html lang="en">' in page
    assert 'class="words" lang="zh-CN"' in page


def test_a_name_that_a_template_does_not_get_is_an_error() -> None:
    with pytest.raises(Exception, match="undefined"):
        Pages.load().render("transcript.html", Language.EN, {})
