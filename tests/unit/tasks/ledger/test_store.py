import subprocess
import sys
from concurrent.futures import ThreadPoolExecutor

import pytest
from alembic.autogenerate import compare_metadata
from alembic.command import downgrade
from alembic.config import Config
from alembic.migration import MigrationContext
from alembic.script import ScriptDirectory
from sqlalchemy import inspect, text

from tasks.ledger.database import MIGRATIONS, connect
from tasks.ledger.schema import REVISION, Base
from tasks.policy import DependencyDown


def test_migrations_make_the_tables_that_the_code_uses(bare_url):
    engine = connect(bare_url)
    with engine.connect() as db:
        assert compare_metadata(MigrationContext.configure(db), Base.metadata) == []
    engine.dispose()


def test_revision_of_the_code_is_the_newest_migration():
    scripts = ScriptDirectory(str(MIGRATIONS))
    assert scripts.get_current_head() == REVISION


def test_migrations_can_be_taken_back(bare_url):
    engine = connect(bare_url)
    with engine.begin() as db:
        config = Config(attributes={"connection": db})
        config.set_main_option("script_location", str(MIGRATIONS))
        downgrade(config, "base")
    assert set(inspect(engine).get_table_names()) == {"alembic_version"}
    engine.dispose()


def test_many_processes_may_make_the_tables_at_once(bare_url):
    code = "import sys; from tasks.ledger.database import connect; connect(sys.argv[1])"
    command = [sys.executable, "-c", code, bare_url]
    with ThreadPoolExecutor(4) as pool:
        ends = list(pool.map(lambda _: subprocess.run(command, check=False), range(4)))
    assert [end.returncode for end in ends] == [0] * 4


def test_store_of_a_newer_release_is_told_and_left_alone(store_url):
    engine = connect(store_url)
    with engine.begin() as db:
        db.execute(text("UPDATE alembic_version SET version_num = '0099'"))
        before = inspect(db).get_table_names()
    with pytest.raises(DependencyDown, match=r"newer release \(0099\); update this one"):
        connect(store_url)
    assert inspect(engine).get_table_names() == before
    engine.dispose()
