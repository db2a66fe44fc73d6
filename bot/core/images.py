"""Files that people send are hostile until proven otherwise: photos are painted anew, others are listed.

What a file is, its first bytes say, never its name. A photo keeps its pixels only: EXIF, GPS, comments and
whatever hangs behind the picture are gone (a phone's photo tells where its owner lives). Size and dimensions
are checked before anything is decoded (OWASP ASVS 5.0, 5.2.1 and 5.2.6). Slow: call from a thread.
"""

import hashlib
import re
import threading
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from io import BytesIO

from PIL import Image

from bot.core.errors import MediaRefused

MOST_BYTES = 20_000_000
MOST_PIXELS = 50_000_000
LONGEST_SIDE = 2_560

PICTURE_MIME = "image/jpeg"
DOCUMENT_MIMES = {
    "pdf": "application/pdf",
    "ogg": "audio/ogg",
    "mp3": "audio/mpeg",
    "m4a": "audio/mp4",
    "mp4": "video/mp4",
}

_QUALITY = 85
# Named formats only: others have had decompression bombs of their own (FITS, CVE-2026-40192).
_FORMATS = ("JPEG", "PNG", "WEBP")
_PICTURE = re.compile(rb"\xff\xd8\xff|\x89PNG\r\n\x1a\n|RIFF.{4}WEBP", re.DOTALL)

# EXIF tag 0x0112: how the camera was held, and what puts the picture upright.
_ORIENTATION_TAG = 0x0112
_UPRIGHT = {
    2: Image.Transpose.FLIP_LEFT_RIGHT,
    3: Image.Transpose.ROTATE_180,
    4: Image.Transpose.FLIP_TOP_BOTTOM,
    5: Image.Transpose.TRANSPOSE,
    6: Image.Transpose.ROTATE_270,
    7: Image.Transpose.TRANSVERSE,
    8: Image.Transpose.ROTATE_90,
}

# 50 million pixels take up to half a gigabyte while they are converted.
_ONE_AT_A_TIME = threading.Lock()


@dataclass(frozen=True, slots=True, kw_only=True)
class Photo:
    """A picture of our own making; ``sha256`` is that of ``data``, in hexadecimal digits."""

    data: bytes
    mime: str
    width: int
    height: int
    sha256: str


def reencode(
    data: bytes,
    *,
    most_bytes: int = MOST_BYTES,
    most_pixels: int = MOST_PIXELS,
    longest_side: int = LONGEST_SIDE,
) -> Photo:
    """Paints a JPEG, PNG or WebP picture anew as a JPEG without any metadata, its first frame only, upright.

    The same bytes give the same photo. Raises :class:`~bot.core.errors.MediaRefused` with
    ``media.too_large``, ``media.not_a_picture``, ``media.too_many_pixels`` or ``media.broken``.
    """
    if len(data) > most_bytes:
        raise MediaRefused("media.too_large")
    if not is_picture(data):
        raise MediaRefused("media.not_a_picture")
    with _ONE_AT_A_TIME:
        painted = _paint_anew(data, most_pixels, longest_side)
    jpeg = _as_jpeg(painted)
    digest = hashlib.sha256(jpeg).hexdigest()
    return Photo(data=jpeg, mime=PICTURE_MIME, width=painted.width, height=painted.height, sha256=digest)


def is_picture(data: bytes) -> bool:
    """Whether ``data`` begins like a picture that :func:`reencode` takes."""
    return _PICTURE.match(data) is not None


def document_kind(data: bytes) -> str | None:
    """What an attachment that is no picture is: a key of ``DOCUMENT_MIMES``, or None for what is not kept.

    Kept are PDF, voice (OGG with Opus or Vorbis, MP3, M4A) and video (MP4). Programs, archives, web pages and
    office files are not, nor is anything that is an archive as well: an .apk is read from its end, so it may
    begin like a PDF. Raises MediaRefused (``media.too_large``) above 20 MB.
    """
    if len(data) > MOST_BYTES:
        raise MediaRefused("media.too_large")
    if _ends_like_an_archive(data):
        return None
    return next((kind for kind, fits in _DOCUMENTS.items() if fits(data)), None)


