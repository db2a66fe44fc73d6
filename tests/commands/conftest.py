"""A deployment for each test."""

from pathlib import Path

import pytest

from tests.commands.support import Deployment


@pytest.fixture
def deployment(tmp_path: Path) -> Deployment:
    """Keys and an empty folder: nothing is migrated."""
    return Deployment.make(tmp_path)


@pytest.fixture
def migrated(deployment: Deployment) -> Deployment:
    """The same with a database at the present schema."""
    assert deployment.run("migrate").returncode == 0
    return deployment
