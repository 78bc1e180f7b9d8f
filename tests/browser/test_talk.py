"""A person and a bot: saying, hearing, stopping, and what becomes of words."""

from playwright.sync_api import expect

from tests.browser.conftest import Meet
from tests.browser.stage import Person, Platform


def test_words_go_out_and_sentences_come_in(served: Platform, meet: Meet) -> None:
    person = meet()
    person.arrive(served.url)
    stood = person.remember(".tail .bubble")
    person.say("please speak slowly")
    expect(person.own.last).to_have_text("please speak slowly")
    expect(person.answers.last).to_contain_text("I am listening.")
    sentences = ["Let us take it slowly. ", "First, breathe out once. "]
    assert stood()[:2] == [sentences[0], "".join(sentences)]
    assert len(stood()) == 4, "one by one; the last comes with the whole"
    expect(person.page.locator(".tail .bubble")).to_have_count(0)
    expect(person.page.locator(".row.bot .who").last).to_have_text("LamplightAI")


def test_dots_breathe_while_it_thinks(served: Platform, meet: Meet) -> None:
    person = meet()
    person.arrive(served.url)
    expect(person.page.locator(".dots")).to_be_hidden()
    person.say("think about it", answered=False)
    expect(person.page.locator(".dots")).to_be_visible()
    expect(person.answers.last).to_contain_text("I took a moment", timeout=10_000)
    expect(person.page.locator(".dots")).to_be_hidden()


def test_stop_keeps_what_was_said(served: Platform, meet: Meet) -> None:
    person = meet()
    person.arrive(served.url)
    person.say("slowly", answered=False)
    expect(person.page.locator(".tail .bubble")).to_contain_text("breathe out")
    person.page.get_by_role("button", name="Stop the answer").click()
    expect(person.page.locator(".note")).to_have_text("You stopped the answer.")
    expect(person.answers.last).to_contain_text("Let us take it slowly.")
    expect(person.answers.last).not_to_contain_text("I am listening.")
    expect(person.page.get_by_role("button", name="Send")).to_be_visible()
    person.say("go on")


def test_an_input_method_that_composes_never_sends(served: Platform, meet: Meet) -> None:
    person = meet()
    person.arrive(served.url)
    person.field.focus()
    line = person.page.context.new_cdp_session(person.page)
    composing = {"text": "ni hao", "selectionStart": 6, "selectionEnd": 6}
    line.send("Input.imeSetComposition", composing)
    press(person, isComposing=True)
    press(person, keyCode=229)
    expect(person.own).to_have_count(0)
    line.send("Input.insertText", {"text": "你好"})
    expect(person.field).to_have_value("你好")
    person.field.press("Enter")
    expect(person.own).to_have_text(["你好"])


def press(person: Person, **how: object) -> None:
    person.field.evaluate(
        "(field, how) => field.dispatchEvent(new KeyboardEvent('keydown',"
        " {key: 'Enter', bubbles: true, cancelable: true, ...how}))",
        how,
    )


def test_shift_enter_breaks_and_the_field_grows_to_six_lines(served: Platform, meet: Meet) -> None:
    person = meet()
    person.arrive(served.url)
    one = person.field.bounding_box()
    for word in ["one", "two", "three", "four", "five", "six", "seven", "eight"]:
        person.field.press_sequentially(word)
        person.field.press("Shift+Enter")
    tall = person.field.bounding_box()
    assert one is not None and tall is not None
    assert 5.5 * 24 <= tall["height"] <= 6 * 24 + 18 + 1
    expect(person.own).to_have_count(0)
    person.field.press("Enter")
    expect(person.own).to_have_text(
        "one\ntwo\nthree\nfour\nfive\nsix\nseven\neight", use_inner_text=True
    )
    expect(person.field).to_have_value("")
    back = person.field.bounding_box()
    assert back is not None and back["height"] == one["height"]


def test_a_long_letter_goes_out_whole(served: Platform, meet: Meet) -> None:
    person = meet()
    person.arrive(served.url)
    letter = "\n".join(["写了很久的一封信，" * 8] * 90) + "\nVielleichtdochganzanders" * 30
    person.say(letter)
    expect(person.own).to_have_text(letter, use_inner_text=True)
    assert person.page.locator(".scroller").evaluate("s => s.scrollWidth - s.clientWidth") == 0
    person.page.reload()
    expect(person.own).to_have_text(letter, use_inner_text=True)


def test_a_quiet_counter_near_the_end(served: Platform, meet: Meet) -> None:
    person = meet()
    person.arrive(served.url)
    counter, send = person.page.locator(".counter"), person.page.get_by_role("button", name="Send")
    person.field.fill("字" * 7000)
    expect(counter).to_be_empty()
    person.field.fill("字" * 7990)
    expect(counter).to_have_text("10 characters left")
    person.field.fill("😀" * 8003)  # counted as people count, not as UTF-16 does
    expect(counter).to_have_text("3 characters too many")
    expect(send).to_be_disabled()
    person.field.press("Enter")
    expect(person.own).to_have_count(0)