def _paint_anew(data: bytes, most_pixels: int, longest_side: int) -> Image.Image:
    try:
        with Image.open(BytesIO(data), formats=_FORMATS) as image:
            if image.width * image.height > most_pixels:
                raise MediaRefused("media.too_many_pixels")
            orientation = _orientation(image)
            image.draft("RGB", (longest_side, longest_side))  # a JPEG is decoded no larger than needed
            return _turned(_flattened(image, longest_side), orientation)
    except (Image.DecompressionBombError, Image.DecompressionBombWarning):
        raise MediaRefused("media.too_many_pixels") from None
    except MediaRefused:
        raise
    except Exception:  # whatever a decoder says about hostile bytes, it means the same to us
        raise MediaRefused("media.broken") from None


def _orientation(image: Image.Image) -> int:
    try:
        return int(image.getexif().get(_ORIENTATION_TAG, 1))
    except Exception:  # broken EXIF makes no broken picture
        return 1


def _flattened(image: Image.Image, longest_side: int) -> Image.Image:
    """The pixels on white, in a new picture that inherits nothing else."""
    pixels = _eight_bits(image).convert("RGBA" if image.has_transparency_data else "RGB")
    pixels.thumbnail((longest_side, longest_side))
    canvas = Image.new("RGB", pixels.size, "white")
    canvas.paste(pixels, mask=pixels if pixels.mode == "RGBA" else None)
    return canvas


def _eight_bits(image: Image.Image) -> Image.Image:
    """Greys of 16 bits divided by 256: Pillow's own conversion makes nearly all of them white."""
    if not image.mode.startswith("I"):
        return image
    return image.convert("I").point(lambda grey: grey * (1 / 256)).convert("L")


def _turned(image: Image.Image, orientation: int) -> Image.Image:
    turn = _UPRIGHT.get(orientation)
    return image if turn is None else image.transpose(turn)


def _as_jpeg(image: Image.Image) -> bytes:
    buffer = BytesIO()
    image.save(buffer, "JPEG", quality=_QUALITY)
    return buffer.getvalue()


def _ends_like_an_archive(data: bytes) -> bool:
    # A ZIP's end record has 22 bytes and a comment of at most 65,535; readers look for it from the end.
    return data.rfind(b"PK\x05\x06", max(0, len(data) - 22 - 65_535)) >= 0


def _is_pdf(data: bytes) -> bool:
    return re.match(rb"%PDF-[12]\.\d", data) is not None


def _is_ogg(data: bytes) -> bool:
    return data.startswith(b"OggS\0") and data[28:36].startswith((b"OpusHead", b"\x01vorbis"))


def _is_mp3(data: bytes) -> bool:
    start = _id3_length(data)
    return _is_mp3_frame(data[start : start + 4])


def _id3_length(data: bytes) -> int:
    """How long the ID3v2 tag in front is: four bytes of seven bits each say it, behind a ten-byte header."""
    if not data.startswith(b"ID3") or len(data) < 10:
        return 0
    size = 0
    for byte in data[6:10]:
        size = size << 7 | byte & 0x7F
    return 10 + size


def _is_mp3_frame(head: bytes) -> bool:
    """A frame of MPEG layer III: eleven set bits, layer 01, a real bit rate and a real sample rate."""
    if len(head) < 4 or head[0] != 0xFF or head[1] & 0xE6 != 0xE2:
        return False
    return head[2] >> 4 not in {0, 15} and head[2] >> 2 & 3 != 3


def _is_m4a(data: bytes) -> bool:
    return _brand(data) in {b"M4A ", b"M4B "}


def _is_mp4(data: bytes) -> bool:
    return re.fullmatch(rb"iso[m2-9]|mp4[12]|avc1|M4V |MSNV|3gp\d|dash", _brand(data)) is not None


def _brand(data: bytes) -> bytes:
    """The main brand of an ISO media file (its first box is ``ftyp``), or nothing."""
    length = int.from_bytes(data[:4])
    whole = data[4:8] == b"ftyp" and 16 <= length <= min(len(data), 1_024)
    return data[8:12] if whole else b""


_DOCUMENTS: Mapping[str, Callable[[bytes], bool]] = {
    "pdf": _is_pdf,
    "ogg": _is_ogg,
    "mp3": _is_mp3,
    "m4a": _is_m4a,
    "mp4": _is_mp4,
}
