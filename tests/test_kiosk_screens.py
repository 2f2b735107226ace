"""What a family sees and touches, in a real window."""

import threading
from itertools import pairwise
from typing import Any

import pytest
from msgspec.structs import replace

import choice_samples
import samples
from kiosk import palette, theme
from kiosk.palette import hexadecimal
from kiosk.view import IdleView, Look, NoticeView, Stay, View
from stepped import Stepped

GERMAN = Look("de")

SIZES = ((1280, 800), (800, 480))
OTHER_SIZES = ((1920, 1080), (1024, 768), (1024, 600))
LANGUAGES = ("de", "en", "ar")
NAMES = ("Olena", "Mia", "Leo", "Alexandra", "Andrij", "ليلى", "Laptop 3", "c-mia00001")


@pytest.fixture
def kiosk(drawn: Stepped) -> Stepped:
    return drawn


@pytest.mark.parametrize(
    ("size", "language"),
    [*((size, language) for size in SIZES for language in LANGUAGES), *((size, "de") for size in OTHER_SIZES)],
)
def test_every_text_fits_its_box_on_every_screen(kiosk: Stepped, size: tuple[int, int], language: str) -> None:
    kiosk.resize(*size)
    for name, view in (samples.views(language) | choice_samples.choices(language)).items():
        kiosk.show(view, language)
        for words in kiosk.words():
            where = f"{name}: {words.text!r}"
            assert all(setting.fits for setting in words.settings), where
            total = max if getattr(words, "below", False) else sum
            assert total(setting.width for setting in words.settings) <= words.width, where
            assert words.settings[0].height <= words.height + 1, where
            assert kiosk.inside(words), where
            assert kiosk.spill(words) == 0, where


@pytest.mark.parametrize("size", SIZES)
def test_names_of_children_are_never_small(kiosk: Stepped, size: tuple[int, int]) -> None:
    kiosk.resize(*size)
    for count in range(1, 5):
        kiosk.show(samples.welcome(children=count), "de")
        for child in samples.CHILDREN[:count]:
            setting = kiosk.find(child.name).settings[0]
            assert setting.size >= theme.FIT.pick(30, 20)


@pytest.mark.parametrize("size", SIZES)
@pytest.mark.parametrize("children", [0, 1])
def test_names_of_desks_do_not_run_into_each_other(kiosk: Stepped, size: tuple[int, int], children: int) -> None:
    kiosk.resize(*size)
    drawn: list[int] = []
    for named in (samples.welcome_named_desk(children=children), samples.welcome(children=children)):
        view = replace(named, desk="Laptop 2", row=named.row[:4])
        kiosk.show(view, "de")
        drawn.append(len(kiosk.pictures(kiosk.app.screen.ids.row)))
        places = sorted((each.pos[1], each.pos[0], each.size[0]) for each in kiosk.pictures(kiosk.app.screen.ids.row))
        for (level, left, width), (other, after, _) in pairwise(places):
            assert level != other or left + width <= after
    assert drawn[1] == drawn[0] + 4, "short names stand below their desks"


@pytest.mark.parametrize("size", SIZES)
def test_an_office_without_desks_says_nothing_of_them(kiosk: Stepped, size: tuple[int, int]) -> None:
    kiosk.resize(*size)
    kiosk.show(samples.welcome_without_desk(), "de")
    lower = kiosk.app.screen.ids.children.top
    assert {"Dein Platz", "Ohne Platz", "Platz ändern"} <= set(kiosk.texts())
    for children in (0, 2, 4):
        kiosk.show(samples.welcome_deskless(children=children), "de")
        assert not [text for text in kiosk.texts() if "Platz" in text]
        assert "desk" not in {button.meaning for button in kiosk.buttons()}
        assert kiosk.app.screen.ids.children.top > lower or not children


