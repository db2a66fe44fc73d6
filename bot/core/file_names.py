"""What a file of ours is called when it leaves: a few characters of its id, and the ending that phones open it by."""

_ENDINGS = {
    "image/jpeg": ".jpg",
    "image/png": ".png",
    "application/pdf": ".pdf",
    "audio/ogg": ".ogg",
    "video/mp4": ".mp4",
    "audio/mpeg": ".mp3",
    "audio/mp4": ".m4a",
    "text/calendar": ".ics",
}


def file_name(file_id: str, mime: str) -> str:
    """``3f9a01bc.jpg``: the name is ours, never the sender's."""
    return f"{file_id[:8]}{_ENDINGS.get(mime, '')}"
