"""esep's settings: ESEP_… variables, or `esep.env` in the round's folder. Prefect's own are set in `flows/runs`."""

from __future__ import annotations

import datetime as dt
import os
import re
import tempfile
import zoneinfo
from pathlib import Path
from typing import Any, Literal

from cronsim import CronSim, CronSimError
from pydantic import Field, SecretStr, ValidationError, ValidationInfo, field_validator
from pydantic_core import PydanticCustomError
from pydantic_settings import BaseSettings, SettingsConfigDict

from flows.round.console import screen
from flows.round.csv_rows import stands_there
from flows.round.env_file import PREFIX, read_env_file, secrets_from_files
from flows.round.fault_sentences import fault, speak_in
from flows.round.misfit_fields import field_faults
from flows.round.secrets_unsaid import never_say
from schemas.errors import RoundError, StorageError

_DATABASE = re.compile(r"(sqlite|postgres(ql)?)(\+[a-z0-9]+)?://")
# what a collection's database takes, and some more
_ROOM = 16 * 2**20
_HOST = re.compile("[A-Za-z0-9](?:[A-Za-z0-9.-]*[A-Za-z0-9])?")


def _cache_folder() -> Path:
    return Path(os.environ.get("XDG_CACHE_HOME") or Path.home() / ".cache") / "esep"


class Settings(BaseSettings):
    """How esep runs on this machine; nothing of it but the mail server's name changes a figure or a verdict."""

    model_config = SettingsConfigDict(env_prefix=PREFIX, extra="ignore", frozen=True)

    by: str = Field(default="", description="who decides where a command is not told so with --by: a person's name")
    language: Literal["", "kk", "ru", "en"] = Field(
        default="", description="in which language faults are told; that of the system if empty"
    )
    ledger_url: SecretStr = Field(
        default=SecretStr(""), description="database URL of the ledger; SQLite in the round's folder if empty"
    )
    cache: Path = Field(default_factory=_cache_folder, description="where Prefect keeps its database")
    workers: int = Field(default=2, ge=1, le=256, description="processes that read files")
    chunk: int = Field(default=500, ge=1, le=100_000, description="files a task")
    read_seconds: float = Field(default=30, gt=0, le=86_400, description="how long one file may take to read")
    read_memory_mb: int = Field(default=1000, gt=0, le=1_000_000, description="memory that a reading process may take")
    note_seconds: float = Field(default=30, gt=0, le=86_400, description="how long one long note may take to assess")
    note_memory_mb: int = Field(
        default=1500, gt=0, le=1_000_000, description="memory that the assessment of one may take"
    )
    judge: Path | None = Field(
        default=None, description="folder of what `esep learn` has made of corrections; a round's own goes before it"
    )
    smtp_host: str = Field(default="", description="SMTP server; without it letters stay in outbox/")
    smtp_port: int = Field(default=587, gt=0, le=65_535)
    smtp_tls: str = Field(default="starttls", pattern="^(none|starttls|tls)$")
    smtp_user: str = ""
    smtp_password: SecretStr = SecretStr("")
    smtp_insecure_login: bool = Field(
        default=False,
        validate_default=True,
        description="whether the password may go over a connection without TLS, readable for everybody",
    )
    smtp_ca_file: str = Field(default="", description="certificate authority of a server with a private certificate")
    mail_server: str = Field(
        default="",
        description="the server that receives our mail, as it names itself in Received and Authentication-Results "
        "(several between commas; a domain for all its hosts): when a message came and whether its sender was checked "
        "is believed from it alone; without it the topmost results can only make a sender unknown",
    )
    signing_key_file: str = Field(
        default="", description="a private Ed25519 key (PEM, without a password) that `pack` signs evidence packs with"
    )
    collect_cron: str = Field(default="*/15 * * * *", description="when `serve` collects and sends")
    remind: bool = Field(default=False, description="whether `serve` also writes the reminders of the day")
    consolidate_cron: str = Field(default="7 2 * * *", description="when `serve` consolidates")
    timezone: str = "Asia/Almaty"

    @field_validator("timezone")
    @classmethod
    def _is_known(cls, name: str) -> str:
        if name not in zoneinfo.available_timezones():
            raise PydanticCustomError("time_zone", "«{value}» is no time zone", {"value": name})
        return name

    @field_validator("smtp_insecure_login")
    @classmethod
    def _keeps_the_password(cls, forced: bool, others: ValidationInfo) -> bool:
        password = others.data.get("smtp_password")
        if password and others.data.get("smtp_tls") == "none" and not forced:
            raise PydanticCustomError("readable_password", "would send the password readable for everybody")
        return forced

    @field_validator("collect_cron", "consolidate_cron")
    @classmethod
    def _is_a_schedule(cls, schedule: str) -> str:
        try:
            CronSim(schedule, dt.datetime(2026, 1, 1))
        except CronSimError:
            raise PydanticCustomError("schedule", "is no schedule") from None
        return schedule

    @field_validator("smtp_host")
    @classmethod
    def _is_a_host(cls, host: str) -> str:
        if host and not _HOST.fullmatch(host):
            raise PydanticCustomError("host", "must be a server's name alone")
        return host

    @field_validator("ledger_url")
    @classmethod
    def _is_a_database(cls, url: SecretStr) -> SecretStr:
        if url.get_secret_value() and not _DATABASE.match(url.get_secret_value()):
            raise PydanticCustomError("ledger_url", "is no address of a database")
        return url

    @field_validator("mail_server")
    @classmethod
    def _are_hosts(cls, hosts: str) -> str:
        for host in hosts.split(","):
            cls._is_a_host(host.strip().removesuffix("."))
        return hosts

    @field_validator("smtp_ca_file")
    @classmethod
    def _can_be_read(cls, file: str) -> str:
        if file and not os.access(file, os.R_OK):
            raise PydanticCustomError("no_such_file", "cannot be read")
        return file


