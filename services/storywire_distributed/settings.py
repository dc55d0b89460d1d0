"""Settings of the distributed wire, read once from STORYWIRE_* variables."""

from pathlib import Path
from typing import Literal
from urllib.parse import quote, urlsplit

from pydantic import Field
from pydantic_settings import BaseSettings, SettingsConfigDict

from storywire.errors import UsageError


class DistributedSettings(BaseSettings):
    """What an operator may set for a process of the distributed wire."""

    model_config = SettingsConfigDict(env_prefix="STORYWIRE_", frozen=True)

    kafka: str = Field(default="", description="Brokers: host:port, separated by commas.")
    redis_url: str = Field(
        default="redis://127.0.0.1:6379/0", description="The Redis server, without its password."
    )
    redis_password_file: Path | None = Field(
        default=None, description="A file with the Redis password."
    )
    host: str = Field(default="127.0.0.1", description="The address to listen on.")
    port: int = Field(default=8080, ge=0, le=65_535, description="The port; 0 takes a free one.")
    log_level: Literal["debug", "info", "warning", "error"] = Field(
        default="info", description="The least level that is logged."
    )
    stop_seconds: float = Field(
        default=12.0, gt=0, description="How long a stop may take before it is forced."
    )
    data: Path = Field(
        default=Path("storywire-data"), description="The folder of web's read model."
    )
    url: str = Field(
        default="http://127.0.0.1:8080", description="Where the console finds the wire's API."
    )
    admin_token_file: Path | None = Field(
        default=None, description="The first admin token: `topics create` makes it known."
    )

    def redis(self) -> str:
        """Return the Redis URL with the password of its file.

        Raises:
            UsageError: the file can't be read.
        """
        if self.redis_password_file is None:
            return self.redis_url
        password = secret_in(self.redis_password_file)
        parts = urlsplit(self.redis_url)
        where = parts.netloc.rpartition("@")[2]
        return parts._replace(netloc=f":{quote(password, safe='')}@{where}").geturl()


def secret_in(path: Path) -> str:
    """Return the secret text in a file.

    Raises:
        UsageError: the file can't be read, or is empty.
    """
    try:
        text = path.read_text(encoding="utf-8").strip()
    except OSError as error:
        raise UsageError(f"{path} can't be read: {error.strerror}") from error
    if not text:
        raise UsageError(f"{path} is empty")
    return text
