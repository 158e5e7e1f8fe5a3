"""Whatever a workbook is packed with, its marked copy holds nothing that acts: no link, no source, no program."""

from __future__ import annotations

import io
import re
import zipfile
from collections.abc import Callable, Mapping

import pytest
from openpyxl import Workbook
from openpyxl.chart import BarChart, Reference, Series
from openpyxl.comments import Comment
from openpyxl.worksheet.formula import ArrayFormula, DataTableFormula
from openpyxl.worksheet.table import Table, TableFormula
from test_marking import SHEET, findings, marked, saved, workbook

from workbooks.marked.inert import is_inert

OFFICE = "http://schemas.openxmlformats.org/officeDocument/2006/relationships"
MAIN = "http://schemas.openxmlformats.org/spreadsheetml/2006/main"
TYPE = "application/vnd.openxmlformats-officedocument"
FAR = "http://x.invalid"
ACTING = (
    '=HYPERLINK("http://x.invalid","a")', '=WEBSERVICE("http://x.invalid")', "=cmd|'/c calc'!A1", "=MSEXCEL|x!A1", '=RTD("x",,"a")',
    '=REGISTER.ID("x")', '=IMPORTXML("http://x.invalid","a")', "=CALL(1)", '=EXEC ("calc")', "='[1]S'!A1", '=IMAGE("http://x.invalid")',
    "='\\\\host\\share\\[a.xlsx]S'!A1", '=FILTERXML("a","b")', '=INDIRECT("A1")', '=SQL.REQUEST("a")',
)  # fmt: skip


def acting_cells(book: Workbook) -> None:
    for row, formula in enumerate(ACTING, 4):
        book[SHEET].cell(row, 9).value = formula
    book[SHEET]["J4"] = ArrayFormula("J4:J5", '=WEBSERVICE("http://x.invalid")')
    book[SHEET]["J6"] = DataTableFormula("J6:J7", r1="cmd|'/c'!A1", r2="[1]S!A1")


def a_table(book: Workbook) -> None:
    sheet = book.create_sheet("T")
    for row in (("h1", "h2"), ("a", 1), ("b", 2)):
        sheet.append(row)
    table = Table(displayName="T1", ref="A1:B3")
    table._initialise_columns()
    for column, name in zip(table.tableColumns, ("h1", "h2"), strict=True):
        column.name = name
    table.tableColumns[0].totalsRowFormula = TableFormula(attr_text="[1]S!A1")
    table.tableColumns[1].calculatedColumnFormula = TableFormula(attr_text='WEBSERVICE("http://x.invalid")')
    sheet.add_table(table)


def charts(book: Workbook) -> None:
    for place, source in (("H2", "[1]S!$A$1:$A$3"), ("H9", "cmd|'/c calc'!A1"), ("H16", f"'{SHEET}'!$A$1:$A$3")):
        chart = BarChart()
        chart.series.append(Series(Reference(book[SHEET], min_col=1, min_row=1, max_row=3)))
        chart.series[0].val.numRef.f = source
        book[SHEET].add_chart(chart, place)


def words_of_others(book: Workbook) -> None:
    book[SHEET]["I4"].comment = Comment("=WEBSERVICE(A1)", "=cmd|a")
    book[SHEET]["I5"] = "+cmd|x"
    book[SHEET]["I6"] = "\t=cmd|x!A1"


def _relationships(*given: tuple[str, str, str]) -> str:
    rows = "".join(
        f'<Relationship Id="{i}" Type="{OFFICE}/{kind}" Target="{target}"{" TargetMode=" + chr(34) + "External" + chr(34) if FAR in target else ""}/>'
        for i, kind, target in given
    )
    return f'<Relationships xmlns="http://schemas.openxmlformats.org/package/2006/relationships">{rows}</Relationships>'


def packed(
    parts: Mapping[str, str | bytes],
    *,
    of_book: str = "",
    of_sheet: str = "",
    in_book: str = "",
    in_sheet: str = "",
    types: str = "",
) -> bytes:
    """The workbook with further parts, and with texts put before the end of its own."""
    ends = {
        "xl/_rels/workbook.xml.rels": ("</Relationships>", of_book), "[Content_Types].xml": ("</Types>", types),
        "xl/workbook.xml": ("<definedNames/>", in_book), "xl/worksheets/sheet1.xml": ("</worksheet>", in_sheet),
    }  # fmt: skip
    out = io.BytesIO()
    with zipfile.ZipFile(io.BytesIO(saved(workbook()))) as before, zipfile.ZipFile(out, "w") as after:
        for name in before.namelist():
            text = before.read(name).decode()
            if name in ends:
                end, more = ends[name]
                assert end in text
                text = text.replace(end, f"{more}{end}", 1)
            after.writestr(name, text)
        if of_sheet:
            after.writestr("xl/worksheets/_rels/sheet1.xml.rels", of_sheet)
        for name, content in parts.items():
            after.writestr(name, content)
    return out.getvalue()


