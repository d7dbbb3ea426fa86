"""What receivers read."""

import json

import pytest
from sqlalchemy import Text

from tasks.delivery import receivers
from tasks.ledger.outbox import News
from tasks.ledger.schema import DeliveryRow


@pytest.mark.parametrize("number", [2**63, 2**64, 2**70, -(2**70), int("9" * 4000)])
def test_number_beyond_64_bits_is_carried_through(number):
    told = {"id": "1", "market": "US", "version": 1, "extra": {"n": number, "s": "包"}}
    body = receivers.body(News("row", "d1", "r", 1, told))
    assert json.loads(body)["translation"] == told


def test_address_of_a_receiver_may_be_long():
    """PostgreSQL measures; the addresses of some services have more than 255 characters."""
    assert isinstance(DeliveryRow.__table__.c.receiver.type, Text)
