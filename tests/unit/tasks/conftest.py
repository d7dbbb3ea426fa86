import os

import pytest
import stores
from sqlalchemy import create_engine, text

from tasks.ledger import database

GIVEN = os.environ.get("HAIYI_TEST_DATABASE_URL")  # an empty PostgreSQL database, to test that too


@pytest.fixture
def store_url(request, tmp_path):
    """Return the URL of a store without a row."""
    if GIVEN is None:
        yield stores.fresh(tmp_path)
    else:
        yield request.getfixturevalue("bare_url")


@pytest.fixture
def bare_url(tmp_path):
    """Return the URL of a store that has no table yet."""
    if GIVEN is None:
        yield f"sqlite:///{tmp_path}/store.sqlite3"
        return
    engine = create_engine(GIVEN)
    with engine.begin() as db:
        db.execute(text("DROP SCHEMA public CASCADE"))
        db.execute(text("CREATE SCHEMA public"))
    engine.dispose()
    yield GIVEN
    database.forget(GIVEN)


@pytest.fixture
def engine(store_url):
    """Return a connected, empty store."""
    engine = database.connect(store_url)
    yield engine
    engine.dispose()
