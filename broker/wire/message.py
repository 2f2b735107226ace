"""What every payload is made of: the base of all messages, and the types of their fields."""

from typing import Annotated, Literal

from msgspec import Meta, Struct

Name = Annotated[str, Meta(pattern=r"^[a-z0-9]+(-[a-z0-9]+)*$", max_length=40)]
Id = Annotated[str, Meta(pattern=r"^[0-9a-f]{8}(-[0-9a-f]{4}){3}-[0-9a-f]{12}$")]
FamilyId = Annotated[str, Meta(pattern=r"^f-[a-z0-9]{8}$")]
AdultId = Annotated[str, Meta(pattern=r"^a-[a-z0-9]{8}$")]
ChildId = Annotated[str, Meta(pattern=r"^c-[a-z0-9]{8}$")]
PersonId = Annotated[str, Meta(pattern=r"^p-[a-z0-9]{8}$")]
"""Somebody on a family's list who has no card: a pick-up person, or one who must never be."""
GuestId = Annotated[str, Meta(pattern=r"^g-[a-z0-9]{8}$")]
Ms = Annotated[int, Meta(ge=0, le=2**53)]
Count = Annotated[int, Meta(ge=0, le=2**53)]
Quality = Literal["confirmed", "measured", "inferred", "default"]


class Message(Struct, frozen=True, omit_defaults=True):
    """A payload. Values are frozen; unknown keys are skipped when reading."""


class Body(Message, tag_field="k", frozen=True):
    """The own fields of a fact; the kind is the tag `k`: a snake_case verb in the past tense."""
