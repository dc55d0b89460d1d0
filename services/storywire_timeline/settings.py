"""Timeline's settings, read from the environment (`STORYWIRE_TIMELINE_…`)."""

from typing import Annotated

from pydantic import Field
from pydantic_settings import BaseSettings, SettingsConfigDict


class TimelineSettings(BaseSettings):
    """What an operator may set for timeline."""

    model_config = SettingsConfigDict(frozen=True, env_prefix="STORYWIRE_TIMELINE_")

    cache_size: Annotated[int, Field(ge=0)] = 2_000
    """Articles kept read in memory (roughly 50 kB each); the others are read again when needed."""
