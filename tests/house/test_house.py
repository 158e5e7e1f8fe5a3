"""The house keeps its promises: short chains of imports, one name for one thing, faces that say what they export."""

from __future__ import annotations

import ast
from collections import Counter

import pytest

from tests.house.modules import circles, faces, longest_chain, named, sources, tree

LONGEST = 14
MOST_IMPORTS = 12
# what begins a command, a flow or a schedule makes the workspace; everything else is given it
ENTRIES = ("flows.cli", "flows.commands.", "flows.runs.beginning", "flows.runs.prefect_flows", "flows.demo.demo_flow")


@pytest.mark.slow
def test_no_module_imports_itself_in_a_circle():
    assert circles() == []


def test_the_longest_chain_of_imports_is_short():
    longest = max(map(longest_chain, sources()), key=len)
    assert len(longest) <= LONGEST, " > ".join(longest)


def test_no_module_imports_many_of_ours():
    many = {name: len(named(name)) for name in sources() if len(named(name)) > MOST_IMPORTS}
    assert many == {}


def test_the_stem_of_a_module_is_its_own():
    stems = Counter(path.stem for path in sources().values() if path.stem not in ("__init__", "__main__"))
    assert [stem for stem, count in stems.items() if count > 1] == []


def test_the_name_of_a_public_class_is_its_own():
    names = Counter(
        node.name
        for module in sources()
        for node in tree(module).body
        if isinstance(node, ast.ClassDef) and not node.name.startswith("_")
    )
    assert [name for name, count in names.items() if count > 1] == []


@pytest.mark.parametrize("room", sorted(faces()))
def test_a_face_says_what_it_exports(room):
    told = [x.partition(":")[0] for x in (ast.get_docstring(tree(room)) or "").splitlines() if x and x[0] != " "]
    assert sorted(told[1:]) == sorted(faces()[room])


def test_a_workspace_is_made_where_a_command_begins():
    made = {
        module
        for module in sources()
        for node in ast.walk(tree(module))
        if isinstance(node, ast.Attribute) and node.attr == "at" and getattr(node.value, "id", "") == "Workspace"
    }
    assert {x for x in made if not x.startswith(ENTRIES)} == set()


def test_no_command_reads_a_report():
    """What is read with pandas is the demo's data; the round's own files are read line by line, in one place."""
    readers = {
        module
        for module in sources()
        for node in ast.walk(tree(module))
        if isinstance(node, ast.Attribute) and node.attr in ("read_csv", "read_excel")
    }
    assert {x for x in readers if not x.startswith("flows.demo")} == set()


def test_yaml_is_loaded_in_one_place():
    """Only the form's own loader asks YAML for lines and columns besides."""
    loaders = {
        module
        for module in sources()
        for node in ast.walk(tree(module))
        if isinstance(node, ast.Attribute)
        and node.attr in ("load", "safe_load")
        and getattr(node.value, "id", "") == "yaml"
    }
    assert loaders == {"schemas.yaml_text", "schemas.form.source_files"}
