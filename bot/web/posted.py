"""What the page posts, checked, and as the rest of the house knows it."""

import hashlib
from collections.abc import Callable
from datetime import datetime
from typing import Annotated, Self
from uuid import UUID

from pydantic import BaseModel, ConfigDict, Field, ValidationError, model_validator

from bot.core.errors import BadRequest, MediaRefused
from bot.core.messages import Address, Inbound, Kind, Media, MediaKind

MOST_FILES = 9
_KINDS = {"image": MediaKind.PHOTO, "audio": MediaKind.VOICE, "video": MediaKind.VIDEO}
_KIND_VALUES = frozenset(kind.value for kind in MediaKind)

Token = Annotated[str, Field(min_length=1, max_length=200)]


class Location(BaseModel):
    """A place in degrees."""

    model_config = ConfigDict(extra="forbid")

    lat: Annotated[float, Field(ge=-90, le=90)]
    lon: Annotated[float, Field(ge=-180, le=180)]


class Posted(BaseModel):
    """One message of the page: a text, a pressed button, files (with a text as their caption) or a place.

    ``id`` is made by the page and is the same in every retry; ``edits`` is the id of the message that the
    text replaces.
    """

    model_config = ConfigDict(extra="forbid")

    id: UUID
    text: str | None = None
    choice: Token | None = None
    uploads: Annotated[tuple[Token, ...], Field(max_length=MOST_FILES)] = ()
    edits: UUID | None = None
    location: Location | None = None

    @model_validator(mode="after")
    def _one_thing(self) -> Self:
        things = [
            self.text is not None or bool(self.uploads),
            self.choice is not None,
            self.location is not None,
        ]
        if sum(things) != 1 or (self.edits and (self.text is None or self.uploads)):
            raise ValueError("exactly one of text, choice, uploads and location; edits only with a text")
        return self

    def inbound(self, address: Address, *, locale: str, at: datetime, claim: Callable[[str], str]) -> Inbound:
        """The message as the pipeline takes it; ``claim`` turns the page's upload references into the sender's own.

        Raises BadRequest for an upload that this user did not make.
        """
        return Inbound(
            address=address,
            external_id=_external_id(address, self.id),
            kind=self._kind(),
            text=self.text or "",
            choice=self.choice,
            media=tuple(_media(token, claim) for token in self.uploads),
            latitude=self.location.lat if self.location else None,
            longitude=self.location.lon if self.location else None,
            message_id=str(self.edits or self.id),
            locale=locale,
            sent_at=at,
        )

    def _kind(self) -> Kind:
        if self.uploads:
            return Kind.MEDIA
        if self.choice is not None:
            return Kind.CHOICE
        if self.location is not None:
            return Kind.LOCATION
        return Kind.EDITED if self.edits else Kind.TEXT


def read_posted(body: bytes) -> Posted:
    """The message in a request's body; raises BadRequest, whose words never repeat what was sent."""
    try:
        return Posted.model_validate_json(body)
    except ValidationError:
        raise BadRequest("not a message of the chat page") from None


def upload_token(mime: str, ref: str) -> str:
    """What the page is given for an upload: the reference, and what kind of file it was called."""
    kind = _KINDS.get(mime.partition("/")[0], MediaKind.DOCUMENT)
    return f"{kind.value}.{ref}"


def _media(token: str, claim: Callable[[str], str]) -> Media:
    kind, _, ref = token.partition(".")
    if kind not in _KIND_VALUES or not ref:
        raise BadRequest("not an upload of the chat page")
    try:
        return Media(kind=MediaKind(kind), ref=claim(ref))
    except MediaRefused:
        raise BadRequest("not an upload of this user") from None


def _external_id(address: Address, message: UUID) -> str:
    """Bound to the sender: somebody who knows another visitor's message id cannot make it look delivered."""
    return hashlib.blake2b(f"{address.key}:{message}".encode(), digest_size=16).hexdigest()
