"""Photos are painted anew and tell nothing but their pixels; other files must be on the list. All files are
real."""

import hashlib
import io
import struct
import time
import zipfile
import zlib

import pytest
from PIL import Image, PngImagePlugin

from bot.core.errors import MediaRefused
from bot.core.images import DOCUMENT_MIMES, document_kind, is_picture, reencode

RED, BLUE = (220, 20, 20), (20, 20, 220)
SECRET = b"HOME-OF-THE-WORKER"


def two_halves(mode: str = "RGB", size: tuple[int, int] = (80, 40)) -> Image.Image:
    """Red on the left, blue on the right."""
    image = Image.new("RGB", size, RED)
    image.paste(BLUE, (size[0] // 2, 0, *size))
    return image.convert(mode)


def saved(image: Image.Image, kind: str, **options: object) -> bytes:
    buffer = io.BytesIO()
    image.save(buffer, kind, **options)
    return buffer.getvalue()


def telling_exif(orientation: int = 1) -> Image.Exif:
    exif = Image.Exif()
    exif[0x0112] = orientation
    exif[0x010E] = SECRET.decode()
    exif[0x8825] = {1: "N", 2: (39.0, 54.0, 20.0), 3: "E", 4: (116.0, 23.0, 29.0)}  # GPS: Beijing
    return exif


def near(pixel: object, colour: tuple[int, int, int]) -> bool:
    assert isinstance(pixel, tuple)
    return all(abs(a - b) < 30 for a, b in zip(pixel, colour, strict=True))


def opened(data: bytes) -> Image.Image:
    return Image.open(io.BytesIO(data), formats=("JPEG",))


def png(width: int, height: int, *chunks: tuple[bytes, bytes], colour: int = 2) -> bytes:
    """A PNG as its author wishes it: the header says any size, the chunks hold anything."""
    header = struct.pack(">IIBBBBB", width, height, 8, colour, 0, 0, 0)
    made = b"\x89PNG\r\n\x1a\n"
    for name, body in ((b"IHDR", header), *chunks, (b"IEND", b"")):
        made += struct.pack(">I", len(body)) + name + body + struct.pack(">I", zlib.crc32(name + body))
    return made


def refusal(data: bytes, **limits: int) -> str:
    with pytest.raises(MediaRefused) as caught:
        reencode(data, **limits)
    return caught.value.key


TELLING = {
    "jpeg": saved(two_halves(), "JPEG", exif=telling_exif(), comment=SECRET, icc_profile=SECRET * 9, xmp=SECRET),
    "webp": saved(two_halves(), "WEBP", exif=telling_exif(), icc_profile=SECRET * 9, xmp=SECRET),
    "png": saved(two_halves(), "PNG", exif=telling_exif(), icc_profile=SECRET * 9),
    "png_text": png(80, 40, (b"tEXt", b"Comment\0" + SECRET), (b"IDAT", zlib.compress((b"\0" + bytes(RED) * 80) * 40))),
    "trailer": saved(two_halves(), "JPEG") + SECRET,
}


@pytest.mark.parametrize("kind", TELLING)
def test_a_photo_tells_nothing_but_its_pixels(kind: str) -> None:
    data = TELLING[kind]
    photo = reencode(data)
    image = opened(photo.data)
    assert SECRET not in photo.data
    assert b"Exif" not in photo.data
    assert not image.getexif()
    assert set(image.info) <= {"jfif", "jfif_version", "jfif_unit", "jfif_density"}
    assert near(image.convert("RGB").getpixel((5, 20)), RED)


def test_the_telling_files_really_held_where_the_worker_lives() -> None:
    for kind in ("jpeg", "webp", "png"):
        exif = Image.open(io.BytesIO(TELLING[kind])).getexif()
        assert exif.get_ifd(0x8825)[2] == (39.0, 54.0, 20.0)
        assert exif[0x010E] == SECRET.decode()
    assert all(SECRET in TELLING[kind] for kind in ("jpeg", "webp", "png_text", "trailer"))


@pytest.mark.parametrize("orientation", range(1, 9))
def test_a_photo_stands_upright(orientation: int) -> None:
    held = saved(two_halves(), "JPEG", exif=telling_exif(orientation), quality=95)
    photo = reencode(held)
    image = opened(photo.data)
    corners = {
        1: (RED, BLUE), 2: (BLUE, RED), 3: (BLUE, RED), 4: (RED, BLUE),
        5: (RED, BLUE), 6: (RED, BLUE), 7: (BLUE, RED), 8: (BLUE, RED),
    }[orientation]  # fmt: skip
    sideways = orientation >= 5
    assert (photo.width, photo.height) == image.size == ((40, 80) if sideways else (80, 40))
    first, last = ((20, 5), (20, 74)) if sideways else ((5, 20), (74, 20))
    assert near(image.getpixel(first), corners[0])
    assert near(image.getpixel(last), corners[1])


@pytest.mark.parametrize(
    ("mode", "kind"),
    [
        ("L", "JPEG"),
        ("CMYK", "JPEG"),
        ("1", "PNG"),
        ("L", "PNG"),
        ("LA", "PNG"),
        ("P", "PNG"),
        ("RGBA", "PNG"),
        ("RGBA", "WEBP"),
    ],
)
def test_every_mode_becomes_an_ordinary_photo(mode: str, kind: str) -> None:
    photo = reencode(saved(two_halves(mode), kind))
    assert opened(photo.data).mode == "RGB"
    assert photo.mime == "image/jpeg"


def test_a_picture_with_16_bits_keeps_its_greys() -> None:
    deep = Image.frombytes("I;16", (2, 1), struct.pack("<HH", 0x8000, 0xFFFF)).resize(
        (64, 32), Image.Resampling.NEAREST
    )
    image = opened(reencode(saved(deep, "PNG")).data)
    assert near(image.getpixel((5, 5)), (128, 128, 128))
    assert near(image.getpixel((60, 5)), (255, 255, 255))


@pytest.mark.parametrize("mode", ["RGBA", "P"])
def test_what_is_transparent_becomes_white(mode: str) -> None:
    clear = Image.new("RGBA", (40, 40), (255, 0, 0, 0)).convert(mode)
    photo = reencode(saved(clear, "PNG", **({"transparency": 0} if mode == "P" else {})))
    assert near(opened(photo.data).getpixel((20, 20)), (255, 255, 255))


def test_a_photo_is_reduced_to_the_longest_side_and_never_enlarged() -> None:
    large = reencode(saved(Image.new("RGB", (5_200, 1_300), RED), "JPEG"))
    assert (large.width, large.height) == (2_560, 640)
    assert reencode(saved(two_halves(), "PNG")).width == 80
    thin = reencode(saved(Image.new("L", (1, 9_000)), "PNG"))
    assert (thin.width, thin.height) == (1, 2_560)


def test_the_same_bytes_give_the_same_photo() -> None:
    first, second = reencode(TELLING["jpeg"]), reencode(TELLING["jpeg"])
    assert first == second
    assert first.sha256 == hashlib.sha256(first.data).hexdigest()


def animated(kind: str, frames: int) -> bytes:
    options = {"lossless": True} if kind == "WEBP" else {}
    rest = [Image.new("RGB", (4, 4), (n % 251, n // 251, 99)) for n in range(frames - 1)]
    return saved(Image.new("RGB", (4, 4), RED), kind, save_all=True, append_images=rest, **options)


@pytest.mark.parametrize(("kind", "frames"), [("WEBP", 500), ("PNG", 10_000)])
def test_of_an_animation_the_first_frame_counts(kind: str, frames: int) -> None:
    data = animated(kind, frames)
    assert getattr(Image.open(io.BytesIO(data)), "n_frames", 1) == frames
    started = time.process_time()
    assert near(opened(reencode(data).data).getpixel((2, 2)), RED)
    assert time.process_time() - started < 2


WEBP_BOMB = b"RIFF\x16\0\0\0WEBPVP8X\x0a\0\0\0\0\0\0\0" + (16_382).to_bytes(3, "little") * 2
JPEG_BOMB = TELLING["trailer"].replace(b"\xff\xc0\x00\x11\x08\x00\x28\x00\x50", b"\xff\xc0\x00\x11\x08\xff\xdc\xff\xdc")


@pytest.mark.parametrize(
    ("data", "key"),
    [
        (png(50_000, 50_000, (b"IDAT", zlib.compress(b""))), "media.too_many_pixels"),
        (png(8_000, 8_000, (b"IDAT", zlib.compress(b""))), "media.too_many_pixels"),
        (png(12_000, 12_000, (b"IDAT", zlib.compress(b""))), "media.too_many_pixels"),  # Pillow warns
        (WEBP_BOMB, "media.too_many_pixels"),
        (JPEG_BOMB, "media.too_many_pixels"),
        (png(100, 100, (b"IDAT", zlib.compress(b"\0" * 50))), "media.broken"),
        (png(0, 100), "media.broken"),
        (png(100, 100), "media.broken"),
        (TELLING["jpeg"][:-200], "media.broken"),
        (TELLING["webp"][:-100], "media.broken"),
        (b"\xff\xd8\xff\xe0", "media.broken"),
        (b"\xff\xd8\xff" + bytes(range(256)) * 20, "media.broken"),
        (b"\x89PNG\r\n\x1a\n" + b"\xff" * 300, "media.broken"),
        (b"RIFF\xff\xff\xff\xffWEBPVP8X" + b"\0" * 40, "media.broken"),
        (b"", "media.not_a_picture"),
        (b"<svg xmlns='http://www.w3.org/2000/svg'/>", "media.not_a_picture"),
        (saved(two_halves("P"), "GIF"), "media.not_a_picture"),
        (saved(two_halves(), "TIFF"), "media.not_a_picture"),
        (saved(two_halves(), "BMP"), "media.not_a_picture"),
        (b"SIMPLE  =                    T", "media.not_a_picture"),
        (b"%PDF-1.7\n", "media.not_a_picture"),
        (b"\xff\xd8\xff" + b"\0" * 20_000_000, "media.too_large"),
    ],
)  # fmt: skip
def test_what_is_refused(data: bytes, key: str) -> None:
    started = time.process_time()
    assert refusal(data) == key
    assert time.process_time() - started < 1


def test_a_bomb_is_refused_although_its_data_is_all_there() -> None:
    """8,000 x 6,500 black pixels are 50 kB of PNG and, painted, half a gigabyte of memory."""
    rows = zlib.compress(b"\0" * 8_001 * 6_500)
    started = time.process_time()
    assert refusal(png(8_000, 6_500, (b"IDAT", rows), colour=0)) == "media.too_many_pixels"
    assert time.process_time() - started < 0.5


def test_limits_are_exact() -> None:
    data = saved(two_halves(), "PNG")
    assert reencode(data, most_bytes=len(data), most_pixels=3_200)
    assert refusal(data, most_bytes=len(data) - 1) == "media.too_large"
    assert refusal(data, most_pixels=3_199) == "media.too_many_pixels"


def test_a_text_that_unpacks_to_megabytes_is_no_picture() -> None:
    body = zlib.compress((b"\0" + bytes(RED) * 80) * 40)
    bomb = png(80, 40, (b"zTXt", b"a\0\0" + zlib.compress(b"\0" * 20_000_000)), (b"IDAT", body))
    assert refusal(bomb) == "media.broken"
    assert PngImagePlugin.MAX_TEXT_CHUNK < 20_000_000


def android_package() -> bytes:
    buffer = io.BytesIO()
    with zipfile.ZipFile(buffer, "w") as archive:
        archive.writestr("AndroidManifest.xml", b"\x03\0\x08\0")
        archive.writestr("classes.dex", b"dex\n035\0")
    return buffer.getvalue()


def box(brand: bytes, length: int = 24) -> bytes:
    return struct.pack(">I", length) + b"ftyp" + brand + b"\0\0\2\0isommp42"


PDF = b"%PDF-1.7\n1 0 obj <<>> endobj\ntrailer <<>>\n%%EOF\n"
OGG = b"OggS\0\2" + b"\0" * 20 + b"\1\x13"
MP3 = b"\xff\xfb\x90\x64" + b"\0" * 400
APK = android_package()


@pytest.mark.parametrize(
    ("data", "kind"),
    [
        (PDF, "pdf"),
        (OGG + b"OpusHead\1\1", "ogg"),
        (OGG + b"\x01vorbis\0", "ogg"),
        (MP3, "mp3"),
        (b"ID3\4\0\0\0\0\1\2" + b"\0" * 130 + MP3, "mp3"),
        (box(b"M4A ") + b"\0" * 40, "m4a"),
        (box(b"isom") + b"\0" * 40, "mp4"),
        (box(b"mp42") + b"\0" * 40, "mp4"),
    ],
)
def test_what_may_be_kept(data: bytes, kind: str) -> None:
    assert document_kind(data) == kind
    assert kind in DOCUMENT_MIMES
    assert not is_picture(data)


@pytest.mark.parametrize(
    "data",
    [
        b"", b" ", b" " + PDF, b"\0" + PDF, b"<html>" + PDF, b"%PDF", b"%PDF-x.y", APK, PDF + APK, MP3 + APK,
        box(b"isom") + APK, OGG + b"OpusHead" + APK, APK + b"\0" * 60_000, OGG + b"\x80theora", OGG, b"OggS",
        b"MZ\x90\0" + b"\0" * 100, b"\x7fELF\2\1\1", b"#!/bin/sh\n", b"<!DOCTYPE html><script>", b"<svg/>",
        b"{}",
        b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1" + b"\0" * 600, b"Rar!\x1a\7\0", b"7z\xbc\xaf\x27\x1c",
        b"\x1f\x8b\x08",
        b"ID3\4\0\0\0\0\1\2<script>", b"ID3", b"\xff\xfb", b"\xff\xfb\xf0\x64",
        b"\xff\xf1\x50\x80", b"\xff\xfe<\0h\0t\0m\0l\0",
        box(b"heic"), box(b"qt  "), box(b"isom", 9), box(b"isom", 5_000) + b"\0" * 6_000, box(b"isom", 1_000),
        b"\0\0\0\x18ftyp",
        "发工资".encode(), TELLING["jpeg"], TELLING["png"],
    ],
)  # fmt: skip
def test_what_is_not_kept(data: bytes) -> None:
    assert document_kind(data) is None


def test_a_program_named_jpg_is_neither() -> None:
    assert refusal(APK) == "media.not_a_picture"
    assert document_kind(APK) is None


def test_a_photo_with_a_program_behind_it_leaves_the_program_behind() -> None:
    photo = reencode(TELLING["jpeg"] + APK)
    assert b"PK\x03\x04" not in photo.data


def test_a_document_may_have_20_megabytes() -> None:
    assert document_kind(PDF.ljust(20_000_000)) == "pdf"
    with pytest.raises(MediaRefused, match="too_large"):
        document_kind(PDF.ljust(20_000_001))
