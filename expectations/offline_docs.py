"""Makes the Data Docs open offline and keep to themselves: local scripts and styles, no foreign link, no local path."""

from __future__ import annotations

import html
import json
import re
import shutil
from pathlib import Path

import yaml

from schemas.yaml_text import read_yaml_file

ASSETS = Path(__file__).parent / "assets"
_TAG = re.compile(r'<link\b[^>]*\bhref="https?://[^>]*>|<script\b[^>]*\bsrc="https?://[^>]*>\s*</script>')
_ADDRESS = re.compile(r'\b(?:href|src)="(https?://[^"]+)"')
_LOGO = re.compile(r'<img\b[^>]*\bsrc="https?://[^>]*>')
_NEWSLETTER = re.compile(r"<footer>.*?</footer>", re.DOTALL)
_ANCHOR = re.compile(r'<a\b[^>]*\bhref="https?://[^>]*>(.*?)</a>', re.DOTALL)
_STYLE_ADDRESS = re.compile(r"url\(['\"]?https?://[^)]*\)")
# texts of the batch are escaped and so hold no quotes: a name cannot look like an attribute
_FOREIGN = re.compile(r"""\s(?:src|href|action)\s*=\s*["'](?:https?:)?//""", re.IGNORECASE)
_ICON = re.compile(r'href="[^"]*favicon\.ico"')
# vega and the dark theme are not among them: their tags go
_LOCAL = {
    "bootstrap.min.css": ("css/bootstrap.min.css",),
    "bootstrap-table.min.css": ("css/bootstrap-table.min.css",),
    "bootstrap-table-filter-control.css": ("css/bootstrap-table-filter-control.min.css",),
    "bootstrap-table-filter-control.min.css": ("css/bootstrap-table-filter-control.min.css",),
    "bootstrap-datepicker.min.css": ("css/bootstrap-datepicker.min.css",),
    "all.min.css": ("css/fontawesome.min.css", "css/solid.min.css"),
    "jquery-3.7.1.min.js": ("js/jquery.min.js",),
    "popper.min.js": ("js/popper.min.js",),
    "bootstrap.min.js": ("js/bootstrap.min.js",),
    "bootstrap-table.min.js": ("js/bootstrap-table.min.js",),
    "bootstrap-table-filter-control.min.js": ("js/bootstrap-table-filter-control.min.js",),
    "bootstrap-datepicker.min.js": ("js/bootstrap-datepicker.min.js",),
}
# a second wall, should a later release of Great Expectations link something new
_POLICY = (
    "<meta http-equiv=\"Content-Security-Policy\" content=\"default-src 'self' file: data: 'unsafe-inline'; "
    "object-src 'none'; form-action 'none'\">"
)


def take_offline(folder: Path, way_back: str) -> None:
    """Rewrites every page of `folder`/docs and puts the assets beside them; `way_back` names the link to our page.

    The folder's own path goes from the pages, and becomes relative in the project. Raises RuntimeError where a page
    would still ask another host for something.
    """
    docs = folder / "docs"
    for page in sorted(docs.rglob("*.html")):
        up = "../" * (len(page.relative_to(docs).parts) - 1)
        text = offline_page(page.read_text(encoding="utf-8"), up, way_back)
        page.write_text(_without_path(text, folder), encoding="utf-8")
    for path in (folder / "gx" / "results").rglob("*.json"):
        path.write_text(_without_path(path.read_text(encoding="utf-8"), folder), encoding="utf-8")
    _move_source(folder / "gx" / "great_expectations.yml")
    for left in ("fonts", "styles"):
        shutil.rmtree(docs / "static" / left, ignore_errors=True)
    for picture in (docs / "static" / "images").glob("*"):
        if picture.name != "favicon.ico":
            picture.unlink()
    for kind in ("css", "js", "webfonts", "licences"):
        shutil.copytree(ASSETS / kind, docs / "static" / "assets" / kind, dirs_exist_ok=True)


def offline_page(text: str, up: str, way_back: str) -> str:
    """One page, `up` levels below the first. Raises RuntimeError where something foreign is left."""
    text = _TAG.sub(lambda tag: _local_tags(tag[0], f"{up}static/assets/"), text)
    text = _LOGO.sub("Data Docs", text)
    text = _NEWSLETTER.sub("", text)
    text = _ANCHOR.sub(r"\1", text)
    text = _STYLE_ADDRESS.sub("none", text)
    # Great Expectations counts one level too few
    text = _ICON.sub(f'href="{up}static/images/favicon.ico"', text)
    bar = '<nav class="d-flex align-items-center">'
    text = text.replace(bar, f'{bar}<a class="mr-4" href="{up}../index.html">← {way_back}</a>')
    text = text.replace('<meta charset="UTF-8">', f'<meta charset="UTF-8">\n    {_POLICY}', 1)
    if left := _FOREIGN.search(text):
        raise RuntimeError(f"the Data Docs still refer to another host: {text[left.start() : left.start() + 120]!r}")
    return text


def _local_tags(tag: str, assets: str) -> str:
    address = _ADDRESS.search(tag)
    name = address[1].split("?")[0].rsplit("/", 1)[-1] if address else ""
    return "\n    ".join(
        f'<link rel="stylesheet" href="{assets}{path}">'
        if path.endswith(".css")
        else f'<script src="{assets}{path}"></script>'
        for path in _LOCAL.get(name, ())
    )


def _without_path(text: str, folder: Path) -> str:
    """The text with paths relative to the project's folder, where an auditor who runs it again stands."""
    for path, short in ((f"{folder.resolve() / 'gx'}/", ""), (str(folder.resolve()), "..")):
        for spelled in (path, html.escape(path), json.dumps(path)[1:-1]):
            text = text.replace(spelled, short)
    return text


def _move_source(path: Path) -> None:
    settings = read_yaml_file(path)
    settings["fluent_datasources"]["tables"]["base_directory"] = "tables"
    path.write_text(yaml.safe_dump(settings, allow_unicode=True, sort_keys=False), encoding="utf-8")
