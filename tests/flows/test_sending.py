"""Sending through a real SMTP server on this machine: once each, to addresses of the register only, with login and TLS."""

from __future__ import annotations

import socket
import ssl
import subprocess
from collections.abc import Iterator
from pathlib import Path

import pytest
from aiosmtpd.controller import Controller
from aiosmtpd.smtp import AuthResult, Envelope, LoginPassword, Session

from flows.post.sending import send_letters, sending_report
from flows.round.workspace import Workspace
from schemas.errors import MailError

CERTIFICATE = ["req", "-x509", "-newkey", "rsa:2048", "-nodes", "-days", "2", "-subj", "/CN=localhost", "-addext", "subjectAltName=DNS:localhost,IP:127.0.0.1"]  # fmt: skip


def free_port() -> int:
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        return int(probe.getsockname()[1])


class Mailbox:
    """Keeps what it is given; refuses the addresses in `refused`."""

    def __init__(self) -> None:
        self.taken: list[tuple[list[str], bytes]] = []
        self.refused: set[str] = set()

    async def handle_RCPT(
        self, server: object, session: Session, envelope: Envelope, address: str, options: list[str]
    ) -> str:
        if address in self.refused:
            return "550 no such mailbox"
        envelope.rcpt_tos.append(address)
        return "250 OK"

    async def handle_DATA(self, server: object, session: Session, envelope: Envelope) -> str:
        self.taken.append((list(envelope.rcpt_tos), envelope.content if isinstance(envelope.content, bytes) else b""))
        return "250 OK"


@pytest.fixture
def mailbox() -> Mailbox:
    return Mailbox()


@pytest.fixture
def server(mailbox: Mailbox, monkeypatch: pytest.MonkeyPatch) -> Iterator[Controller]:
    controller = Controller(mailbox, hostname="127.0.0.1", port=(port := free_port()))
    controller.start()
    for name, value in {"HOST": "127.0.0.1", "PORT": str(port), "TLS": "none"}.items():
        monkeypatch.setenv(f"ESEP_SMTP_{name}", value)
    yield controller
    controller.stop()


@pytest.fixture
def outbox(full_round: Path) -> Path:
    """The round with a letter to everybody."""
    from flows.post.correspondence import with_version_keys, write_letters
    from tests.flows.collection import collected

    judgement = collected(full_round)
    write_letters(Workspace.at(full_round), judgement, with_version_keys(judgement))
    return full_round


def test_without_a_server_the_outbox_is_the_result(outbox):
    result = send_letters(Workspace.at(outbox))
    assert result["sent"] == 0
    assert "5 letters wait" in sending_report(result)
    assert len(list((outbox / "outbox").glob("*.eml"))) == 5


def test_every_letter_is_sent_once(outbox, server, mailbox):
    assert send_letters(Workspace.at(outbox)) == {"sent": 5, "waiting": 0, "refused": []}
    assert send_letters(Workspace.at(outbox)) == {"sent": 0, "waiting": 0, "refused": []}
    assert sorted(to for (to,), _ in mailbox.taken) == sorted(
        f"{x}@example.org" for x in ("north", "south", "south-town", "south-steppe", "college")
    )
    assert all(b"Message-ID:" in content for _, content in mailbox.taken)


def test_nothing_goes_to_an_address_that_left_the_register(outbox, server, mailbox):
    register = outbox / "register.csv"
    register.write_text(
        register.read_text(encoding="utf-8").replace("north@example.org", "new@example.org"), encoding="utf-8"
    )
    result = send_letters(Workspace.at(outbox))
    assert result["sent"] == 4
    assert "not an address of the register" in result["refused"][0]["reason"]
    assert not any("north@example.org" in to for to, _ in mailbox.taken)


def test_a_refused_letter_is_told_and_tried_again(outbox, server, mailbox):
    mailbox.refused = {"south@example.org"}
    first = send_letters(Workspace.at(outbox))
    assert (first["sent"], first["waiting"]) == (4, 1)
    assert "550" in first["refused"][0]["reason"]
    assert "south: south@example.org: 550" in sending_report(first)
    mailbox.refused = set()
    assert send_letters(Workspace.at(outbox))["sent"] == 1


def test_a_server_that_is_not_there_is_one_sentence(outbox, monkeypatch):
    monkeypatch.setenv("ESEP_SMTP_HOST", "127.0.0.1")
    monkeypatch.setenv("ESEP_SMTP_PORT", "1")
    with pytest.raises(MailError, match=r"127\.0\.0\.1:1"):
        send_letters(Workspace.at(outbox))


@pytest.fixture
def certificate(tmp_path: Path) -> tuple[Path, Path]:
    key, cert = tmp_path / "key.pem", tmp_path / "cert.pem"
    subprocess.run(["openssl", *CERTIFICATE, "-keyout", key, "-out", cert], check=True, capture_output=True)
    return key, cert


def test_with_starttls_and_login(outbox, mailbox, certificate, monkeypatch):
    key, cert = certificate
    context = ssl.create_default_context(ssl.Purpose.CLIENT_AUTH)
    context.load_cert_chain(cert, key)

    def authenticate(
        server: object, session: object, envelope: object, mechanism: str, data: LoginPassword
    ) -> AuthResult:
        good = (data.login, data.password) == (b"esep", b"secret")
        return AuthResult(success=good, handled=good)

    controller = Controller(
        mailbox,
        hostname="127.0.0.1",
        port=(port := free_port()),
        tls_context=context,
        require_starttls=True,
        authenticator=authenticate,
        auth_required=True,
    )
    controller.start()
    settings = {"HOST": "localhost", "PORT": str(port), "TLS": "starttls",
                "USER": "esep", "PASSWORD": "wrong", "CA_FILE": str(cert)}  # fmt: skip
    for name, value in settings.items():
        monkeypatch.setenv(f"ESEP_SMTP_{name}", value)
    try:
        with pytest.raises(MailError, match="login"):
            send_letters(Workspace.at(outbox))
        monkeypatch.setenv("ESEP_SMTP_PASSWORD", "secret")
        assert send_letters(Workspace.at(outbox))["sent"] == 5
        monkeypatch.setenv("ESEP_SMTP_CA_FILE", "")
        (outbox / "ledger.sqlite").unlink()
        with pytest.raises(MailError, match="safe connection"):
            send_letters(Workspace.at(outbox))
    finally:
        controller.stop()
