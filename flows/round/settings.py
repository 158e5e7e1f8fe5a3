"""esep's settings: ESEP_… variables, or `esep.env` in the round's folder. Prefect's own are set in `flows/runs`."""

from __future__ import annotations

import os
import tempfile
from pathlib import Path

from pydantic import Field, SecretStr
from pydantic_settings import BaseSettings, SettingsConfigDict

from schemas.errors import StorageError


def _cache_folder() -> Path:
    return Path(os.environ.get("XDG_CACHE_HOME") or Path.home() / ".cache") / "esep"


class Settings(BaseSettings):
    """How esep runs on this machine; nothing of it but the mail server's name changes a figure or a verdict."""

    model_config = SettingsConfigDict(env_prefix="ESEP_", extra="ignore", frozen=True)

    by: str = Field(default="", description="who decides where a command is not told so with --by: a person's name")
    ledger_url: str = Field(default="", description="database URL of the ledger; SQLite in the round's folder if empty")
    cache: Path = Field(default_factory=_cache_folder, description="where Prefect keeps its database")
    workers: int = Field(default=2, ge=1, description="processes that read files")
    chunk: int = Field(default=500, ge=1, description="files a task")
    read_seconds: float = Field(default=30, gt=0, description="how long one file may take to read")
    read_memory_mb: int = Field(default=1000, gt=0, description="how much memory a reading process may take")
    note_seconds: float = Field(default=30, gt=0, description="how long one long note may take to assess")
    note_memory_mb: int = Field(default=1500, gt=0, description="how much memory the assessment of one may take")
    smtp_host: str = Field(default="", description="SMTP server; without it letters stay in outbox/")
    smtp_port: int = Field(default=587, gt=0)
    smtp_tls: str = Field(default="starttls", pattern="^(none|starttls|tls)$")
    smtp_user: str = ""
    smtp_password: SecretStr = SecretStr("")
    smtp_ca_file: str = Field(default="", description="certificate authority of a server with a private certificate")
    mail_server: str = Field(
        default="",
        description="the server that receives our mail, as it names itself in Received and Authentication-Results "
        "(several between commas; a domain for all its hosts): when a message came and whether its sender was checked "
        "is believed from it alone; without it the topmost results can only make a sender unknown",
    )
    collect_cron: str = Field(default="*/15 * * * *", description="when `serve` collects and sends")
    remind: bool = Field(default=False, description="whether `serve` also writes the reminders of the day")
    consolidate_cron: str = Field(default="0 2 * * *", description="when `serve` consolidates")
    timezone: str = "Asia/Almaty"


def load_settings(round_folder: Path | None = None) -> Settings:
    """The settings of this machine, with those of the round's `esep.env` where there is one."""
    env_file = round_folder / "esep.env" if round_folder else None
    return Settings(_env_file=env_file if env_file and env_file.is_file() else None)  # type: ignore[call-arg]


def writable_cache(settings: Settings) -> Path:
    """The cache folder, or one in the system's temporary folder where it cannot be written. Raises StorageError."""
    temporary = Path(tempfile.gettempdir()) / f"esep-{os.getuid()}"
    for folder in (settings.cache, temporary):
        if can_be_written(folder):
            return folder
    raise StorageError(f"neither {settings.cache} nor {temporary} can be written; set ESEP_CACHE to a folder that can")


def can_be_written(folder: Path) -> bool:
    """Whether files can be made in the folder; it is created where it is not there."""
    try:
        folder.mkdir(parents=True, exist_ok=True)
        with tempfile.TemporaryFile(dir=folder):
            return True
    except OSError:
        return False