def load_settings(round_folder: Path | None = None) -> Settings:
    """The settings of this machine, with those of the round's `esep.env` where there is one.

    A variable goes before the file; `ESEP_SMTP_PASSWORD_FILE` names a file that holds the password, as the secrets of
    containers do. Raises RoundError with everything that is wrong in them, one fault a line.
    """
    env_file = round_folder / "esep.env" if round_folder else None
    there = env_file is not None and stands_there(env_file, RoundError)
    given, faults = read_env_file(env_file, Settings.model_fields, _secrets()) if env_file and there else ({}, [])
    from_files, wrong = secrets_from_files({**given, **os.environ}, _secrets())
    speak_in(given.get("ESEP_LANGUAGE", ""))
    named = {name: value for name, value in {**given, **from_files}.items() if name not in os.environ}
    fields: dict[str, Any] = {name.removeprefix(PREFIX).lower(): value for name, value in named.items()}
    try:
        settings = Settings(**fields)
    except ValidationError as error:
        wrong += [_told(place, said) for place, said in field_faults(error)]
    if faults or wrong:
        place = fault("place.file_or_environment", file=str(env_file)) if there else fault("place.environment")
        raise RoundError("\n".join(fault("place.settings", place=place, said=x) for x in (*faults, *wrong)))
    for name in _secrets():
        never_say(getattr(settings, name).get_secret_value())
    return settings


def _secrets() -> list[str]:
    """The variables whose value may stand in a file of its own instead."""
    return [name for name, x in Settings.model_fields.items() if x.annotation is SecretStr]


def _told(place: tuple[str, ...], said: str) -> str:
    return fault("place.field", field=f"{PREFIX}{place[0].upper()}", said=said)


def writable_cache(settings: Settings) -> Path:
    """The cache folder, or one in the system's temporary folder where it cannot be written. Raises StorageError."""
    temporary = Path(tempfile.gettempdir()) / f"esep-{os.getuid()}"
    if can_be_written(settings.cache):
        return settings.cache
    if can_be_written(temporary):
        screen().say(f"{settings.cache} cannot be written or is full: {temporary} is used instead.")
        return temporary
    raise StorageError(
        f"neither {settings.cache} nor {temporary} can be written or has room; set ESEP_CACHE to a folder that has"
    )


def can_be_written(folder: Path) -> bool:
    """Whether files can be made in the folder, with room for them; it is created where it is not there."""
    try:
        folder.mkdir(parents=True, exist_ok=True)
        with tempfile.TemporaryFile(dir=folder) as file:
            os.posix_fallocate(file.fileno(), 0, _ROOM)
            return True
    except OSError:
        return False
