"""Sets documents with typst: a template of ours and somebody's words give the bytes of a PDF or a picture.

Nothing that a person wrote becomes markup. A template reads ``data`` and ``pictures`` from its inputs as values
(``#import "style.typ": data, picture``), and a value that is shown is shown as it stands. Nothing touches the disk:
pictures travel inside the inputs. The typeface comes with a package, so that no machine needs fonts of its own.
Slow (25 ms a page): call from a thread.
"""

import json
from base64 import b64encode
from collections.abc import Mapping
from datetime import datetime
from functools import cache
from importlib.resources import files
from io import BytesIO
from pathlib import Path

import typst
from PIL import Image

from bot.core.errors import GongyiError
from bot.documents.manuscript import Form, Json

# A4 at this many dots per inch is 1,240 pixels wide: sharp on a phone, well below what Telegram shows as a photo.
_DOTS_PER_INCH = 150
_TEMPLATES = Path(str(files("bot.documents"))) / "templates"
_SVG = (
    '<svg xmlns="http://www.w3.org/2000/svg" width="{width}" height="{height}">'
    '<image width="{width}" height="{height}" href="data:{mime};base64,{data}"/></svg>'
)


class TypesettingFailed(GongyiError):
    """A template does not go with its data: a bug of ours, never of what somebody wrote."""


def typeset(
    template: str, data: Mapping[str, Json], pictures: Mapping[str, bytes], *, form: Form, made_at: datetime
) -> bytes:
    """The document as bytes of ``form``; ``template`` without its ``.typ``, ``pictures`` are JPEG, PNG or WebP bytes.

    Raises :class:`TypesettingFailed`.
    """
    inputs = {
        "data": json.dumps(data, ensure_ascii=False),
        "pictures": json.dumps({name: _inline(picture) for name, picture in pictures.items()}),
    }
    compiler = typst.Compiler(root=_TEMPLATES, font_paths=_fonts(), sys_inputs=inputs)
    try:
        made = compiler.compile(
            input=_TEMPLATES / f"{template}.typ",
            format="png" if form is Form.PICTURE else "pdf",
            ppi=_DOTS_PER_INCH,
            timestamp=made_at.replace(microsecond=0),
        )
    except typst.TypstError as error:
        raise TypesettingFailed(f"{template}: {error.message}") from None  # the trace would carry the words
    pages = made if isinstance(made, list) else [made]
    return bytes(pages[0] or b"")


def _inline(picture: bytes) -> str:
    """A picture as a text: typst takes bytes only from the disk, where nothing unsealed may lie."""
    with Image.open(BytesIO(picture), formats=("JPEG", "PNG", "WEBP")) as opened:
        width, height, mime = *opened.size, opened.get_format_mimetype()
    return _SVG.format(width=width, height=height, mime=mime, data=b64encode(picture).decode("ascii"))


@cache
def _fonts() -> typst.Fonts:
    folder = Path(str(files("justmytype_intl_cjk"))) / "fonts" / "ofl" / "notosanssc"
    return typst.Fonts(include_system_fonts=False, include_embedded_fonts=False, font_paths=[folder])