@pytest.mark.parametrize("size", SIZES)
@pytest.mark.parametrize("language", ["de", "ar"])
def test_desks_that_have_no_room_are_counted(kiosk: Stepped, size: tuple[int, int], language: str) -> None:
    kiosk.resize(*size)
    for name in ("idle-crowded", "idle-crowded-offline", "welcome-crowded"):
        kiosk.show(samples.views(language)[name], language)
        rows = [widget for widget in kiosk.widgets() if len(getattr(widget, "glyphs", ())) > 12]
        assert rows
        for row in rows:
            shown = len(row.glyphs) - row.left
            assert 6 < shown < len(row.glyphs), (name, shown)
            *desks, count = kiosk.pictures(row)[: shown + 1]
            assert min(desk.size[1] for desk in desks) >= theme.FIT.px(14, 9), name
            assert row.x - 4 <= count.pos[0], name
            assert count.pos[0] + count.size[0] <= row.right + 4, name
    kiosk.show(samples.idle(), language)
    assert not any(getattr(widget, "left", 0) for widget in kiosk.widgets())


@pytest.mark.parametrize("size", SIZES)
@pytest.mark.parametrize("larger", [False, True])
def test_notices_that_have_no_room_are_counted(kiosk: Stepped, size: tuple[int, int], larger: bool) -> None:
    kiosk.resize(*size)
    for count in (2, 12):
        notices = samples.many_notices(count)
        kiosk.show(replace(samples.idle(), panel="notices", notices=notices), "de", larger=larger)
        shown = [notice for notice in notices if notice in kiosk.texts()]
        assert all(setting.fits for notice in shown for setting in kiosk.find(notice).settings)
        left = count - len(shown)
        said = [text for text in kiosk.texts() if "weitere" in text]
        assert said == ([f"und {left} weitere Einträge"] if left else [])
        assert len(shown) >= min(count, 5)


def test_one_s_own_desk_is_among_those_that_have_room(kiosk: Stepped) -> None:
    for before in (0, 5, 39):
        row = samples.glyphs("f" * before + "y" + "f" * (39 - before))
        kiosk.show(replace(samples.welcome(), row=row), "de")
        own = [each for each in kiosk.pictures(kiosk.app.screen.ids.row) if each.size[0] > theme.FIT.px(20)]
        assert own, before
        assert kiosk.app.screen.ids.row.left


@pytest.mark.parametrize("size", SIZES)
@pytest.mark.parametrize("language", ["de", "ar"])
def test_animals_that_leave_stand_in_their_card_beside_the_words(
    kiosk: Stepped, size: tuple[int, int], language: str
) -> None:
    kiosk.resize(*size)
    for count in range(1, 13):
        kiosk.show(samples.goodbye_many(language, count), language)
        card, words = kiosk.app.screen.ids.children, kiosk.app.screen.ids.going
        animals = kiosk.pictures(kiosk.app.screen.ids.arches)
        assert len(animals) == count
        for animal in animals:
            left, right = animal.pos[0], animal.pos[0] + animal.size[0]
            assert card.x < left, count
            assert right < card.right, count
            assert right <= words.x or left >= words.right, count
            assert animal.size[0] >= theme.FIT.px(40, 24), count


def test_more_children_than_have_room_are_counted_beside_why_one_waits(kiosk: Stepped) -> None:
    full, more = "Die Betreuung ist voll. Wir sagen dir, wenn ein Platz frei wird.", "und 2 weitere Kinder"
    for name, expected in {"full": full, "6": more, "6-full": f"{more}\n{full}"}.items():
        kiosk.show(samples.views("de")[f"welcome-{name}"], "de")
        assert expected in kiosk.texts()


