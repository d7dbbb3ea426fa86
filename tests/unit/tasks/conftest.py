import os

import pytest
from sqlalchemy import create_engine, text

from tasks.ledger import database

GIVEN = os.environ.get("HAIYI_TEST_DATABASE_URL")  # an empty PostgreSQL database, to test that too


@pytest.fixture
def store_url(tmp_path):
    """Return the URL of an empty store."""
    if GIVEN is None:
        yield f"sqlite:///{tmp_path}/store.sqlite3"
        return
    engine = create_engine(GIVEN)
    with engine.begin() as db:
        db.execute(text("DROP SCHEMA public CASCADE"))
        db.execute(text("CREATE SCHEMA public"))
    engine.dispose()
    yield GIVEN
    database.engine(GIVEN).dispose()
    database._engine.cache_clear()
