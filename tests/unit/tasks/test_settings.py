import pytest
from pydantic import ValidationError

from tasks.settings import Settings


def test_settings_read_the_environment_and_hide_secrets(monkeypatch):
    monkeypatch.setenv("HAIYI_REDIS_URL", "redis://:secret@h/0")
    settings = Settings()
    assert settings.broker == settings.cache == "redis://:secret@h/0"
    assert "secret" not in repr(settings)


def test_settings_are_frozen(tmp_path):
    with pytest.raises(ValidationError):
        Settings(home=tmp_path).threads = 2


@pytest.mark.parametrize("name", ["THREADS", "LEASE_S", "MAX_ATTEMPTS"])
def test_settings_refuse_nonsense(monkeypatch, name):
    monkeypatch.setenv(f"HAIYI_{name}", "-1")
    with pytest.raises(ValidationError, match=name.lower()):
        Settings()