@pytest.mark.parametrize(
    ("view", "expected"),
    [
        (samples.welcome(), {"undo", "done", "desk", "children", "someone"}),
        (samples.welcome(children=4), {"undo", "done", "desk", "children", "someone"}),
        (samples.welcome_again(), {"undo", "done", "go", "desk", "children"}),
        (samples.welcome_back(), {"done", "desk", "children"}),
        (samples.welcome_offers("de", "call"), {"undo", "done", "desk", "children", "strip", "someone"}),
        (samples.goodbye_hold(), {"undo", "done", "lunch"}),
        (samples.goodbye(), {"undo", "done"}),
        (samples.goodbye_again(), {"undo", "done", "come"}),
        (NoticeView("undone", samples.STAY), {"done"}),
        (samples.idle(), {"code", "language", "look", "open", "first"}),
        (replace(samples.idle(), panel="notices"), {"code", "back", "look"}),
    ],
)
@pytest.mark.parametrize("language", ["de", "ar"])
def test_each_button_means_what_it_says(kiosk: Stepped, view: View, expected: set[str], language: str) -> None:
    kiosk.show(view, language)
    for button in kiosk.buttons():
        kiosk.press(*button.center)
    assert kiosk.touches == [button.meaning for button in kiosk.buttons()]
    assert set(kiosk.touches) == expected


@pytest.mark.parametrize("size", SIZES)
def test_a_touch_on_any_room_opens_what_is_known_of_all(kiosk: Stepped, size: tuple[int, int]) -> None:
    kiosk.resize(*size)
    kiosk.show(samples.idle_large(), "de")
    touched = [place for place in kiosk.widgets() if getattr(place, "what", "") == "rooms"]
    assert len(touched) == (5 if size[0] == 800 else 6), "work, care, and each room"
    for button in touched:
        kiosk.press(*button.center)
    assert kiosk.chosen == ["rooms"] * len(touched)
    kiosk.show(samples.idle_rooms(), "de")
    text = " ".join(kiosk.texts())
    assert "Stilles Zimmer: unklar seit 8:52 · Sensor weg" in text
    assert "Laptop 5: besetzt seit 9:01 · jemand sitzt dort" in text


def test_a_touch_beside_the_buttons_holds_a_result(kiosk: Stepped) -> None:
    for view in (samples.welcome(), samples.goodbye()):
        kiosk.show(view, "de")
        kiosk.press(200, 400)
        kiosk.press(800, 500)
    assert kiosk.touches == ["hold"] * 4


def test_touches_on_the_public_screen_only_open_details(kiosk: Stepped) -> None:
    for x in range(40, 1280, 80):
        for y in range(40, 800, 60):
            kiosk.press(x, y)
    assert set(kiosk.touches) <= {"code", "language", "look", "open", "first"}


@pytest.mark.parametrize(
    ("kind", "answers"), [("call", ["coming", "soon"]), ("place", ["yes", "no"]), ("shift", ["yes"])]
)
def test_an_offer_names_each_answer(kiosk: Stepped, kind: str, answers: list[str]) -> None:
    kiosk.show(samples.welcome_offers("de", kind), "de")
    kiosk.chosen.clear()
    for button in kiosk.buttons():
        if button.meaning == "strip":
            kiosk.press(*button.center)
    assert kiosk.chosen == answers


@pytest.mark.parametrize(
    "view",
    [
        *(samples.welcome(children=4), samples.welcome_offers("de", "call"), samples.goodbye(), samples.goodbye_hold()),
        *(choice_samples.guard(), choice_samples.desks(), choice_samples.children(count=4)),
        choice_samples.choices("de")["guard-waiting"],
    ],
)
def test_nothing_of_a_family_is_left_after_its_screen(kiosk: Stepped, view: View) -> None:
    kiosk.show(view, "de")
    assert any(name in text for text in kiosk.texts() for name in NAMES)
    left = kiosk.app.screen
    kiosk.show(samples.idle(), "de")
    for widget in [*kiosk.widgets(), *left.walk()]:
        for name, value in {
            **widget.__dict__,
            **{key: widget.property(key).get(widget) for key in widget.properties()},
        }.items():
            assert not any(person in str(value) for person in NAMES), (widget, name)
    assert left.view is None


