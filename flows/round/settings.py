"""esep's settings: ESEP_… variables, or `esep.env` in the round's folder. Prefect's own are set in `flows/runs`."""

from __future__ import annotations

import os
import tempfile
import zoneinfo
from pathlib import Path

from dotenv import dotenv_values
from pydantic import Field, SecretStr, ValidationError, field_validator
from pydantic_settings import BaseSettings, SettingsConfigDict

from schemas.errors import RoundError, StorageError

_PREFIX = "ESEP_"
_CRON_FIELDS = 5


def _cache_folder() -> Path:
    return Path(os.environ.get("XDG_CACHE_HOME") or Path.home() / ".cache") / "esep"


class Settings(BaseSettings):
    """How esep runs on this machine; nothing of it but the mail server's name changes a figure or a verdict."""

    model_config = SettingsConfigDict(env_prefix=_PREFIX, extra="ignore", frozen=True)

    by: str = Field(default="", description="who decides where a command is not told so with --by: a person's name")
    ledger_url: str = Field(default="", description="database URL of the ledger; SQLite in the round's folder if empty")
    cache: Path = Field(default_factory=_cache_folder, description="where Prefect keeps its database")
    workers: int = Field(default=2, ge=1, description="processes that read files")
    chunk: int = Field(default=500, ge=1, description="files a task")
    read_seconds: float = Field(default=30, gt=0, description="how long one file may take to read")
    read_memory_mb: int = Field(default=1000, gt=0, description="how much memory a reading process may take")
    note_seconds: float = Field(default=30, gt=0, description="how long one long note may take to assess")
    note_memory_mb: int = Field(default=1500, gt=0, description="how much memory the assessment of one may take")
    judge: Path | None = Field(
        default=None, description="folder of what `esep learn` has made of corrections; a round's own goes before it"
    )
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

    @field_validator("timezone")
    @classmethod
    def _is_known(cls, name: str) -> str:
        if name not in zoneinfo.available_timezones():
            raise ValueError(f"«{name}» is no time zone; write it as Asia/Almaty")
        return name

    @field_validator("collect_cron", "consolidate_cron")
    @classmethod
    def _is_a_schedule(cls, schedule: str) -> str:
        if len(schedule.split()) != _CRON_FIELDS:
            raise ValueError(f"«{schedule}» is no schedule; write it as 0 2 * * *")
        return schedule


def load_settings(round_folder: Path | None = None) -> Settings:
    """The settings of this machine, with those of the round's `esep.env` where there is one.

    Raises RoundError with everything that is wrong in them, one fault a line.
    """
    env_file = round_folder / "esep.env" if round_folder else None
    given = env_file if env_file and env_file.is_file() else None
    faults = _misspelt(given) if given else []
    try:
        settings = Settings(_env_file=given)  # type: ignore[call-arg]
    except ValidationError as error:
        faults += [
            f"{_PREFIX}{str(x['loc'][0]).upper()}: {x['msg'].removeprefix('Value error, ')}" for x in error.errors()
        ]
    if faults:
        place = f"{given}, or the environment" if given else "the environment"
        raise RoundError("\n".join(f"the settings of {place}: {x}" for x in faults))
    return settings


def _misspelt(env_file: Path) -> list[str]:
    """The settings of the file that esep does not know. Raises RoundError where the file cannot be read."""
    try:
        named = [x.upper() for x in dotenv_values(env_file, interpolate=False)]
    except UnicodeDecodeError:
        raise RoundError(f"{env_file} is not in UTF-8: save it as UTF-8") from None
    except OSError as fault:
        raise RoundError(f"{env_file} cannot be read: {fault.strerror}") from None
    known = {f"{_PREFIX}{x}".upper() for x in Settings.model_fields}
    return [f"{x} is no setting of esep" for x in named if x.startswith(_PREFIX) and x not in known]


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
