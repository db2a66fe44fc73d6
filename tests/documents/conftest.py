"""The same union as in the transcripts."""

from tests.flows.conftest import house, stage, template  # noqa: F401  (fixtures)