def test_nothing_of_a_family_is_left_when_the_next_screen_fails(
    kiosk: Stepped, monkeypatch: pytest.MonkeyPatch
) -> None:
    kiosk.show(samples.welcome(), "de")
    left = kiosk.app.screen
    monkeypatch.setattr(type(kiosk.app._screens[NoticeView]), "draw", fail)
    with pytest.raises(ZeroDivisionError):
        kiosk.show(samples.views("de")["notice-undone"], "de")
    assert left.view is None
    assert not any("Olena" in str(getattr(widget, "text", "")) for widget in left.walk())


@pytest.mark.parametrize("part", ["_children", "arrange"])
def test_a_fault_between_two_families_shows_neither_and_the_next_try_shows_the_second(
    kiosk: Stepped, monkeypatch: pytest.MonkeyPatch, part: str
) -> None:
    second = kiosk.from_now(replace(samples.welcome(children=1), name="Andrij", desk=""))
    kiosk.show(samples.welcome("ar", children=4), "ar")
    screen = kiosk.app.screen
    with monkeypatch.context() as broken:
        broken.setattr(type(screen), part, fail)
        with pytest.raises(ZeroDivisionError):
            kiosk.app.show(second, GERMAN)
    kiosk.frames()
    assert screen.view is None
    assert kiosk.texts() == []
    assert kiosk.arches() == kiosk.glyphs() == []
    kiosk.app.show(second, GERMAN)
    kiosk.frames()
    assert {"Hallo Andrij!", "Mia", "Fertig"} <= set(kiosk.texts())
    assert kiosk.find("Rückgängig").x < kiosk.find("Fertig").x


def fail(*_: object, **__: object) -> None:
    raise ZeroDivisionError


def test_one_family_after_another_leaves_no_trace_of_the_first(kiosk: Stepped) -> None:
    kiosk.show(samples.welcome(children=4), "de")
    kiosk.show(replace(samples.welcome(children=1), name="Andrij", desk=""), "de")
    assert not any(name in text for text in kiosk.texts() for name in ("Olena", "Leo", "Alexandra", "Laptop 3"))


def test_the_screen_changes_its_language_with_the_family(kiosk: Stepped) -> None:
    for language, word in {"de": "Fertig", "en": "Done", "ar": "تم", "de-again": "Fertig"}.items():
        kiosk.show(samples.welcome(language[:2]), language[:2])
        assert kiosk.find(word)


def test_an_unknown_language_is_spoken_in_german(kiosk: Stepped) -> None:
    kiosk.show(samples.welcome(), "xx")
    assert kiosk.find("Fertig")


def test_arabic_is_read_from_the_right(kiosk: Stepped) -> None:
    kiosk.show(samples.welcome("ar"), "ar")
    undo, done = kiosk.find("تراجع"), kiosk.find("تم")
    assert undo.x > done.right
    assert kiosk.pixel(1270, 300) == hexadecimal(palette.KIEFER)
    assert kiosk.pixel(10, 780) == hexadecimal(palette.WIESE)
    kiosk.show(samples.welcome(), "de")
    assert kiosk.pixel(10, 300) == hexadecimal(palette.KIEFER)
    assert kiosk.pixel(1270, 790) == hexadecimal(palette.WIESE)


def test_an_arabic_name_keeps_its_script_on_a_german_screen(kiosk: Stepped) -> None:
    kiosk.show(replace(samples.welcome(children=4), name="ليلى"), "de")
    assert kiosk.fonts("ليلى") == {"Vazirmatn"}
    assert kiosk.fonts("Hallo ليلى!") == {"Commissioner", "Vazirmatn"}
    assert kiosk.fonts("Mia") == {"Commissioner"}


def test_offline_all_occupancy_is_unknown_with_what_was_known(kiosk: Stepped) -> None:
    kiosk.show(samples.idle_offline(), "de")
    texts = kiosk.texts()
    assert {"zuletzt 1 frei", "seit 9:07"} <= set(texts)
    assert texts.count("zuletzt 3 frei") == 2  # laptops, and places in the playroom
    assert "Deine Anmeldung geht nicht verloren." in texts
    assert {glyph.state for glyph in kiosk.glyphs()} == {"unknown"}
    assert {arch.state for arch in kiosk.arches()} == {"unknown"}


