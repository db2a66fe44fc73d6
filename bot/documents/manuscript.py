"""What a document is made of, before it is set: a template's name, the words that go into it, and its pictures."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import datetime
from enum import StrEnum

Json = None | bool | int | float | str | list["Json"] | dict[str, "Json"]


class Form(StrEnum):
    """What comes out; a picture shows the first page only."""

    PDF = "application/pdf"
    PICTURE = "image/png"


@dataclass(frozen=True, slots=True, kw_only=True)
class Manuscript:
    """A document that can be set: ``template`` names a file of ``bot/documents/templates``, ``data`` is what it shows.

    ``pictures`` names kept files (of :class:`bot.store.files.FileStore`) by the name under which the template shows
    them. ``made_at`` (aware) is the date inside the file: the same manuscript gives the same bytes.
    """

    template: str
    data: Mapping[str, Json]
    made_at: datetime
    pictures: Mapping[str, str] = field(default_factory=dict)
    form: Form = Form.PDF
