"""Sets the blocks of the national note as a Word document: A4, one typeface, figures that link to the annex."""

from __future__ import annotations

import datetime as dt
import io
import zipfile
from collections.abc import Collection
from typing import Any

import pandas as pd
from docx import Document
from docx.enum.table import WD_TABLE_ALIGNMENT
from docx.enum.text import WD_ALIGN_PARAGRAPH
from docx.oxml import OxmlElement
from docx.oxml.ns import qn
from docx.shared import Cm, Pt, RGBColor

from reports.letters import signed
from reports.national.bilingual_book import sheet_name
from reports.national.consolidation import Consolidated
from reports.national.note_blocks import Block, NationalSubject
from reports.national.note_sentences import pieces, sentence
from reports.national.workbook_summary import FIRST_SOURCE_ROW
from schemas.form import Form, format_number

_TYPEFACE = "Times New Roman"
_WIDTHS = (1.2, 6.6, 2.1, 2.1, 1.9, 1.5, 2.0)
_ZIP_DATE = (1980, 1, 1, 0, 0, 0)


def document(blocks: tuple[Block, ...], consolidated: Consolidated, form: Form, signed_by: str) -> bytes:
    """The document's bytes; dates inside are the form's, so that they depend on the input alone."""
    paper = Document()
    _set_up(paper, consolidated, form)
    for block in blocks:
        _write(paper, block)
    if consolidated.included:
        told = {indicator for block in blocks for _, indicator in pieces(block.text)}
        _write_annex(paper, consolidated, form, told)
    if signed_by:
        closing = paper.add_paragraph()
        closing.paragraph_format.space_before = Pt(18)
        closing.add_run(signed_by).bold = True
    buffer = io.BytesIO()
    paper.save(buffer)
    return _with_fixed_dates(buffer.getvalue())


def _set_up(paper: Any, consolidated: Consolidated, form: Form) -> None:
    page = paper.sections[0]
    page.page_width, page.page_height = Cm(21), Cm(29.7)
    page.left_margin, page.right_margin, page.top_margin, page.bottom_margin = Cm(2.5), Cm(1.5), Cm(2), Cm(2)
    normal = paper.styles["Normal"]
    normal.font.name, normal.font.size = _TYPEFACE, Pt(13)
    normal.element.rPr.rFonts.set(qn("w:eastAsia"), _TYPEFACE)
    normal.paragraph_format.space_after = Pt(6)
    normal.paragraph_format.line_spacing = 1.1
    language = OxmlElement("w:lang")
    language.set(qn("w:val"), "kk-KZ")
    normal.element.rPr.append(language)
    moment = dt.datetime.combine(form.as_of, dt.time())
    paper.core_properties.created = paper.core_properties.modified = moment
    paper.core_properties.title = form.consolidated_title.kk
    paper.core_properties.author = paper.core_properties.last_modified_by = ""
    if not consolidated.complete:
        included = len(consolidated.included)
        line = page.header.paragraphs[0]
        line.alignment = WD_ALIGN_PARAGRAPH.RIGHT
        run = line.add_run(sentence("header_incomplete", included=included, all=included + len(consolidated.missing)))
        run.font.size, run.font.color.rgb = Pt(9), RGBColor(0x8C, 0x1D, 0x18)
    _page_number(page.footer.paragraphs[0])


def _page_number(line: Any) -> None:
    line.alignment = WD_ALIGN_PARAGRAPH.CENTER
    run = line.add_run()
    run.font.size = Pt(9)
    for kind, text in (("begin", ""), ("", "PAGE"), ("end", "")):
        mark = OxmlElement("w:fldChar" if kind else "w:instrText")
        if kind:
            mark.set(qn("w:fldCharType"), kind)
        else:
            mark.text = text
        run._r.append(mark)


def _write(paper: Any, block: Block) -> None:
    line = paper.add_paragraph(style="List Bullet" if block.kind == "item" else None)
    if block.kind in ("title", "subtitle"):
        line.alignment = WD_ALIGN_PARAGRAPH.CENTER
        line.paragraph_format.space_after = Pt(12)
    elif block.kind in ("text", "lead"):
        line.alignment = WD_ALIGN_PARAGRAPH.JUSTIFY
        line.paragraph_format.first_line_indent = Cm(1)
        line.paragraph_format.keep_with_next = block.kind == "lead"
    elif block.kind == "item":
        line.paragraph_format.space_after = Pt(2)
    elif block.kind == "quote":
        line.paragraph_format.left_indent = Cm(1.3)
    elif block.kind == "warning":
        _shade(line, "FDECEA")
    for words, indicator in pieces(block.text):
        _run(line, words, indicator, block.kind)