def test_a_kiosk_that_cannot_record_invites_nobody(kiosk: Stepped) -> None:
    kiosk.show(samples.idle_broken(), "de")
    assert "Anmelden geht hier gerade nicht. Bitte in der Betreuung melden." in kiosk.texts()
    assert "Karte auflegen" not in kiosk.texts()


def test_the_time_runs_by_itself_and_the_sun_comes_up(kiosk: Stepped) -> None:
    kiosk.app.show(kiosk.from_now(replace(samples.welcome(), stay=Stay(6, 6))), GERMAN)
    sun, ring = (kiosk.app.screen.ids[name] for name in ("sun", "ring"))
    kiosk.frames(1)
    low = sun.level
    kiosk.wait(2)
    assert sun.level - low > 200
    assert ring.share == pytest.approx(4 / 6, abs=0.05)
    assert "Fertig in 4\u00a0Sekunden" in kiosk.texts()


def test_an_idle_kiosk_draws_nothing(kiosk: Stepped) -> None:
    kiosk.show(samples.welcome(), "de")
    kiosk.show(samples.idle(), "de")
    kiosk.wait(5)
    drawn = kiosk.count_frames(lambda: [kiosk.wait(1) for _ in range(30)])
    kiosk.app.show(samples.idle(), GERMAN)
    assert drawn + kiosk.count_frames(lambda: kiosk.frames(3)) == 0


@pytest.mark.parametrize("view", [samples.welcome(), samples.goodbye(), NoticeView("undone", samples.STAY)])
def test_a_result_that_time_closes_leaves_the_loop_as_slow_as_it_was(kiosk: Stepped, view: View) -> None:
    from kiosk import power  # noqa: PLC0415 - Kivy reads its environment when it is imported

    def rate() -> int:
        return int(kiosk._clock._max_fps)

    kiosk.app.call(kiosk.app.show, kiosk.from_now(view), GERMAN)
    kiosk.frames()
    kiosk.wait(power.ACTIVE_S)
    kiosk.app.show(kiosk.from_now(view), GERMAN)  # a tick; nothing is awake
    assert rate() == power.RESULT_FPS
    kiosk.app.show(samples.idle(), GERMAN)
    assert rate() == power.IDLE_FPS


def test_the_loop_stays_at_full_rate_after_a_touch_that_closes_a_result(kiosk: Stepped) -> None:
    from kiosk import power  # noqa: PLC0415 - Kivy reads its environment when it is imported

    kiosk.show(samples.welcome(), "de")
    kiosk.wait(power.ACTIVE_S)
    kiosk.window.dispatch("on_mouse_down", 640, 400, "left", [])
    kiosk.app.show(samples.idle(), GERMAN)
    assert kiosk._clock._max_fps == power.ACTIVE_FPS
    kiosk.window.dispatch("on_mouse_up", 640, 400, "left", [])


@pytest.mark.parametrize("view", [samples.welcome(), samples.goodbye(), NoticeView("undone", samples.STAY)])
def test_a_result_that_is_shown_again_draws_nothing(kiosk: Stepped, view: View) -> None:
    shown = kiosk.from_now(view)
    kiosk.app.show(shown, GERMAN)
    for _ in range(2):
        kiosk.wait(0.5)  # until the sun has come up
    drawn = kiosk.count_frames(lambda: [kiosk.app.show(shown, GERMAN) or kiosk.frames(1) for _ in range(9)])
    assert drawn == 0
    assert kiosk.count_frames(lambda: kiosk.wait(1)) > 0, "the ring goes on"


def test_what_moves_is_not_kept(kiosk: Stepped) -> None:
    from kiosk import shapes  # noqa: PLC0415 - Kivy reads its environment when it is imported

    def come_and_go() -> int:
        kiosk.show(samples.welcome(), "de")
        for _ in range(20):
            kiosk.wait(0.21)
        kiosk.show(samples.idle(), "de")
        return int(shapes._kept.cache_info().currsize)

    come_and_go()
    assert come_and_go() == come_and_go()


