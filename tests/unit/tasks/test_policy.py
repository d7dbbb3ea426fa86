import pytest
import redis
from kombu.exceptions import OperationalError as BrokerError
from pydantic import ValidationError
from sqlalchemy.exc import OperationalError as DatabaseError

from models.errors import ModelMissing, NoModel
from pipeline.errors import InvalidDocument, UnknownMarket
from tasks.policy import UNFORESEEN, DependencyDown, Exit, message, rule
from tasks.settings import Settings


@pytest.mark.parametrize(
    ("error", "status", "code", "may_pass"),
    [
        (InvalidDocument("empty", "no text"), 422, Exit.REVIEW, False),
        (UnknownMarket("XX", ["US"]), 422, Exit.USAGE, False),
        (ModelMissing("m", "/x"), 503, Exit.DEPENDENCY, False),
        (NoModel("ja", "en", ()), 503, Exit.DEPENDENCY, False),
        (DependencyDown("broker", "refused", "start it"), 503, Exit.DEPENDENCY, True),
        (ConnectionRefusedError(), 503, Exit.DEPENDENCY, True),
        (FileNotFoundError("x"), 404, Exit.USAGE, False),
        (IsADirectoryError("x"), 500, Exit.USAGE, False),
        (OSError(28, "No space left on device"), 500, Exit.DEPENDENCY, True),
        (redis.ConnectionError(), 503, Exit.DEPENDENCY, True),
        (BrokerError(), 503, Exit.DEPENDENCY, True),
        (DatabaseError("select", {}, Exception()), 503, Exit.DEPENDENCY, True),
    ],
)
def test_rule(error, status, code, may_pass):
    row = rule(error)
    assert (row.status, row.exit, row.may_pass) == (status, code, may_pass)


def test_rule_of_the_unforeseen_may_pass():
    assert rule(KeyError("x")) is UNFORESEEN


def test_message_names_the_variables_and_not_their_values():
    with pytest.raises(ValidationError) as caught:
        Settings(redis_url="http://secret", threads="secret")
    told = message(caught.value)
    assert "HAIYI_REDIS_URL: " in told
    assert "HAIYI_THREADS: " in told
    assert "secret" not in told


def test_message_of_the_database_repeats_no_row():
    error = DatabaseError("insert", {"document": "secret"}, Exception("locked"))
    assert "secret" not in message(error)