def _run(line: Any, words: str, indicator: str, kind: str) -> None:
    run = line.add_run(words)
    run.bold = kind in ("title", "subtitle", "warning") or None
    if kind == "quote":
        run.italic = True
        run.font.size = Pt(11)
    if indicator:
        link = OxmlElement("w:hyperlink")
        link.set(qn("w:anchor"), f"row_{indicator}")
        line._p.remove(run._r)
        link.append(run._r)
        line._p.append(link)


def _shade(line: Any, colour: str) -> None:
    shade = OxmlElement("w:shd")
    for name, value in (("val", "clear"), ("color", "auto"), ("fill", colour)):
        shade.set(qn(f"w:{name}"), value)
    line._p.get_or_add_pPr().append(shade)


def _write_annex(paper: Any, consolidated: Consolidated, form: Form, told: Collection[str]) -> None:
    """The table of the main rows and of those that the text speaks of, to which its figures link."""
    title = paper.add_paragraph()
    title.paragraph_format.page_break_before = True
    title.paragraph_format.keep_with_next = True
    title.add_run(sentence("annex")).bold = True
    help_line = paper.add_paragraph()
    help_line.add_run(sentence("annex_help", sheet=sheet_name("trace"))).font.size = Pt(10)
    years = NationalSubject(consolidated, pd.DataFrame(), pd.DataFrame(), form).years
    heads = [
        sentence(f"annex_{x}", **years)
        for x in ("row", "indicator", "prior", "current", "change", "percent", "sources")
    ]
    chosen = [
        x for x in form.indicators.values() if x.origin == "note" or x.name in told or x.name in form.national.ratios
    ]
    table = paper.add_table(rows=1 + len(chosen), cols=len(heads), style="Table Grid")
    table.alignment, table.autofit = WD_TABLE_ALIGNMENT.CENTER, False
    for column, width in zip(table.columns, _WIDTHS, strict=True):
        column.width = Cm(width)
    _fill_row(table.rows[0], heads, bold=True)
    _repeat(table.rows[0])
    figures = consolidated.national.to_dict("index")
    sources = _source_lines(consolidated)
    for place, indicator in enumerate(chosen, start=1):
        given = figures[indicator.name]
        percent = float(given["percent"])
        texts = [
            str(indicator.row),
            indicator.label.kk,
            *(format_number(float(given[x]), "kk") for x in ("prior", "current")),
            signed(float(given["change"]), "kk"),
            signed(percent, "kk", 1) if percent == percent else "–",
            sources.get(indicator.name, "–"),
        ]
        _fill_row(table.rows[place], texts)
        _bookmark(table.rows[place].cells[0].paragraphs[0], f"row_{indicator.name}", place)


def _source_lines(consolidated: Consolidated) -> dict[str, str]:
    """Of each indicator, the first and last line of its sources in the workbook, as a person counts them."""
    lines = consolidated.trace.reset_index().groupby("indicator", sort=False)["index"].agg(["min", "max"])
    first = FIRST_SOURCE_ROW + 1
    return {str(k): f"{int(a) + first}–{int(b) + first}" for k, a, b in lines.itertuples()}


def _fill_row(row: Any, texts: list[str], bold: bool = False) -> None:
    for place, (cell, text) in enumerate(zip(row.cells, texts, strict=True)):
        cell.width = Cm(_WIDTHS[place])
        line = cell.paragraphs[0]
        line.paragraph_format.space_after = Pt(0)
        line.alignment = (
            WD_ALIGN_PARAGRAPH.LEFT
            if place == 1
            else WD_ALIGN_PARAGRAPH.CENTER
            if bold or place in (0, 6)
            else WD_ALIGN_PARAGRAPH.RIGHT
        )
        run = line.add_run(text)
        run.font.size, run.bold = Pt(10), bold or None


def _repeat(row: Any) -> None:
    mark = OxmlElement("w:tblHeader")
    mark.set(qn("w:val"), "true")
    row._tr.get_or_add_trPr().append(mark)


def _bookmark(line: Any, name: str, number: int) -> None:
    start, end = OxmlElement("w:bookmarkStart"), OxmlElement("w:bookmarkEnd")
    for mark in (start, end):
        mark.set(qn("w:id"), str(number))
    start.set(qn("w:name"), name)
    line._p.insert(0 if line._p.pPr is None else 1, start)  # a paragraph's properties come first, or Word refuses it
    line._p.append(end)


def _with_fixed_dates(data: bytes) -> bytes:
    """The archive with its members' dates set to one fixed date."""
    buffer = io.BytesIO()
    with zipfile.ZipFile(io.BytesIO(data)) as old, zipfile.ZipFile(buffer, "w", zipfile.ZIP_DEFLATED) as new:
        for member in old.infolist():
            new.writestr(zipfile.ZipInfo(member.filename, _ZIP_DATE), old.read(member), zipfile.ZIP_DEFLATED)
    return buffer.getvalue()