def test_what_is_typed_goes_to_the_reader(kiosk: Stepped) -> None:
    for letter in "04A2":
        kiosk.window.dispatch("on_textinput", letter)
    kiosk.window.dispatch("on_key_down", 13, 40, "", [])
    kiosk.window.dispatch("on_key_down", 271, 88, "", [])
    assert kiosk.typed == [*"04A2", "\n", "\n"]


def test_other_threads_reach_the_screen_through_one_call(kiosk: Stepped) -> None:
    ran: list[Any] = []
    work = threading.Thread(target=lambda: kiosk.app.call(lambda word: ran.append((word, threading.get_ident())), "x"))
    work.start()
    work.join()
    kiosk.frames()
    assert ran == [("x", threading.get_ident())]


def test_two_fingers_at_once_are_a_palm_and_press_nothing(kiosk: Stepped) -> None:
    from kivy.tests.common import UnitTestTouch  # noqa: PLC0415 - Kivy reads its environment when it is imported

    kiosk.show(samples.welcome(), "de")
    done = next(button for button in kiosk.buttons() if button.meaning == "done")
    first, second = UnitTestTouch(*done.center), UnitTestTouch(900, 500)
    for step in (first.touch_down, second.touch_down, first.touch_up, second.touch_up):
        step()
        kiosk.frames()
    assert kiosk.touches == []
    kiosk.press(*done.center)
    assert kiosk.touches == ["done"]


@pytest.mark.parametrize("pieces", [0, 1, 2, 3, 12])
def test_a_family_that_comes_before_the_kiosk_is_ready_is_served_and_stays(kiosk: Stepped, pieces: int) -> None:
    from kiosk.screens import NOBODY  # noqa: PLC0415 - Kivy reads its environment when it is imported

    kiosk.start_anew()
    kiosk.app.show(samples.idle(), GERMAN)
    kiosk.frames(pieces)
    kiosk.show(samples.welcome(), "de")
    served = kiosk.app.screen
    for _ in range(5):
        kiosk.wait(1)
    assert kiosk.app.screen is served
    assert {"Hallo Olena!", "Mia", "Fertig"} <= set(kiosk.texts())
    kiosk.show(samples.idle(), "de")
    for _ in range(len(NOBODY)):
        kiosk.wait(1)
    assert kiosk.app._screens.keys() == {IdleView, *map(type, NOBODY)}
    left = [str(getattr(widget, "text", "")) for widget in served.walk()]
    assert not any(name in text for text in left for name in NAMES)


def test_what_is_the_same_for_all_families_is_drawn_before_the_next_one_comes(kiosk: Stepped) -> None:
    kiosk.show(choice_samples.choices("de")["code"], "de")
    pad = kiosk.app.screen
    kiosk.show(samples.idle(), "de")
    assert pad.ids.key_0.settings == []
    kiosk.wait(1)
    ready = pad.ids.key_0.settings
    assert ready
    kiosk.show(choice_samples.choices("de")["code"], "de")
    assert kiosk.find("1").settings is ready


def test_a_family_that_hides_its_names_is_spoken_to_in_whole_sentences(kiosk: Stepped) -> None:
    nameless = tuple(replace(child, name="") for child in samples.CHILDREN[:2])
    kiosk.show(replace(samples.goodbye(), name="", children=nameless), "de")
    assert "Deine Kinder gehen mit dir." in kiosk.texts()
    kiosk.show(replace(samples.goodbye(), name="", children=nameless[:1], still=("",)), "de")
    assert {"Dein Kind geht mit dir.", "Noch eingetragen. Bitte sag der Betreuung Bescheid."} <= set(kiosk.texts())
    kiosk.show(replace(choice_samples.guard("de"), name="", child="", animal="", at="announced"), "de")
    assert not [text for text in kiosk.texts() if text.startswith("dein")]
