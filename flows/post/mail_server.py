"""The SMTP server as letters are handed to it: one connection for many, made anew where the server hangs up."""

from __future__ import annotations

import contextlib
import smtplib
import ssl
from collections.abc import Sequence
from email.message import EmailMessage
from types import TracebackType
from typing import NamedTuple, Self

from flows.round import Settings
from ledger import DeliveryState
from schemas.errors import MailError

SECONDS = 60
_MOST_HANG_UPS = 3
_TOO_LARGE = (452, 552)


class Answer(NamedTuple):
    """What the server did with a letter for one address, and its words."""

    state: DeliveryState
    said: str


class MailServer:
    """A server that takes letters. Raises MailError where it cannot be used at all."""

    def __init__(self, settings: Settings) -> None:
        self._settings = settings
        self._where = f"{settings.smtp_host}:{settings.smtp_port}"
        self._line: smtplib.SMTP | None = None
        self._hang_ups = 0

    def __enter__(self) -> Self:
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        if self._line is not None:
            with contextlib.suppress(OSError, smtplib.SMTPException):
                self._line.quit()

    def take(self, message: EmailMessage, recipients: Sequence[str]) -> dict[str, Answer]:
        """What became of the message at each address. A letter at which the server hangs up is put off."""
        line = self._connected()
        try:
            refused = line.send_message(message, to_addrs=list(recipients))
            self._hang_ups = 0
        except smtplib.SMTPRecipientsRefused as error:
            refused = error.recipients
        except smtplib.SMTPSenderRefused as error:
            if error.smtp_code >= 500 and error.smtp_code not in _TOO_LARGE:
                raise MailError(
                    f"{self._where} takes no letters from {error.sender}: {error.smtp_code} {_text(error.smtp_error)}; "
                    "see `sender` in round.yaml and ESEP_SMTP_USER"
                ) from None
            refused = dict.fromkeys(recipients, (error.smtp_code, _bytes(error.smtp_error)))
        except smtplib.SMTPDataError as error:
            refused = dict.fromkeys(recipients, (error.smtp_code, _bytes(error.smtp_error)))
        except smtplib.SMTPNotSupportedError as error:
            return dict.fromkeys(recipients, Answer(DeliveryState.REFUSED, str(error)))
        except (OSError, smtplib.SMTPException) as error:
            return dict.fromkeys(recipients, self._hung_up(error))
        return {x: _answer(*refused[x]) if x in refused else Answer(DeliveryState.SENT, "") for x in recipients}

    def _hung_up(self, error: Exception) -> Answer:
        assert self._line is not None
        with contextlib.suppress(OSError):
            self._line.close()
        self._hang_ups += 1
        if self._hang_ups >= _MOST_HANG_UPS:
            raise MailError(
                f"{self._where} hangs up at every letter: {error}; what was sent is noted, the rest waits"
            ) from None
        return Answer(DeliveryState.DEFERRED, f"the server hung up: {error}")

    def _connected(self) -> smtplib.SMTP:
        """The line to the server; where it was closed (by a hang-up or with 421), a new one."""
        if self._line is None or self._line.sock is None:
            self._line = self._dial()
        return self._line

    def _dial(self) -> smtplib.SMTP:
        settings = self._settings
        try:
            line = _open(settings)
            if settings.smtp_user:
                line.login(settings.smtp_user, settings.smtp_password.get_secret_value())
        except smtplib.SMTPAuthenticationError:
            raise MailError(
                f"{self._where} refuses the login {settings.smtp_user}; see ESEP_SMTP_USER and _PASSWORD"
            ) from None
        except ssl.SSLError as error:
            raise MailError(
                f"{self._where}: no safe connection: {error.reason}; see ESEP_SMTP_TLS and ESEP_SMTP_CA_FILE"
            ) from None
        except (OSError, smtplib.SMTPException) as error:
            raise MailError(f"{self._where} cannot be used: {error}; what was sent is noted, the rest waits") from None
        return line


def _open(settings: Settings) -> smtplib.SMTP:
    context = ssl.create_default_context(cafile=settings.smtp_ca_file or None)
    if settings.smtp_tls == "tls":
        return smtplib.SMTP_SSL(settings.smtp_host, settings.smtp_port, timeout=SECONDS, context=context)
    server = smtplib.SMTP(settings.smtp_host, settings.smtp_port, timeout=SECONDS)
    if settings.smtp_tls == "starttls":
        server.starttls(context=context)
    return server


def _answer(code: int, text: bytes | str) -> Answer:
    """A refusal: for good (5xx), or for now."""
    state = DeliveryState.REFUSED if code >= 500 else DeliveryState.DEFERRED
    return Answer(state, f"{code} {_text(text)}")


def _text(said: bytes | str) -> str:
    return " ".join((said.decode(errors="replace") if isinstance(said, bytes) else said).split())


def _bytes(said: bytes | str) -> bytes:
    return said if isinstance(said, bytes) else said.encode()
