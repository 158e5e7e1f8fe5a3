"""Sending through a real SMTP server on this machine: once each, to addresses of the register only, with login and TLS."""

from __future__ import annotations

import asyncio
import datetime as dt
import email
import shutil
import socket
import ssl
import subprocess
import sys
from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path

import pytest
from aiosmtpd.controller import Controller
from aiosmtpd.smtp import SMTP, AuthResult, Envelope, LoginPassword, Session

from flows.post.correspondence import with_version_keys, write_letters
from flows.post.deliveries_due import WITHDRAWN
from flows.post.letter_claims import may_still_send, sending_run
from flows.post.sending import send_letters, sending_report, sent_nothing
from flows.post.server_answers import PutOffs, answer_of, takes_no_more
from flows.round.workspace import Workspace
from schemas.errors import MailError, RegisterError
from tests.flows.collection import collected
from tests.flows.conftest import SIZES, fill_in, new_round

pytestmark = pytest.mark.slow

CERTIFICATE = ["req", "-x509", "-newkey", "rsa:2048", "-nodes", "-days", "2", "-subj", "/CN=localhost", "-addext", "subjectAltName=DNS:localhost,IP:127.0.0.1"]  # fmt: skip


def free_port() -> int:
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        return int(probe.getsockname()[1])


class Mailbox:
    """Keeps what it is given; answers the addresses in `refused` so, and hangs up at those in `hangs_up_at`."""

    def __init__(self) -> None:
        self.taken: list[tuple[list[str], bytes]] = []
        self.asked = 0
        self.refused: dict[str, str] = {}
        self.hangs_up_at: set[str] = set()
        self.refuses_sender = self.refuses_content = ""
        self.most, self.when_full = 1000, "452 4.3.1 daily limit reached"
        self.seconds_to_take = 0.0

    async def handle_MAIL(
        self, server: object, session: Session, envelope: Envelope, address: str, options: list[str]
    ) -> str:
        envelope.mail_from = address
        return self.refuses_sender or "250 OK"

    async def handle_RCPT(
        self, server: SMTP, session: Session, envelope: Envelope, address: str, options: list[str]
    ) -> str:
        self.asked += 1
        if len(self.taken) >= self.most:
            return self.when_full
        if address in self.hangs_up_at:
            assert server.transport is not None
            server.transport.close()
        if address in self.refused:
            return self.refused[address]
        envelope.rcpt_tos.append(address)
        return "250 OK"

    async def handle_DATA(self, server: object, session: Session, envelope: Envelope) -> str:
        if self.refuses_content:
            return self.refuses_content
        await asyncio.sleep(self.seconds_to_take)
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


