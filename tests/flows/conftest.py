"""One migrated union for the whole run, copied for each test."""

import pytest

from bot.services.house import House
from tests.flows.stage import Stage, Template, build_house, build_template


@pytest.fixture(scope="session")
def house() -> House:
    return build_house()


@pytest.fixture(scope="session")
def template(tmp_path_factory: pytest.TempPathFactory) -> Template:
    return build_template(tmp_path_factory.mktemp("union"))


@pytest.fixture
def stage(template: Template, house: House) -> Stage:
    return Stage(template, template.file.parent, house)
