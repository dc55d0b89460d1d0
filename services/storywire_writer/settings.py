"""The writer's settings, read once from STORYWIRE_WRITER_* variables."""

from pathlib import Path

from pydantic import Field
from pydantic_settings import BaseSettings, SettingsConfigDict


class WriterSettings(BaseSettings):
    """What an operator may set for the writer; it runs only where it is started."""

    model_config = SettingsConfigDict(env_prefix="STORYWIRE_WRITER_", frozen=True)

    endpoint: str = Field(
        default="", description="The model's address: what `/chat/completions` is added to."
    )
    model: str = Field(default="", description="The model's name, as the endpoint knows it.")
    api_key_file: Path | None = Field(default=None, description="A file with the endpoint's key.")
    url: str = Field(default="", description="The wire's address; else that of the data folder.")
    token_file: Path | None = Field(
        default=None, description="A file with a token of scope edit; else the data folder's."
    )
    data: Path = Field(
        default=Path("storywire-writer"), description="The folder of the writer's own notebook."
    )
    timeout_seconds: float = Field(default=60.0, gt=0, description="How long the model may take.")
    settle_seconds: float = Field(
        default=60.0, ge=0, description="How long a story rests before it is reworded."
    )
    least_articles: int = Field(
        default=3, ge=1, description="Stories of fewer articles are left as they are."
    )
    tokens_a_day: int = Field(
        default=200_000, ge=0, description="The budget: tokens of prompts and answers in a UTC day."
    )
