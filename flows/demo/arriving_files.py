"""The bytes of what offices send: workbooks, CSV tables, Word notes, messages with attachments, archives."""

from __future__ import annotations

import csv
import datetime as dt
import io
import tempfile
import zipfile
from collections.abc import Mapping, Sequence
from email.message import EmailMessage
from email.policy import SMTP
from email.utils import format_datetime
from pathlib import Path

import docx

from schemas.form import Form
from workbooks.template import FilledReturn, TemplateOrder, write_template

_ALMATY = dt.timezone(dt.timedelta(hours=5))
XLSX = "application", "vnd.openxmlformats-officedocument.spreadsheetml.sheet"


def workbook(order: TemplateOrder, form: Form, thresholds: Mapping[str, float], filled: FilledReturn) -> bytes:
    """The round's template, filled in."""
    with tempfile.TemporaryDirectory() as folder:
        path = Path(folder) / "return.xlsx"
        write_template(path, order, form, thresholds, filled)
        return path.read_bytes()


def csv_table(order: TemplateOrder, form: Form, filled: FilledReturn, prior: Mapping[str, float]) -> bytes:
    """The same figures as a text table with semicolons, as a spreadsheet saves it."""
    kazakh = order.language == "kk"
    head = (
        ("Жол коды", "Көрсеткіштің атауы", "Өлшем бірлігі", f"Өткен жыл ({form.prior_as_of:%d.%m.%Y})",
         f"Есептік кезең ({form.as_of:%d.%m.%Y})", "Айырма (+/−)")
        if kazakh
        else ("Код строки", "Показатель", "Единица", f"Прошлый год ({form.prior_as_of:%d.%m.%Y})",
              f"Отчётный период ({form.as_of:%d.%m.%Y})", "Изменение (+/−)")
    )  # fmt: skip
    rows: list[Sequence[str]] = [(form.title[order.language],), (order.name(order.language),), (), head]
    for name, indicator in form.indicators.items():
        before, now = prior.get(name), filled.current.get(name)
        change = "" if before is None or now is None else _plain(now - before)
        unit = form.units[indicator.unit][order.language]
        cells = [*("" if x is None else _plain(x) for x in (before, now)), change]
        rows.append((str(indicator.row), indicator.label[order.language], unit, *cells))
    text = io.StringIO()
    csv.writer(text, delimiter=";", lineterminator="\r\n").writerows(rows)
    return text.getvalue().encode("utf-8-sig")


def _plain(value: float) -> str:
    rounded = round(value, 1)
    return str(int(rounded)) if rounded == int(rounded) else str(rounded).replace(".", ",")


def word_note(text: str) -> bytes:
    """A note as a Word document, a paragraph a line."""
    document = docx.Document()
    for line in text.splitlines():
        document.add_paragraph(line)
    stream = io.BytesIO()
    document.save(stream)
    return stream.getvalue()


def message(
    sender: str, recipient: str, subject: str, sent: dt.date, body: str, attachments: Mapping[str, bytes]
) -> bytes:
    """A message of that morning with its attachments."""
    mail = EmailMessage(policy=SMTP)
    mail["From"], mail["To"], mail["Subject"] = sender, recipient, subject
    mail["Date"] = format_datetime(dt.datetime.combine(sent, dt.time(10, 15), _ALMATY))
    mail["Message-ID"] = f"<{sent.isoformat()}.{sender}>"
    mail.set_content(body)
    for name, data in attachments.items():
        kind = XLSX if name.endswith(".xlsx") else ("application", "octet-stream")
        mail.add_attachment(data, maintype=kind[0], subtype=kind[1], filename=name)
    for part in mail.walk():
        if part.is_multipart():
            part.set_boundary(f"=_{sent.isoformat()}_{sender.partition('@')[0]}")
    return mail.as_bytes()


def archive(files: Mapping[str, bytes], packed: dt.date) -> bytes:
    """A zip archive of these files."""
    stream = io.BytesIO()
    with zipfile.ZipFile(stream, "w", zipfile.ZIP_DEFLATED) as packing:
        for name, data in files.items():
            packing.writestr(zipfile.ZipInfo(name, (packed.year, packed.month, packed.day, 9, 0, 0)), data)
    return stream.getvalue()
