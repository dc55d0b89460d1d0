"""Settings of the web service, read once from STORYWIRE_WEB_* variables."""

from pathlib import Path

from pydantic import Field
from pydantic_settings import BaseSettings, SettingsConfigDict


class WebSettings(BaseSettings):
    """What an operator may set for the pages, the API and the feeds out."""

    model_config = SettingsConfigDict(env_prefix="STORYWIRE_WEB_", frozen=True)

    title: str = Field(default="storywire", description="The site's name, on every page.")
    public_url: str = Field(
        default="",
        pattern=r"^(https?://[^/]+)?$",
        description="How absolute links begin (https://news.example); empty: as the request.",
    )
    feeds_file: Path | None = Field(
        default=None, description="The selections under /feeds; empty: those that come along."
    )
    headlines: int = Field(default=30, ge=1, le=100, description="Stories on the front page.")
