"""What pydantic found wrong in a file that somebody wrote, in words for whoever mends it."""

from pydantic import ValidationError


def first_complaint(error: ValidationError, *root: str) -> str:
    """The first thing that is wrong, behind its place in the file, as ``care.campaigns.0.stock``."""
    first = error.errors()[0]
    return f"{'.'.join(str(part) for part in (*root, *first['loc']))}: {_reason(first['msg'])}"


def all_complaints(error: ValidationError) -> list[str]:
    """One sentence for each thing that is wrong; places in lists count from 1, and nothing of the content is quoted."""
    problems = error.errors(include_url=False, include_input=False, include_context=False)
    return [f"{_counted(problem['loc']) or 'the file'}: {_reason(problem['msg'])}." for problem in problems]


def _counted(place: tuple[int | str, ...]) -> str:
    return ".".join(str(part + 1) if isinstance(part, int) else part for part in place)


def _reason(message: str) -> str:
    return message.removeprefix("Value error, ")
