"""apply, inverse, narrow and Doc: text changes in one place and can be undone."""

from dataclasses import fields

import pytest
from hypothesis import given
from hypothesis import strategies as st

from cleaner.errors import EditConflict
from cleaner.model import Doc, Edit, Finding, apply, inverse, moved, narrow

AB = st.text("ab", max_size=12)  # a small alphabet: wide random text hardly ever repeats


def test_apply_refuses_what_does_not_stand_there():
    with pytest.raises(EditConflict, match=r"edit of x at 1 expects 'z', found 'b'"):
        apply("abc", [Edit(1, "z", "", "x")])


def test_apply_refuses_overlap():
    with pytest.raises(EditConflict, match="overlaps the one that ends at 2"):
        apply("abc", [Edit(0, "ab", "", "x"), Edit(1, "bc", "", "x")])


@given(AB, AB)
def test_narrow_turns_old_into_new_and_back(old, new):
    edits = [Edit(start, a, b, "x") for start, a, b in narrow(0, old, new)]
    assert apply(old, edits) == new
    assert apply(new, inverse(edits)) == old


def test_narrow_falls_back_to_one_edit_where_a_diff_would_cost_too_much():
    old, new = "a" + "b" * 3000 + "c", "d" + "e" * 3000 + "f"
    assert narrow(5, old, new) == [(5, old, new)]


def test_findings_move_with_the_text():
    doc = Doc.of("drop keep").noted([Finding("check/x", 5, "keep", "")]).edited([Edit(0, "drop ", "", "x")])
    assert doc.findings[0].start == 0
    assert doc.text[0:4] == "keep"


def test_offsets_inside_a_deletion_go_to_its_start():
    assert moved([Edit(2, "cdef", "", "x"), Edit(8, "", "zz", "x")], [1, 2, 4, 6, 9]) == [1, 2, 2, 2, 7]


def test_restored_undoes_every_layer():
    doc = (
        Doc.of("abc")
        .edited([Edit(0, "a", "xy", "1")])
        .edited([Edit(1, "y", "", "2"), Edit(3, "c", "q", "2")])
    )
    assert (doc.text, doc.restored(), len(doc.trail)) == ("xbq", "abc", 2)


def test_a_layer_without_edits_is_none():
    assert Doc.of("abc").edited([]).trail == ()


def test_an_edit_and_a_finding_leave_all_else_as_it_is():
    held = {field.name: f"its {field.name}" for field in fields(Doc)} | {
        "text": "ab",
        "trail": (),
        "findings": (),
    }
    edit, finding = Edit(0, "a", "", "x"), Finding("y", 0, "b", "a doubt")
    doc = Doc(**held).edited([edit]).noted([finding])
    told = {field.name: getattr(doc, field.name) for field in fields(Doc)}
    assert told == held | {"text": "b", "trail": ((edit,),), "findings": (finding,)}
