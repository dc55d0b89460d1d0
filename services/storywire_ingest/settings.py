"""Settings of ingest, from the environment (prefix STORYWIRE_INGEST_)."""

from ipaddress import IPv4Network, IPv6Network
from typing import Annotated

from pydantic import Field
from pydantic_settings import BaseSettings, SettingsConfigDict

from storywire.domain.model import Edition


class IngestSettings(BaseSettings):
    """What an operator may set; checked at start."""

    model_config = SettingsConfigDict(env_prefix="STORYWIRE_INGEST_", frozen=True)

    # The edition of a retraction whose article, source and outlet are all unknown.
    default_edition: Edition = "und"
    # POST answers 429 while the oldest article that attach has not handled is older than this.
    max_age_seconds: Annotated[float, Field(gt=0)] = 60.0
    # Who the poller says it is; put an address there at which outlets can reach you.
    user_agent: str = "storywire/0.1 (+https://storywire.dev)"
    # Seconds for one request of the poller; each redirect is a request.
    timeout_seconds: Annotated[float, Field(gt=0)] = 30.0
    # Seconds between two requests to one host.
    host_pause_seconds: Annotated[float, Field(ge=0)] = 1.0
    # Sources polled at the same time.
    concurrent_polls: Annotated[int, Field(ge=1, le=100)] = 4
    # Networks that are not public and may be fetched from all the same, e.g. ["10.0.0.0/8"].
    allow_private: tuple[IPv4Network | IPv6Network, ...] = ()
