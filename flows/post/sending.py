"""Sending the outbox through SMTP: to addresses of the register only, each letter once."""

from __future__ import annotations

import datetime as dt
import email
import email.policy
import smtplib
import ssl
from collections.abc import Iterator
from contextlib import contextmanager
from email.message import EmailMessage
from pathlib import Path
from typing import Any

from flows.post.awaiting import WITHDRAWN
from flows.round import Settings, Workspace
from schemas.errors import MailError

SECONDS = 60


def send_letters(work: Workspace) -> dict[str, Any]:
    """Send what was not sent; how many were sent, how many were refused and why.

    Without a server nothing is sent and the .eml files in outbox/ are the result. A letter is noted as sent as soon as
    the server has taken it, so that a broken run sends none twice. Raises MailError where the server cannot be used.
    """
    register = work.round.register
    with work.ledger() as ledger:
        waiting = ledger.letters()
        waiting = waiting[waiting["sent_at"].eq("") & waiting["error"].ne(WITHDRAWN)]
        if not work.settings.smtp_host:
            return {"sent": 0, "waiting": len(waiting), "refused": [], "outbox": str(work.round.outbox)}
        addresses = set(register["email"].str.lower()) - {""}
        sent, refused = 0, []
        with _connection(work.settings) as server:
            for letter in waiting.to_dict("records"):
                reason = _send(server, work.round.path / letter["path"], letter["recipient"], addresses)
                if reason:
                    ledger.mark_failed(letter["message_id"], reason)
                    refused.append({"organisation": letter["organisation"], "reason": reason})
                else:
                    ledger.mark_sent(letter["message_id"], dt.datetime.now(dt.UTC))
                    sent += 1
    return {"sent": sent, "waiting": len(waiting) - sent, "refused": refused}


def sending_report(result: dict[str, Any]) -> str:
    """What was sent, what waits and why, in sentences."""
    if "outbox" in result:
        return f"There is no mail server (ESEP_SMTP_HOST): {result['waiting']} letters wait in {result['outbox']}."
    refused = [f"  {x['organisation']}: {x['reason']}" for x in result["refused"]]
    return "\n".join([f"{result['sent']} letters sent, {result['waiting']} wait.", *refused])


def _send(server: smtplib.SMTP, path: Path, recipient: str, addresses: set[str]) -> str:
    """Why the letter was not sent; "" where it was."""
    if recipient.lower() not in addresses:
        return f"{recipient or 'no address'}: not an address of the register"
    try:
        message = email.message_from_bytes(path.read_bytes(), policy=email.policy.SMTP)
    except OSError as error:
        return f"{path.name}: {error.strerror}"
    assert isinstance(message, EmailMessage)
    try:
        server.send_message(message, to_addrs=[recipient])
    except smtplib.SMTPRecipientsRefused as error:
        code, text = next(iter(error.recipients.values()))
        return f"{recipient}: {code} {text.decode(errors='replace')}"
    except (smtplib.SMTPDataError, smtplib.SMTPSenderRefused) as error:
        return f"{recipient}: {error.smtp_code} {error.smtp_error!r}"
    return ""


@contextmanager
def _connection(settings: Settings) -> Iterator[smtplib.SMTP]:
    where = f"{settings.smtp_host}:{settings.smtp_port}"
    try:
        with _open(settings) as server:
            if settings.smtp_user:
                server.login(settings.smtp_user, settings.smtp_password.get_secret_value())
            yield server
    except smtplib.SMTPAuthenticationError:
        raise MailError(f"{where} refuses the login {settings.smtp_user}; see ESEP_SMTP_USER and _PASSWORD") from None
    except ssl.SSLError as error:
        raise MailError(
            f"{where}: no safe connection: {error.reason}; see ESEP_SMTP_TLS and ESEP_SMTP_CA_FILE"
        ) from None
    except (OSError, smtplib.SMTPException) as error:
        raise MailError(f"{where} cannot be used: {error}; what was sent is noted, the rest waits") from None


def _open(settings: Settings) -> smtplib.SMTP:
    context = ssl.create_default_context(cafile=settings.smtp_ca_file or None)
    if settings.smtp_tls == "tls":
        return smtplib.SMTP_SSL(settings.smtp_host, settings.smtp_port, timeout=SECONDS, context=context)
    server = smtplib.SMTP(settings.smtp_host, settings.smtp_port, timeout=SECONDS)
    if settings.smtp_tls == "starttls":
        server.starttls(context=context)
    return server
