"""The mail server's settings: the password from the environment or a file, and never over a line that anybody reads."""

from __future__ import annotations

from pathlib import Path

import pytest

from flows.round.settings import load_settings
from schemas.errors import RoundError


@pytest.fixture
def server(monkeypatch: pytest.MonkeyPatch) -> pytest.MonkeyPatch:
    monkeypatch.setenv("ESEP_SMTP_HOST", "mail.example.org")
    monkeypatch.setenv("ESEP_SMTP_USER", "esep")
    return monkeypatch


def test_the_password_may_stand_in_a_file(server: pytest.MonkeyPatch, tmp_path: Path) -> None:
    file = tmp_path / "password"
    file.write_text("from-a-file\n", encoding="utf-8")
    server.setenv("ESEP_SMTP_PASSWORD_FILE", str(file))
    settings = load_settings()
    assert settings.smtp_password.get_secret_value() == "from-a-file"
    assert "from-a-file" not in repr(settings) + settings.model_dump_json()


def test_a_password_file_that_is_not_there_is_a_sentence(server: pytest.MonkeyPatch, tmp_path: Path) -> None:
    server.setenv("ESEP_SMTP_PASSWORD_FILE", str(tmp_path / "none"))
    with pytest.raises(RoundError, match="ESEP_SMTP_PASSWORD_FILE: there is no such file"):
        load_settings()


def test_a_password_goes_over_a_safe_line_alone(server: pytest.MonkeyPatch) -> None:
    server.setenv("ESEP_SMTP_PASSWORD", "marked-secret")
    server.setenv("ESEP_SMTP_TLS", "none")
    with pytest.raises(RoundError, match="with ESEP_SMTP_TLS=none everybody can read the password") as told:
        load_settings()
    assert "marked-secret" not in str(told.value)


@pytest.mark.parametrize("changed", [{"TLS": "starttls"}, {"TLS": "tls"}, {"INSECURE_LOGIN": "yes"}, {"PASSWORD": ""}])
def test_what_keeps_the_password_or_is_forced_is_taken(server: pytest.MonkeyPatch, changed: dict[str, str]) -> None:
    for name, value in ({"PASSWORD": "marked-secret", "TLS": "none"} | changed).items():
        server.setenv(f"ESEP_SMTP_{name}", value)
    assert load_settings().smtp_password.get_secret_value() == changed.get("PASSWORD", "marked-secret")
