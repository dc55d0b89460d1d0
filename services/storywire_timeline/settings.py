"""Timeline's settings, read from the environment (`STORYWIRE_TIMELINE_…`)."""

from pydantic import Field
from pydantic_settings import BaseSettings, SettingsConfigDict


class TimelineSettings(BaseSettings):
    """What an operator may set for timeline."""

    model_config = SettingsConfigDict(frozen=True, env_prefix="STORYWIRE_TIMELINE_")

    cache_size: int = Field(
        default=2_000,
        ge=0,
        description="Articles kept read in memory (about 85 kB each, in large stories up"
        " to 200); others are read again.",
    )
