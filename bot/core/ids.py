"""Random identifiers.

Ids that people or outsiders see are random (OWASP ASVS 5.0, 11.5.1: at least 128 bits for anything that is a
credential). Case numbers are read aloud, so they are eight digits and never a credential.
"""

import secrets
import string

_CODE_ALPHABET = "23456789ABCDEFGHJKMNPQRSTUVWXYZ"  # no 0/O, 1/I/L: codes are read aloud and typed


def new_id() -> str:
    """A random 128-bit id as 32 hexadecimal digits."""
    return secrets.token_hex(16)


def new_token() -> str:
    """A random 96-bit token for a set of buttons (16 URL-safe characters); it is checked against its owner too."""
    return secrets.token_urlsafe(12)


def new_case_number() -> str:
    """Eight random digits, the first not zero; the store retries when one is taken."""
    return secrets.choice("123456789") + "".join(secrets.choice(string.digits) for _ in range(7))


def show_case_number(number: str) -> str:
    """``12345678`` as ``1234-5678``, the way it is read aloud."""
    return f"{number[:4]}-{number[4:]}"


def new_code(length: int = 10) -> str:
    """A one-time code that a person can read aloud (10 characters: 49 bits; one use, ten minutes, hashed)."""
    return "".join(secrets.choice(_CODE_ALPHABET) for _ in range(length))
