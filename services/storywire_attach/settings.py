"""What an operator may set for attach."""

from typing import Annotated

from pydantic import Field
from pydantic_settings import BaseSettings, SettingsConfigDict


class AttachSettings(BaseSettings):
    """Read from STORYWIRE_ATTACH_*. Changing them changes later decisions, never earlier ones."""

    model_config = SettingsConfigDict(env_prefix="STORYWIRE_ATTACH_", frozen=True)

    # Higher: more and smaller stories. An article joins its best story from this score on.
    threshold: Annotated[float, Field(gt=0)] = 0.144
    # Whether two stories, one of them with 10 articles at most, are merged where the articles of
    # the smaller one prefer the other.
    merge_young: bool = True
    # A decision nearer than this to the other outcome is marked uncertain.
    uncertain_below: Annotated[float, Field(ge=0, lt=1)] = 0.02