def test_markup_stays_text(served: Platform, meet: Meet) -> None:
    person = meet()
    person.arrive(served.url)
    person.say("<script>alert(1)</script> markup")
    expect(person.own.last).to_have_text("<script>alert(1)</script> markup")
    expect(person.answers.last).to_contain_text("<img src=x onerror=alert(1)>")
    assert person.page.locator(".log img, .log a, .log b, .log script").count() == 0


def test_a_blocked_message_says_plainly_what_happened(served: Platform, meet: Meet) -> None:
    person = meet()
    person.arrive(served.url)
    person.say("put bluntly", answered=False)
    expect(person.page.locator(".row.quiet").last).to_contain_text("You are not in trouble")
    expect(person.page.locator(".row.you.blocked .status")).to_have_text("Not taken in")
    person.say("hello")


def test_a_failed_turn_can_be_tried_again(served: Platform, meet: Meet) -> None:
    person = meet()
    person.arrive(served.url)
    person.say("breakdown", answered=False)
    expect(person.page.locator(".row.quiet").last).to_contain_text("Your words are kept")
    person.page.get_by_role("button", name="Try again").click()
    expect(person.own).to_have_text(["breakdown", "breakdown"])


def test_an_ended_conversation_stays_readable_and_a_new_one_begins(
    served: Platform, meet: Meet
) -> None:
    person = meet()
    person.arrive(served.url)
    person.say("hello")
    person.choose("End this conversation")
    person.page.get_by_role("button", name="End it").click()
    expect(person.page.locator(".aside")).to_contain_text("You can still read it.")
    expect(person.answers).to_have_count(2)
    person.page.get_by_role("button", name="Begin a new one").click()
    expect(person.answers).to_have_count(1)
    person.say("hello again")


def test_two_windows_show_one_conversation(served: Platform, meet: Meet) -> None:
    person = meet()
    person.arrive(served.url)
    person.say("from the first")
    second = Person(person.page.context.new_page())
    second.page.goto(f"{served.url}/#lamp")
    expect(second.own).to_have_text(["from the first"])
    second.say("from the second")
    expect(person.own).to_have_text(["from the first", "from the second"])
    expect(person.answers).to_have_count(3)
    assert person.answers.all_text_contents() == second.answers.all_text_contents()
    assert second.complaints == []


def test_reading_back_is_not_disturbed(served: Platform, meet: Meet) -> None:
    person = meet()
    person.arrive(served.url)
    for _ in range(2):
        person.say("a long one, please")
    person.say("slowly", answered=False)
    expect(person.page.locator(".tail .bubble")).to_be_visible()
    scroller = person.page.locator(".scroller")
    assert scroller.evaluate("s => s.scrollHeight - s.clientHeight - s.scrollTop") < 60
    scroller.hover()
    person.page.mouse.wheel(0, -400)
    person.page.wait_for_timeout(200)
    place = scroller.evaluate("s => s.scrollTop")
    expect(person.answers.last).to_contain_text("I am listening.", timeout=10_000)
    assert scroller.evaluate("s => s.scrollTop") == place
    pill = person.page.get_by_role("button", name="New words below")
    pill.click()
    expect(pill).to_be_hidden()
    assert scroller.evaluate("s => s.scrollHeight - s.clientHeight - s.scrollTop") < 2


def test_messages_of_one_minute_are_one_group(served: Platform, meet: Meet) -> None:
    person = meet()
    person.arrive(served.url)
    person.page.clock.set_fixed_time("2026-11-24T03:00:20")
    person.say("think", answered=False)
    person.say("and another", answered=False)
    person.page.clock.set_fixed_time("2026-11-24T03:02:00")
    person.say("and later", answered=False)
    rows = person.page.locator(".row.you")
    expect(rows).to_have_count(3)
    looks = [(row.get_attribute("class") or "").split() for row in rows.all()]
    assert ["first" in look for look in looks] == [True, False, True]
    time = rows.nth(0).locator("time")
    expect(time).to_have_text("03:00")
    assert time.evaluate("t => getComputedStyle(t).opacity") == "0"
    rows.nth(0).locator(".bubble").hover()
    assert time.evaluate("t => getComputedStyle(t).opacity") == "1"


def test_another_bot_goes_on_under_its_own_name(served: Platform, meet: Meet) -> None:
    person = meet()
    person.arrive(served.url, bot="frontdesk")
    for words in ("yes", "34", "no, I am safe"):
        person.say(words)
    person.say("talk", answered=False)
    expect(person.page.locator("fireside-chat h2")).to_have_text("CounsellorAI")
    speakers = person.page.locator(".row.bot .who")
    expect(speakers.first).to_have_text("Front deskAI")
    expect(speakers.last).to_have_text("CounsellorAI")
    person.page.reload()
    expect(person.page.locator("fireside-chat h2")).to_have_text("CounsellorAI")
    expect(speakers.first).to_have_text("Front deskAI")
    person.say("I moved here in May")
    expect(speakers.last).to_have_text("CounsellorAI")
