"""When grievances of many workers are one matter of all (config/radar.yaml)."""

from dataclasses import dataclass
from pathlib import Path

from bot.core.yaml_files import load_yaml
from bot.domain.categories import Category

FEWEST = 3  # below that a count would point at persons


@dataclass(frozen=True, slots=True, kw_only=True)
class RadarPolicy:
    """``people`` different workers within ``days`` make an alert."""

    people: int
    days: int


@dataclass(frozen=True, slots=True, kw_only=True)
class Pattern:
    """What cases have in common. ``place`` is the station as it was named, or the grid's code where none was."""

    platform: str
    place: str
    category: Category

    @property
    def key(self) -> str:
        """The same for the same pattern."""
        return "|".join((self.platform, self.place, self.category.value))


def load_radar(path: Path) -> RadarPolicy:
    """Reads and checks the file; raises ValueError or KeyError for one that is wrong."""
    table = load_yaml(path)
    people, days = table["people"], table["days"]
    if not isinstance(people, int) or people < FEWEST:
        raise ValueError(f"people must be a number from {FEWEST} on: fewer would point at persons")
    if not isinstance(days, int) or not 1 <= days <= 365:
        raise ValueError("days must be a number between 1 and 365")
    return RadarPolicy(people=people, days=days)


def pattern_of(category: Category, facts: dict[str, str], grid_code: str | None) -> Pattern | None:
    """The pattern that a case belongs to; None when it names no platform or no place, or is of no certain kind."""
    platform, place = facts.get("platform"), facts.get("station") or grid_code
    if not platform or not place or category is Category.OTHER:
        return None
    return Pattern(platform=platform, place=place, category=category)
