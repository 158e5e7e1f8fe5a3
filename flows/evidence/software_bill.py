"""What esep is made of, as a software bill of materials (CycloneDX 1.6), from its lock."""

from __future__ import annotations

import json
import re
from importlib.metadata import PackageNotFoundError, metadata, requires
from pathlib import Path
from typing import Any

LOCK = Path(__file__).resolve().parents[2] / "requirements.lock"
_NAME = re.compile(r"^[\w.-]+")
_LINE = re.compile(r"^([A-Za-z0-9][\w.-]*)==([^\s;\\]+)\s*(?:;\s*(.*?))?\s*\\?$", re.MULTILINE)


def software_bill(lock: str, version: str) -> str:
    """The bill of the packages that a lock names, as JSON; always the same for the same lock and version of esep."""
    from cyclonedx.model import Property
    from cyclonedx.model.bom import Bom
    from cyclonedx.model.component import Component, ComponentType
    from cyclonedx.output.json import JsonV1Dot6
    from packageurl import PackageURL

    release, _, _ = version.partition("+")
    esep = Component(
        name="esep", version=version, type=ComponentType.APPLICATION, bom_ref="esep",
        purl=PackageURL("generic", name="esep", version=release),
    )  # fmt: skip
    locked = [
        Component(
            name=name, version=number, type=ComponentType.LIBRARY, bom_ref=f"{name}=={number}",
            purl=PackageURL("pypi", name=name.lower(), version=number), description=_installed(name, number),
            properties=[Property(name="python:marker", value=marker)] if marker else [],
        )
        for name, number, marker in _LINE.findall(lock)
    ]  # fmt: skip
    bom = Bom(components=locked)
    bom.metadata.component = esep
    bom.register_dependency(esep, [x for x in locked if x.name.lower() in _direct()])
    return _unchanging(json.loads(JsonV1Dot6(bom).output_as_string()))


def _direct() -> set[str]:
    """The packages that esep itself asks for."""
    try:
        asked = requires("esep") or []
    except PackageNotFoundError:
        return set()
    return {found[0].lower() for x in asked if (found := _NAME.match(x))}


def _installed(name: str, version: str) -> str | None:
    """What runs here where it is another version than the lock's."""
    try:
        here = metadata(name)["Version"]
    except PackageNotFoundError:
        return None
    return None if here == version else f"installed here: {here}"


def _unchanging(bill: dict[str, Any]) -> str:
    """Without what the library makes anew each time: a serial number and the moment."""
    bill.pop("serialNumber", None)
    bill["metadata"].pop("timestamp", None)
    return json.dumps(bill, ensure_ascii=False, indent=2, sort_keys=True) + "\n"