def _part(name: str, kind: str, content: str, in_book: str = "") -> bytes:
    relation = f'<Relationship Id="rX" Type="{OFFICE}/{kind.rpartition(".")[2]}" Target="{name}"/>'
    override = f'<Override PartName="/xl/{name}" ContentType="{TYPE}.{kind}+xml"/>'
    return packed({f"xl/{name}": content}, of_book=relation, types=override, in_book=in_book)


REFERENCES = f'<externalReferences><externalReference xmlns:r="{OFFICE}" r:id="rX"/></externalReferences>'
PACKED: dict[str, Callable[[], bytes]] = {
    "dde": lambda: _part(
        "externalLinks/externalLink1.xml", "spreadsheetml.externalLink",
        f'<externalLink xmlns="{MAIN}"><ddeLink ddeService="cmd" ddeTopic="/c calc"/></externalLink>', REFERENCES,
    ),
    "ole-link": lambda: _part(
        "externalLinks/externalLink1.xml", "spreadsheetml.externalLink",
        f'<externalLink xmlns="{MAIN}"><oleLink progId="Word"/></externalLink>', REFERENCES,
    ),
    "connection": lambda: _part(
        "connections.xml", "spreadsheetml.connections",
        f'<connections xmlns="{MAIN}"><connection id="1" type="4" refreshOnLoad="1"><webPr url="{FAR}"/></connection></connections>',
    ),
    "macros": lambda: packed(
        {"xl/vbaProject.bin": b"VBA"},
        of_book='<Relationship Id="rV" Type="http://schemas.microsoft.com/office/2006/relationships/vbaProject" Target="vbaProject.bin"/>',
        types='<Default Extension="bin" ContentType="application/vnd.ms-office.vbaProject"/>',
    ),
    "auto-open": lambda: packed(
        {}, in_book='<definedNames><definedName name="Auto_Open" hidden="1">[1]S!$A$1</definedName></definedNames>'
    ),
    "pivot": lambda: packed(
        {
            "xl/pivotCache/pivotCacheDefinition1.xml": f'<pivotCacheDefinition xmlns="{MAIN}" xmlns:r="{OFFICE}" refreshOnLoad="1" '
            'recordCount="0"><cacheSource type="worksheet"><worksheetSource ref="A1:B2" sheet="S" r:id="rE"/></cacheSource>'
            '<cacheFields count="0"/></pivotCacheDefinition>',
            "xl/pivotCache/_rels/pivotCacheDefinition1.xml.rels": _relationships(("rE", "externalLinkPath", f"{FAR}/a.xlsx")),
            "xl/pivotTables/pivotTable1.xml": f'<pivotTableDefinition xmlns="{MAIN}" name="P" cacheId="1" dataCaption="v">'
            '<location ref="J1:K2" firstHeaderRow="1" firstDataRow="1" firstDataCol="1"/></pivotTableDefinition>',
            "xl/pivotTables/_rels/pivotTable1.xml.rels": _relationships(
                ("rId1", "pivotCacheDefinition", "../pivotCache/pivotCacheDefinition1.xml")
            ),
        },
        of_book=f'<Relationship Id="rP" Type="{OFFICE}/pivotCacheDefinition" Target="pivotCache/pivotCacheDefinition1.xml"/>',
        in_book=f'<pivotCaches><pivotCache xmlns:r="{OFFICE}" cacheId="1" r:id="rP"/></pivotCaches>',
        of_sheet=_relationships(("rT", "pivotTable", "../pivotTables/pivotTable1.xml")),
        types=f'<Override PartName="/xl/pivotCache/pivotCacheDefinition1.xml" ContentType="{TYPE}.spreadsheetml.pivotCacheDefinition+xml"/>'
        f'<Override PartName="/xl/pivotTables/pivotTable1.xml" ContentType="{TYPE}.spreadsheetml.pivotTable+xml"/>',
    ),
    "custom-xml": lambda: packed({"customXml/item1.xml": f"<a>{FAR}</a>"}),
    "link": lambda: packed(
        {}, of_sheet=_relationships(("rH", "hyperlink", f"{FAR}/h")),
        in_sheet=f'<hyperlinks><hyperlink xmlns:r="{OFFICE}" ref="A1" r:id="rH"/></hyperlinks>',
    ),
    "publishing": lambda: packed(
        {}, in_sheet=f'<webPublishItems count="1"><webPublishItem id="1" divId="a" sourceType="sheet" destinationFile="{FAR}"/></webPublishItems>'
    ),
    "background": lambda: packed(
        {}, of_sheet=_relationships(("rP", "image", f"{FAR}/p.png")), in_sheet=f'<picture xmlns:r="{OFFICE}" r:id="rP"/>'
    ),
    "picture": lambda: packed(
        {
            "xl/drawings/drawing9.xml": '<xdr:wsDr xmlns:xdr="http://schemas.openxmlformats.org/drawingml/2006/spreadsheetDrawing" '
            f'xmlns:a="http://schemas.openxmlformats.org/drawingml/2006/main" xmlns:r="{OFFICE}"><xdr:oneCellAnchor><xdr:from><xdr:col>1'
            '</xdr:col><xdr:colOff>0</xdr:colOff><xdr:row>1</xdr:row><xdr:rowOff>0</xdr:rowOff></xdr:from><xdr:ext cx="1" cy="1"/>'
            '<xdr:pic><xdr:nvPicPr><xdr:cNvPr id="1" name="p"><a:hlinkClick r:id="rB"/></xdr:cNvPr><xdr:cNvPicPr/></xdr:nvPicPr>'
            '<xdr:blipFill><a:blip r:link="rA"/></xdr:blipFill><xdr:spPr/></xdr:pic><xdr:clientData/></xdr:oneCellAnchor></xdr:wsDr>',
            "xl/drawings/_rels/drawing9.xml.rels": _relationships(("rA", "image", f"{FAR}/i"), ("rB", "hyperlink", f"{FAR}/h")),
        },
        of_sheet=_relationships(("rD", "drawing", "../drawings/drawing9.xml")),
        in_sheet=f'<drawing xmlns:r="{OFFICE}" r:id="rD"/>',
        types=f'<Override PartName="/xl/drawings/drawing9.xml" ContentType="{TYPE}.drawing+xml"/>',
    ),
}  # fmt: skip

