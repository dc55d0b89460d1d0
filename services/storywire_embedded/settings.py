"""Settings of the embedded wire, read once from STORYWIRE_* variables and the command line."""

from typing import Literal

from pydantic import Field
from pydantic_settings import BaseSettings, SettingsConfigDict


class EmbeddedSettings(BaseSettings):
    """What an operator may set for `storywire serve`."""

    model_config = SettingsConfigDict(env_prefix="STORYWIRE_", frozen=True)

    host: str = Field(default="127.0.0.1", description="The address to listen on.")
    port: int = Field(default=8080, ge=0, le=65_535, description="The port; 0 takes a free one.")
    log_level: Literal["debug", "info", "warning", "error"] = Field(
        default="info", description="The least level that is logged."
    )
    stop_seconds: float = Field(
        default=15.0, gt=0, description="How long a stop may take before it is forced."
    )