@pytest.fixture(scope="module")
def written(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A round with a letter to everybody, which no test changes."""
    folder = new_round(tmp_path_factory.mktemp("written") / "round")
    for organisation in SIZES:
        fill_in(folder / "inbox" / f"{organisation}.xlsx", organisation)
    judgement = collected(folder)
    write_letters(Workspace.at(folder), judgement, with_version_keys(judgement))
    return folder


@pytest.fixture
def outbox(written: Path, tmp_path: Path) -> Path:
    """The round with a letter to everybody."""
    return Path(shutil.copytree(written, tmp_path / "round"))


def test_without_a_server_the_outbox_is_the_result(outbox):
    result = send_letters(Workspace.at(outbox))
    assert result["sent"] == 0
    assert "5 letters wait" in sending_report(result)
    assert len(list((outbox / "outbox").glob("*.eml"))) == 5


def test_every_letter_is_sent_once(outbox, server, mailbox):
    assert send_letters(Workspace.at(outbox)) == {"sent": 5, "waiting": 0, "refused": [], "undelivered": 0}
    assert send_letters(Workspace.at(outbox)) == {"sent": 0, "waiting": 0, "refused": [], "undelivered": 0}
    assert sorted(to for (to,), _ in mailbox.taken) == sorted(
        f"{x}@example.org" for x in ("north", "south", "south-town", "south-steppe", "college")
    )
    assert all(b"Message-ID:" in content for _, content in mailbox.taken)


def correct(folder: Path, old: str, new: str) -> None:
    """The register with another address."""
    register = folder / "register.csv"
    register.write_text(register.read_text(encoding="utf-8").replace(old, new), encoding="utf-8")


def recipients(mailbox: Mailbox) -> list[str]:
    return [address for to, _ in mailbox.taken for address in to]


NOON = dt.datetime(2026, 1, 25, 12, tzinfo=dt.UTC)


def after(**time: float) -> dt.datetime:
    return NOON + dt.timedelta(**time)


def test_nothing_goes_to_an_address_that_left_the_register(outbox, server, mailbox):
    correct(outbox, "north@example.org", "new@example.org")
    assert send_letters(Workspace.at(outbox))["sent"] == 5
    assert "north@example.org" not in recipients(mailbox)
    assert "new@example.org" in recipients(mailbox)


def test_a_copy_goes_to_the_parent_where_the_register_says_so_with_nothing_else(outbox, server, mailbox):
    """south is the parent of both: it gets its own letter, and that of the town's as the town gets it."""
    register = outbox / "register.csv"
    header, *lines = register.read_text(encoding="utf-8").splitlines()
    rows = [f"{x},{'yes' if x.startswith('south-town,') else ''}" for x in lines]
    register.write_text("\n".join([f"{header},copies_to_parent", *rows]) + "\n", encoding="utf-8")
    assert send_letters(Workspace.at(outbox))["sent"] == 5
    to_south = [(to, content) for to, content in mailbox.taken if "south@example.org" in to]
    assert sorted(to for to, _ in to_south) == [["south-town@example.org", "south@example.org"], ["south@example.org"]]
    copied = email.message_from_bytes(next(content for to, content in to_south if len(to) == 2))
    assert (copied["To"], copied["Cc"]) == ("south-town@example.org", "south@example.org")
    assert send_letters(Workspace.at(outbox))["sent"] == 0


def test_nothing_goes_to_an_organisation_without_an_address(outbox, server, mailbox):
    correct(outbox, "north@example.org", "")
    result = send_letters(Workspace.at(outbox))
    assert (result["sent"], result["waiting"]) == (4, 1)
    assert "north: the register has no address that can be written to" in sending_report(result)


def test_a_cell_that_holds_more_than_addresses_is_not_written_to(outbox, server, mailbox):
    correct(outbox, "north@example.org", "north@example.org Bcc: evil@example.org")
    with pytest.raises(RegisterError, match="is no address"):
        send_letters(Workspace.at(outbox))
    assert not recipients(mailbox)


def test_what_is_refused_for_good_waits_for_another_address(outbox, server, mailbox):
    mailbox.refused = {"south@example.org": "550 5.1.1 no such mailbox"}
    first = send_letters(Workspace.at(outbox), NOON)
    assert (first["sent"], first["waiting"], first["undelivered"]) == (4, 0, 1)
    assert "south: south@example.org: 550 5.1.1 no such mailbox" in sending_report(first)
    asked = mailbox.asked
    for day in range(1, 4):
        later = send_letters(Workspace.at(outbox), after(days=day))
        assert (later["sent"], later["refused"], later["undelivered"]) == (0, [], 1)
    assert mailbox.asked == asked
    correct(outbox, "south@example.org", "south.office@example.org")
    assert send_letters(Workspace.at(outbox), after(days=4))["sent"] == 1
    to, content = mailbox.taken[-1]
    assert to == ["south.office@example.org"]
    assert b"To: south.office@example.org" in content
    assert send_letters(Workspace.at(outbox), after(days=5))["undelivered"] == 0


def test_the_letter_to_another_address_is_the_same_letter(outbox, server, mailbox):
    mailbox.refused = {"south@example.org": "550 no"}
    send_letters(Workspace.at(outbox), NOON)
    correct(outbox, "south@example.org", "south.office@example.org")
    with Workspace.at(outbox).ledger() as ledger:
        written = ledger.letters().set_index("organisation").at["south", "message_id"]
    send_letters(Workspace.at(outbox), after(days=1))
    assert email.message_from_bytes(mailbox.taken[-1][1])["Message-ID"] == written


def test_what_is_put_off_is_tried_again_later_and_later(outbox, server, mailbox):
    mailbox.refused = {"south@example.org": "451 4.7.1 try again later"}
    first = send_letters(Workspace.at(outbox), NOON)
    assert (first["sent"], first["waiting"], first["undelivered"]) == (4, 1, 0)
    tried = []
    for minutes in range(0, 240, 5):
        asked = mailbox.asked
        send_letters(Workspace.at(outbox), after(minutes=minutes))
        tried += [minutes] if mailbox.asked > asked else []
    assert tried == [15, 45, 105, 225]
    mailbox.refused = {}
    assert send_letters(Workspace.at(outbox), after(days=1))["sent"] == 1
    assert recipients(mailbox).count("south@example.org") == 1


def test_several_addresses_of_a_cell_all_get_the_letter(outbox, server, mailbox):
    correct(outbox, "south@example.org", "Chair@South.org; clerk@south.org")
    mailbox.refused = {"clerk@south.org": "450 mailbox busy"}
    first = send_letters(Workspace.at(outbox), NOON)
    assert (first["sent"], first["waiting"]) == (5, 1)
    mailbox.refused = {}
    assert send_letters(Workspace.at(outbox), after(hours=1))["sent"] == 1
    assert sorted(x for x in recipients(mailbox) if x.endswith("south.org")) == ["chair@south.org", "clerk@south.org"]
    assert b"To: chair@south.org, clerk@south.org" in mailbox.taken[-1][1]
    assert send_letters(Workspace.at(outbox), after(hours=2))["sent"] == 0


def test_who_has_a_letter_gets_it_once_when_the_address_changes_later(outbox, server, mailbox):
    send_letters(Workspace.at(outbox), NOON)
    correct(outbox, "south@example.org", "south.office@example.org")
    assert send_letters(Workspace.at(outbox), after(days=1))["sent"] == 0


def test_a_letter_at_which_the_server_hangs_up_holds_up_no_other(outbox, server, mailbox):
    mailbox.hangs_up_at = {"north@example.org"}
    result = send_letters(Workspace.at(outbox), NOON)
    assert (result["sent"], result["waiting"]) == (4, 1)
    assert "the server hung up" in result["refused"][0]["reason"]
    mailbox.hangs_up_at = set()
    assert send_letters(Workspace.at(outbox), after(hours=1))["sent"] == 1


def test_a_server_that_closes_with_421_is_dialled_again(outbox, server, mailbox):
    mailbox.refused = {"north@example.org": "421 too many at once"}
    assert send_letters(Workspace.at(outbox), NOON)["sent"] == 4


def test_a_server_that_hangs_up_at_everything_is_one_sentence(outbox, server, mailbox):
    mailbox.hangs_up_at = {f"{x}@example.org" for x in ("north", "south", "south-town", "south-steppe", "college")}
    with pytest.raises(MailError, match="hangs up at every letter"):
        send_letters(Workspace.at(outbox), NOON)


def test_two_runs_at_once_send_each_letter_once(outbox, server, mailbox):
    mailbox.seconds_to_take = 0.1
    with ThreadPoolExecutor(2) as pool:
        results = list(pool.map(lambda _: send_letters(Workspace.at(outbox), NOON), range(2)))
    assert len(mailbox.taken) == 5
    assert sum(x["sent"] for x in results) == 5


def claimed(folder: Path, run: str) -> None:
    """Every letter claimed by a run, of which nothing more is known."""
    with Workspace.at(folder).ledger() as ledger:
        for letter in ledger.letters().to_dict("records"):
            assert ledger.claim_letter(
                letter["message_id"], [letter["recipient"]], run, NOON, seen=0, unless="withdrawn"
            )


def test_what_a_dead_run_had_in_hand_is_sent_with_the_same_message_id(outbox, server, mailbox):
    dead = subprocess.run([sys.executable, "-c", _CLAIM], capture_output=True, text=True, check=True).stdout.strip()
    claimed(outbox, dead)
    with Workspace.at(outbox).ledger() as ledger:
        written = set(ledger.letters()["message_id"])
    assert send_letters(Workspace.at(outbox), NOON)["sent"] == 5
    assert {email.message_from_bytes(x)["Message-ID"] for _, x in mailbox.taken} == written
    assert send_letters(Workspace.at(outbox), after(days=1))["sent"] == 0


_CLAIM = "from flows.post.letter_claims import sending_run\nwith sending_run() as run: print(run)"


def test_what_a_living_run_has_in_hand_is_left_to_it(outbox, server, mailbox):
    with sending_run() as other:
        claimed(outbox, other)
        result = send_letters(Workspace.at(outbox), NOON)
        assert (result["sent"], result["waiting"], mailbox.asked) == (0, 5, 0)
    elsewhere = "elsewhere " + other.partition(" ")[2]
    assert may_still_send(elsewhere, NOON, after(minutes=20))
    assert not may_still_send(elsewhere, NOON, after(minutes=40))


def test_a_letter_that_was_withdrawn_meanwhile_is_not_handed_over(outbox, server, mailbox):
    work = Workspace.at(outbox)
    with work.ledger() as ledger, sending_run() as run:
        first = ledger.letters().iloc[0]
        ledger.mark_failed(first["message_id"], WITHDRAWN)
        assert not ledger.claim_letter(first["message_id"], [first["recipient"]], run, NOON, seen=0, unless=WITHDRAWN)


@pytest.mark.parametrize(
    "said",
    ["452 4.3.1 daily limit reached", "421 4.7.0 Daily limit exceeded", "550 5.4.5 Daily sending quota exceeded",
     "451 4.7.1 Ratelimit exceeded for sender"],
)  # fmt: skip
def test_a_daily_limit_ends_the_run_and_is_held_against_no_letter(outbox, server, mailbox, said):
    mailbox.most, mailbox.when_full = 2, said
    result = send_letters(Workspace.at(outbox), NOON)
    assert (result["sent"], result["waiting"], mailbox.asked) == (2, 3, 3)
    assert f"takes no more letters for now: {said}" in sending_report(result)
    mailbox.most = 1000
    assert send_letters(Workspace.at(outbox), after(minutes=1))["sent"] == 3


def test_a_server_that_puts_everything_off_alike_is_not_asked_for_every_letter():
    put_offs = PutOffs()
    said = [put_offs.add({f"{x}@x.kz": answer_of(451, f"4.3.0 <{x}@x.kz> try later")}) for x in range(5)]
    assert [bool(x) for x in said] == [False] * 4 + [True]
    grey = [put_offs.add({f"{x}@x.kz": answer_of(450, "4.2.0 Greylisted")}) for x in range(9)]
    assert not any(grey)


@pytest.mark.parametrize(
    "said",
    ["452 4.2.2 mailbox full, quota exceeded", "450 4.2.1 The recipient has exceeded their rate limit",
     "451 4.7.1 try again later", "550 5.1.1 no such user", "552 5.3.4 message exceeds size limit",
     "421 too many messages in this connection"],
)  # fmt: skip
def test_what_one_letter_or_mailbox_meets_with_is_no_limit_of_ours(said):
    assert not takes_no_more(said)


def test_where_the_server_closes_at_one_address_the_others_have_nothing_either(outbox, server, mailbox):
    correct(outbox, "south@example.org", "chair@south.org; clerk@south.org")
    mailbox.refused = {"clerk@south.org": "421 closing"}
    assert send_letters(Workspace.at(outbox), NOON)["sent"] == 4
    assert "chair@south.org" not in recipients(mailbox)
    mailbox.refused = {}
    send_letters(Workspace.at(outbox), after(hours=1))
    assert {"chair@south.org", "clerk@south.org"} <= set(recipients(mailbox))


def test_a_sender_whom_the_server_does_not_know_is_no_fault_of_the_letters(outbox, server, mailbox):
    mailbox.refuses_sender = "553 5.7.1 not owned by you"
    with pytest.raises(MailError, match=r"takes no letters from department@example\.org: 553"):
        send_letters(Workspace.at(outbox), NOON)
    mailbox.refuses_sender = ""
    assert send_letters(Workspace.at(outbox), NOON)["sent"] == 5


def test_a_letter_that_the_server_will_not_have_is_kept_for_another_address(outbox, server, mailbox):
    mailbox.refuses_content = "554 5.7.1 looks like spam"
    result = send_letters(Workspace.at(outbox), NOON)
    assert (result["sent"], result["undelivered"]) == (0, 5)
    assert sent_nothing(result)
    assert sending_report(result).startswith("No letter could be sent")


def test_a_server_that_is_not_there_is_one_sentence(outbox, monkeypatch):
    monkeypatch.setenv("ESEP_SMTP_HOST", "127.0.0.1")
    monkeypatch.setenv("ESEP_SMTP_PORT", "1")
    with pytest.raises(MailError, match=r"127\.0\.0\.1:1"):
        send_letters(Workspace.at(outbox))


def test_a_server_that_offers_no_safe_line_is_not_written_to(outbox, server, mailbox, monkeypatch):
    monkeypatch.setenv("ESEP_SMTP_TLS", "starttls")
    with pytest.raises(MailError, match="STARTTLS"):
        send_letters(Workspace.at(outbox))
    assert mailbox.asked == 0


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
        monkeypatch.setenv("ESEP_SMTP_CA_FILE", "")
        with pytest.raises(MailError, match="safe connection"):
            send_letters(Workspace.at(outbox))
        monkeypatch.setenv("ESEP_SMTP_CA_FILE", str(cert))
        with pytest.raises(MailError, match="login"):
            send_letters(Workspace.at(outbox))
        monkeypatch.setenv("ESEP_SMTP_PASSWORD", "secret")
        assert send_letters(Workspace.at(outbox))["sent"] == 5
    finally:
        controller.stop()