_FORMULA = re.compile(
    rb"<(?:\w+:)?(f|formula1?|formula2|definedName|calculatedColumnFormula|totalsRowFormula)\b[^>]*>([^<]+)<"
)
_PARTS = re.compile(
    r"externalLink|connections|vbaProject|activeX|ctrlProps|embeddings|customXml|queryTable|pivot|\.bin$"
)


def what_acts(copy: bytes) -> list[str]:
    """Everything in a package that reaches outside it, or could."""
    found = []
    with zipfile.ZipFile(io.BytesIO(copy)) as package:
        for name in package.namelist():
            content = package.read(name)
            found += [f"{name}: a part"] if _PARTS.search(name) else []
            found += [
                f"{name}: {x.decode()}" for x in re.findall(rb'TargetMode="External"[^>]*|r:link="[^"]*"', content)
            ]
            found += [
                f"{name}: {x.decode()}" for x in re.findall(rb"ddeLink|oleLink|webPublish|refreshOnLoad|webPr", content)
            ]
            formulas = [(kind, text.decode().replace("&apos;", "'")) for kind, text in _FORMULA.findall(content)]
            found += [f"{name}: {text}" for _, text in formulas if not is_inert(text)]
    return found


def copy_of(source: bytes) -> bytes:
    return marked(source, findings({"message": "Қате бар"}), language="ru").data


@pytest.mark.parametrize("make", [acting_cells, a_table, charts, words_of_others])
def test_what_a_clerks_program_can_write_is_not_passed_on(make: Callable[[Workbook], None]) -> None:
    book = workbook()
    make(book)
    source = saved(book)
    assert what_acts(source) or make is words_of_others, "there is something to take out"
    assert what_acts(copy_of(source)) == []


def test_a_chart_over_the_own_workbook_stays() -> None:
    book = workbook()
    charts(book)
    with zipfile.ZipFile(io.BytesIO(copy_of(saved(book)))) as package:
        assert sum("charts/chart" in name for name in package.namelist()) == 1


@pytest.mark.parametrize("name", PACKED)
def test_what_a_package_is_packed_with_is_not_passed_on(name: str) -> None:
    source = PACKED[name]()
    assert what_acts(source)
    copy = copy_of(source)
    assert what_acts(copy) == []
    with zipfile.ZipFile(io.BytesIO(copy)) as package:
        assert not any(FAR.encode() in package.read(part) for part in package.namelist())
