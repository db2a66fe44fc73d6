"""The 收到 button under a notice to many: no row for each of 100,000 people, but a token that proves itself.

It is as long as every lasting token (12 bytes): four name the broadcast, eight are a keyed hash over the broadcast and
the person. So it works for one person only, and nobody can make one (2^-64, one guess for each message sent to us).
"""

from base64 import urlsafe_b64decode, urlsafe_b64encode
from binascii import Error
from hmac import compare_digest

from bot.domain.broadcasts import Broadcast
from bot.store import broadcasts, recipients
from bot.store.unit_of_work import UnitOfWork

_MARK_BYTES, _TOKEN_BYTES = 4, 12


def acknowledge_token(uow: UnitOfWork, broadcast: Broadcast, person_id: str) -> str:
    """The token of this person's button."""
    proof = uow.vault.index("broadcasts.acknowledge", f"{broadcast.id}:{person_id}")
    return urlsafe_b64encode(bytes.fromhex(broadcast.mark + proof)[:_TOKEN_BYTES]).decode("ascii")


def acknowledged_by(uow: UnitOfWork, token: str, person_id: str) -> str | None:
    """The id of the broadcast that ``token`` belongs to, if it is this person's; None for every other token."""
    try:
        mark = urlsafe_b64decode(token)[:_MARK_BYTES].hex()
    except (Error, ValueError):
        return None
    broadcast = broadcasts.broadcast_marked(uow, mark)
    if broadcast is None or not compare_digest(acknowledge_token(uow, broadcast, person_id), token):
        return None
    return broadcast.id


def acknowledge(uow: UnitOfWork, broadcast_id: str, person_id: str) -> bool:
    """Notes that this person has read it; False when it was not for him."""
    return recipients.acknowledge(uow, broadcast_id, person_id)
