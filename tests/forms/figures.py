"""A return of each form: last year's accepted figures, this year's true ones, and a slip in one of them."""

from __future__ import annotations

from dataclasses import dataclass


@dataclass(frozen=True)
class Figures:
    """`slip` is (indicator, what was typed); `broken` the rule that it breaks; `omitted` a row that must be filled."""

    prior: dict[str, float]
    current: dict[str, float]
    slip: tuple[str, float]
    broken: str
    omitted: str


_MEMBERSHIP = {
    "members": 1000, "working": 950, "students": 40, "pensioners": 10, "employees": 1000, "enrolled": 80,
    "coverage": 95.0, "women": 700, "under_35": 250, "working_under_35": 240, "teachers": 600, "other_staff": 350,
    "workplaces": 21, "primaries": 21, "primaries_preschool": 8, "primaries_school": 10, "primaries_college": 1,
    "primaries_university": 1, "primaries_other": 1, "branches": 2, "chairs": 21, "chairs_women": 15,
    "chairs_under_35": 3, "committee_members": 80, "audit_members": 60, "conciliation_commissions": 20,
    "conciliation_members": 60, "activists": 90, "staff": 5, "staff_chairs": 2, "staff_women": 3, "staff_under_35": 1,
    "trained": 50, "trained_chairs": 10, "trained_activists": 10, "trained_audit": 10, "trained_conciliation": 10,
    "trained_members": 10,
}  # fmt: skip
_HEALTH = {
    "total_members": 1000, "doctors": 300, "nurses": 500, "others": 200, "hospitals": 20, "injuries": 5, "fatal": 1,
    "inspectors": 3,
}  # fmt: skip
_SCHOOLS = {
    "schools": 40, "schools_rural": 25, "pupils": 10000, "pupils_urban": 6000, "pupils_rural": 4000,
    "pupils_small": 1500, "pupils_full": 2500, "second_shift": 3000, "second_shift_share": 30.0, "teachers": 800,
    "area": 50250.5, "area_own": 48000.3, "area_rented": 2250.2,
}  # fmt: skip
FIGURES = {
    "membership": Figures(
        _MEMBERSHIP,
        {
            **_MEMBERSHIP, "members": 1013, "working": 963, "teachers": 613, "coverage": 96.3, "women": 706,
            "joined": 53, "left": 40,
            "left_by_choice": 10, "left_retired": 20, "left_graduated": 5, "left_moved": 5, "left_redundant": 0,
            "left_closure": 0, "left_other": 0, "primaries_created": 0, "primaries_dissolved": 0,
        },
        ("members", 1031), "members-balance", "under_35",
    ),
    "health": Figures(
        _HEALTH,
        {**_HEALTH, "total_members": 1013, "doctors": 303, "nurses": 507, "others": 203, "injuries": 4, "fatal": 0},
        ("nurses", 570), "total-balance", "inspectors",
    ),
    "schools": Figures(
        _SCHOOLS,
        {
            **_SCHOOLS, "schools": 41, "pupils": 10120, "pupils_urban": 6050, "pupils_rural": 4070,
            "pupils_small": 1520, "pupils_full": 2550, "second_shift": 3010, "second_shift_share": 29.7,
            "teachers": 810, "area": 50751.6, "area_own": 48500.3, "area_rented": 2251.3,
        },
        ("area_own", 45800.3), "area-balance", "teachers",
    ),
}  # fmt: skip
