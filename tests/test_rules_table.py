"""Where each rule of ARCHITECTURE.md is checked, and that what is named here exists."""

import ast
from pathlib import Path

import pytest

ROOT = Path(__file__).parent.parent
MACHINE = "tests/test_house_rules_machine.py"
"""Random histories against the rules; named as a file, because its rules are methods of one machine."""
CHECKED: dict[int, tuple[str, ...]] = {
    1: (
        "tests/test_nothing_is_lost.py::test_kills_of_kiosks_broker_and_hub_lose_nothing",
        "tests/test_nothing_is_lost.py::test_a_restored_backup_loses_nothing",
        "tests/test_nothing_is_lost.py::test_whatever_order_disasters_come_in_nothing_is_lost",
        "tests/test_kiosk_flow.py::test_nothing_is_promised_before_the_disk_has_it",
        "tests/test_kiosk_flow.py::test_a_disk_that_fails_sends_to_the_carers_and_changes_nothing",
        "tests/test_power_cut.py::test_a_kiosk_with_a_full_disk_calls_a_carer_and_greets_again_when_there_is_space",
    ),
    2: (
        MACHINE,
        "tests/test_garbage_on_the_wire.py::test_the_same_id_under_a_later_number_is_stored_once",
        "tests/test_page_house.py::test_the_same_form_twice_is_one_fact",
        "tests/test_scenes_devices.py::test_after_the_power_cut_time_repeats_nothing",
    ),
    3: (
        MACHINE,
        "tests/test_scenes_desks.py::test_two_kiosks_gave_one_desk_to_two",
        "tests/test_bad_input.py::test_the_house_differs_only_by_the_question",
        "tests/test_bad_input.py::test_a_limit_stops_an_offer_and_never_a_fact",
    ),
    4: (
        MACHINE,
        "tests/test_scenes_leaving.py::test_one_leaves_and_the_other_stays",
        "tests/test_bad_input.py::test_two_takers_the_first_stands",
        "tests/test_scenes_care_room.py::test_a_shift_change_hands_over_all_at_once_where_parents_keep_the_baton",
        "tests/test_scenes_care_room.py::test_a_shift_change_hands_over_all_at_once_where_carers_take_the_baton",
        "tests/test_scenes_handing_over.py::test_who_takes_what_nobody_holds_out_does_not_get_it",
    ),
    5: (
        MACHINE,
        "tests/test_scenes_coming.py::test_a_tap_announces_and_only_a_carer_takes",
        "tests/test_scenes_coming.py::test_dad_arrives_at_ten_and_moves_nobody",
        "tests/test_scenes_devices.py::test_the_emergency_list_children_first_with_family_beside_and_announced_ones_apart",
    ),
    6: (
        MACHINE,
        "tests/test_scenes_leaving.py::test_nobody_answers_the_guard",
        "tests/test_scenes_leaving.py::test_the_same_card_again_takes_all_of_them",
        "tests/test_scenes_leaving.py::test_an_errand_is_offered_only_while_a_carer_is_on_duty",
        "tests/test_scenes_handing_over.py::test_a_neighbour_who_answers_for_a_child_is_asked_before_she_leaves",
        "tests/test_scenes_care_room.py::test_the_last_carer_wants_to_leave",
    ),
    7: (
        "tests/test_scenes_care_room.py::test_every_hour_the_board_asks_for_a_count",
        "tests/test_scenes_care_room.py::test_a_wrong_count_alarms_until_it_is_right",
        "tests/test_scenes_care_room.py::test_a_shift_change_with_a_wrong_count_alarms",
    ),
    8: (
        "tests/test_levels_become_unknown.py::test_nothing_starts_as_free",
        "tests/test_levels_become_unknown.py::test_a_lost_node_contributes_nothing_and_a_late_will_is_no_news",
        "tests/test_levels_become_unknown.py::test_a_retained_level_is_only_the_last_that_was_known",
        "tests/test_garbage_on_the_wire.py::test_a_level_counts_only_live_with_the_nodes_boot_and_for_its_time",
        "tests/test_garbage_on_the_wire.py::test_a_retained_fact_is_not_taken_again",
    ),
    9: (
        MACHINE,
        "tests/test_scenes_care_room.py::test_beyond_the_firm_limit_a_child_waits_and_the_next_free_place_is_offered",
        "tests/test_scenes_care_room.py::test_a_carer_takes_a_child_beyond_the_limit_with_a_reason",
        "tests/test_scenes_care_room.py::test_not_for_ones_own_child_it_is_recorded_and_staff_look_at_it",
        "tests/test_permit.py::test_what_staff_set_in_the_pages_is_in_force",
    ),
    10: (
        MACHINE,
        "tests/test_scenes_evening.py::test_a_forgotten_visit_ends_after_closing_and_is_marked_as_inferred",
        "tests/test_scenes_evening.py::test_a_tap_that_comes_late_replaces_the_inferred_end",
        "tests/test_scenes_evening.py::test_closing_with_a_child_still_in_care",
        "tests/test_scenes_evening.py::test_an_open_visit_of_yesterday_is_never_toggled",
        "tests/test_kiosk_flow.py::test_an_open_visit_of_yesterday_is_never_toggled",
    ),
    11: (
        "tests/test_kiosk_presenter.py::test_the_public_screen_shows_numbers_and_animals_and_no_name",
        "tests/test_page_house.py::test_the_house_in_numbers_has_no_names",
        "tests/test_kiosk_screens.py::test_nothing_of_a_family_is_left_after_its_screen",
        "tests/test_kiosk_flow.py::test_a_touch_holds_the_time_but_not_beyond_a_minute_after_the_card",
        "tests/test_kiosk_any_input.py::test_whatever_comes",
    ),
    12: (
        MACHINE,
        "tests/test_scenes_devices.py::test_two_kiosks_offline_all_day",
        "tests/test_scenes_devices.py::test_a_power_cut_over_noon_the_hub_folds_again_what_it_has_and_goes_on",
        "tests/test_scenes_devices.py::test_a_late_goodbye_from_a_kiosk_that_was_cut_off_moves_nobody_who_came_again",
    ),
    13: ("tests/test_page_house.py::test_nothing_leaves_this_machine",),
    14: ("tests/test_kiosk_local.py::test_an_emptied_picture_forgets_a_family",),
}
LATER: dict[int, tuple[str, ...]] = {
    6: ("issue 4: names are wiped, and another family's card is served, while the guard waits",),
    7: ("issue 7: a sensor that disagrees with the headcount raises a question",),
    11: (
        "issue 4: the never-list card gets the same calm words as an unknown one",
        "issue 9: a protected family shows a neutral arch and stands on no list that other parents see",
    ),
    13: ("issue 10: an office installs and runs without internet",),
    14: ("issue 9: export and erase reach every table, file and retained topic",),
}
"""What is not built yet, and the issue that builds it: move it up then."""


@pytest.mark.parametrize("rule", range(1, 15))
def test_each_rule_is_checked_somewhere(rule: int) -> None:
    assert CHECKED[rule]


@pytest.mark.parametrize("name", sorted({name for names in CHECKED.values() for name in names}))
def test_what_is_named_exists(name: str) -> None:
    path, _, test = name.partition("::")
    assert (ROOT / path).exists(), f"{path} is named as a check of a rule, and is not there"
    tree = ast.parse((ROOT / path).read_text())
    functions = {node.name for node in ast.walk(tree) if isinstance(node, ast.FunctionDef | ast.AsyncFunctionDef)}
    assert not test or test in functions, f"{path} has no {test}"


def test_what_comes_later_names_its_issue() -> None:
    assert LATER.keys() <= CHECKED.keys()
    assert all(line.startswith("issue ") and line[6].isdigit() for lines in LATER.values() for line in lines)
