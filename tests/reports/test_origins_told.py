"""Where a return came from, in words: evidence, sender, time in the round's zone, a date that was not believed."""

from __future__ import annotations

import pytest

from reports.pages.origins_told import evidence_text, origin

LANGUAGES = ("kk", "ru", "en")
ROW = {
    "organisation": "south",
    "identified_by": "code|prior figures",
    "sender": "south@example.org",
    "received": "2026-01-20T09:30:00+05:00",
}


def test_the_evidence_is_told_as_people_read_it():
    assert evidence_text("code|name|prior figures", "en") == "by code, name and last year's figures"
    assert evidence_text("", "en") == ""


def test_a_disputed_file_names_each_candidate_with_what_speaks_for_it():
    told = evidence_text("code: north|prior figures: south", "en", {"north": "North", "south": "South"})
    first, second = told.split("; ")
    assert first.endswith("North")
    assert second.endswith("South")
    assert evidence_text("code: gone", "en").endswith("gone"), "an organisation without a name is told by its id"


@pytest.mark.parametrize("language", LANGUAGES)
def test_what_a_person_has_assigned_is_told_alone(language):
    assert evidence_text("assigned|code", language) == evidence_text("assigned", language)
    assert evidence_text("assigned", language) != evidence_text("code", language)


@pytest.mark.parametrize("language", LANGUAGES)
def test_a_line_holds_evidence_sender_and_time_and_no_code_of_the_machine(language):
    line = origin(ROW, language)
    assert "south@example.org" in line
    assert "09:30" in line
    assert "prior figures" not in line
    assert "+05:00" not in line
    assert len(line.split(" · ")) == 3


def test_a_file_put_in_by_hand_has_no_sender():
    assert len(origin(ROW | {"sender": ""}, "en").split(" · ")) == 2


@pytest.mark.parametrize("language", LANGUAGES)
def test_a_date_that_was_not_believed_is_told_as_such(language):
    line = origin(ROW, language, "2099-03-01T10:00:00+05:00")
    assert "2099" in line.split(" · ")[-1]
    assert "2099" not in origin(ROW, language)


def test_of_a_file_that_is_nobodys_the_line_claims_no_owner():
    line = origin(ROW | {"organisation": "", "identified_by": "code: north|folder: south"}, "en")
    assert line.startswith("Sender: ")
