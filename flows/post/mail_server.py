"""The SMTP server as letters are handed to it: one connection for many, made anew where the server hangs up."""

from __future__ import annotations

import contextlib
import smtplib
import ssl
from collections.abc import Sequence
from email.message import EmailMessage
from types import TracebackType
from typing import TYPE_CHECKING, Self

from flows.post.server_answers import Answer, PutOffs, answer_of, one_line_of, takes_no_more
from flows.round import Settings
from ledger import DeliveryState
from schemas.errors import MailError

if TYPE_CHECKING:
    from typing_extensions import Buffer

SECONDS = 60
# a server that looks through a letter before it takes it is waited for: who gives up sends it twice
_TAKING_SECONDS = 300
_MOST_HANG_UPS = 3
_CLOSING, _TOO_LARGE = 421, (452, 552)


class MailServer:
    """A server that takes letters.

    `full` are its words where it takes no more letters for now, `unusable` says why it cannot be used at all; either
    stands "" as long as letters can be handed to it.
    """

    def __init__(self, settings: Settings) -> None:
        self._settings = settings
        self._where = f"{settings.smtp_host}:{settings.smtp_port}"
        self._line: smtplib.SMTP | None = None
        self._hang_ups, self._put_offs = 0, PutOffs()
        self.full = self.unusable = ""

    def __enter__(self) -> Self:
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        if self._line is not None and kind is None:
            with contextlib.suppress(OSError, smtplib.SMTPException):
                self._line.quit()
        elif self._line is not None:
            self._line.close()

    def connect(self) -> None:
        """See that there is a line to the server. Raises MailError where there can be none."""
        if self._line is None or self._line.sock is None:
            self._line = self._dial()

    def take(self, message: EmailMessage, recipients: Sequence[str]) -> dict[str, Answer]:
        """What became of the message at each address. A letter at which the server hangs up is put off."""
        answers = self._taken(message, recipients)
        said = next((x.said for x in answers.values() if x.state == DeliveryState.RELEASED), "")
        self.full = self.full or said or self._put_offs.add(answers)
        return answers

    def _taken(self, message: EmailMessage, recipients: Sequence[str], *, again: bool = True) -> dict[str, Answer]:
        """The same; `again` where a line that the server closes before the letter is dialled anew."""
        assert self._line is not None
        try:
            refused = self._line.send_message(message, to_addrs=list(recipients))
            self._hang_ups = 0
        except smtplib.SMTPRecipientsRefused as error:
            # where the server closes at one address, those that it had taken before have nothing either
            last = next(reversed(error.recipients.values()))
            refused = {x: error.recipients.get(x, last) for x in recipients}
        except smtplib.SMTPSenderRefused as error:
            if again and error.smtp_code == _CLOSING and not takes_no_more(f"421 {one_line_of(error.smtp_error)}"):
                self.connect()
                return self._taken(message, recipients, again=False)
            return self._sender_refused(error, recipients)
        except smtplib.SMTPDataError as error:
            refused = dict.fromkeys(recipients, (error.smtp_code, _bytes(error.smtp_error)))
        except smtplib.SMTPNotSupportedError as error:
            return dict.fromkeys(recipients, Answer(DeliveryState.REFUSED, str(error)))
        except (OSError, smtplib.SMTPException) as error:
            return dict.fromkeys(recipients, self._hung_up(error))
        return {x: answer_of(*refused[x]) if x in refused else Answer(DeliveryState.SENT, "") for x in recipients}

    def _sender_refused(self, error: smtplib.SMTPSenderRefused, recipients: Sequence[str]) -> dict[str, Answer]:
        """Before it knows whom a letter is for, a server refuses us, but for a letter that is too large."""
        code, said = error.smtp_code, f"{error.smtp_code} {one_line_of(error.smtp_error)}"
        if code in _TOO_LARGE and not takes_no_more(said):
            return dict.fromkeys(recipients, answer_of(code, error.smtp_error))
        if code >= 500 and not takes_no_more(said):
            self.unusable = (
                f"{self._where} takes no letters from {error.sender}: {said}; "
                "see `sender` in round.yaml and ESEP_SMTP_USER"
            )
        return dict.fromkeys(recipients, Answer(DeliveryState.RELEASED, said))

    def _hung_up(self, error: Exception) -> Answer:
        assert self._line is not None
        with contextlib.suppress(OSError):
            self._line.close()
        self._hang_ups += 1
        if self._hang_ups >= _MOST_HANG_UPS:
            self.unusable = f"{self._where} hangs up at every letter: {error}; what was sent is noted, the rest waits"
        return Answer(DeliveryState.DEFERRED, f"the server hung up: {error}")

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
        except UnicodeEncodeError:
            raise MailError(
                f"{self._where}: the login can hold plain Latin signs alone; see ESEP_SMTP_USER and _PASSWORD"
            ) from None
        except ssl.SSLError as error:
            raise MailError(
                f"{self._where}: no safe connection: {error.reason}; see ESEP_SMTP_TLS and ESEP_SMTP_CA_FILE"
            ) from None
        except (OSError, smtplib.SMTPException) as error:
            raise MailError(f"{self._where} cannot be used: {error}; what was sent is noted, the rest waits") from None
        return line


class _PatientLine(smtplib.SMTP):
    def data(self, msg: Buffer | str) -> tuple[int, bytes]:
        """smtplib's own, with more time for the server to say that it has taken the letter."""
        assert self.sock is not None
        self.sock.settimeout(_TAKING_SECONDS)
        try:
            return super().data(msg)
        finally:
            if self.sock is not None:
                self.sock.settimeout(SECONDS)


class _PatientSafeLine(_PatientLine, smtplib.SMTP_SSL):
    pass


def _open(settings: Settings) -> smtplib.SMTP:
    context = ssl.create_default_context(cafile=settings.smtp_ca_file or None)
    if settings.smtp_tls == "tls":
        return _PatientSafeLine(settings.smtp_host, settings.smtp_port, timeout=SECONDS, context=context)
    server = _PatientLine(settings.smtp_host, settings.smtp_port, timeout=SECONDS)
    if settings.smtp_tls == "starttls":
        server.starttls(context=context)
    return server


def _bytes(said: bytes | str) -> bytes:
    return said if isinstance(said, bytes) else said.encode()
