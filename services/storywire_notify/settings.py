"""Settings of the notify service, read once from STORYWIRE_NOTIFY_* variables."""

from ipaddress import IPv4Network, IPv6Network
from typing import Annotated

from pydantic import Field
from pydantic_settings import BaseSettings, SettingsConfigDict


class NotifySettings(BaseSettings):
    """What an operator may set; checked at start."""

    model_config = SettingsConfigDict(env_prefix="STORYWIRE_NOTIFY_", frozen=True)

    # Networks that are not public and may get webhooks all the same, by plain http too:
    # '["10.0.0.0/8"]'.
    allow_networks: tuple[IPv4Network | IPv6Network, ...] = ()
    # Seconds to connect, and for a whole webhook request.
    connect_seconds: Annotated[float, Field(gt=0)] = 5.0
    total_seconds: Annotated[float, Field(gt=0)] = 15.0
    # Webhook requests under way at the same time, of all endpoints together.
    max_in_flight: Annotated[int, Field(ge=1, le=1_000)] = 64
    # Subscriptions that can be made.
    max_subscriptions: Annotated[int, Field(ge=1)] = 10_000
    # Seconds between the `cursor` events of a stream.
    cursor_seconds: Annotated[float, Field(gt=0)] = 15.0
    # Live streams open at the same time.
    max_streams: Annotated[int, Field(ge=1)] = 10_000
    # Records of the log that a resume reads back at most; beyond it is not complete.
    max_history: Annotated[int, Field(ge=0)] = 10_000
