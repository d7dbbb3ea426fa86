import pytest
from pydantic import ValidationError

from tasks.settings import Settings


def test_settings_read_the_environment_and_hide_secrets(monkeypatch):
    monkeypatch.setenv("HAIYI_REDIS_URL", "redis://:hunter2@h/0")
    settings = Settings()
    assert settings.broker == settings.cache == "redis://:hunter2@h/0"
    assert "hunter2" not in repr(settings)


def test_settings_are_frozen(tmp_path):
    with pytest.raises(ValidationError):
        Settings(home=tmp_path).threads = 2


@pytest.mark.parametrize("name", ["THREADS", "LEASE_S", "MAX_ATTEMPTS"])
def test_settings_refuse_nonsense(monkeypatch, name):
    monkeypatch.setenv(f"HAIYI_{name}", "-1")
    with pytest.raises(ValidationError, match=name.lower()):
        Settings()


def test_settings_keep_the_cache_apart_from_a_broker_that_is_no_redis(monkeypatch):
    monkeypatch.setenv("HAIYI_REDIS_URL", "amqp://h/")
    assert (Settings().broker, Settings().cache) == ("amqp://h/", None)


def test_settings_take_an_empty_variable_for_an_unset_one(monkeypatch):
    monkeypatch.setenv("HAIYI_REDIS_URL", "")
    assert Settings().broker is None


@pytest.mark.parametrize("name", ["REDIS_URL", "CACHE_URL", "DATABASE_URL"])
@pytest.mark.parametrize("value", ["nonsense", "http://u:secret@h/", "://"])
def test_settings_refuse_a_foreign_url_without_repeating_it(monkeypatch, name, value):
    monkeypatch.setenv(f"HAIYI_{name}", value)
    with pytest.raises(ValidationError, match="must begin with one of") as caught:
        Settings()
    assert "secret" not in str(caught.value)


@pytest.mark.parametrize("url", ["rediss://h/0", "sentinel://h:1;sentinel://h:2", "unix:///s"])
def test_settings_take_every_broker_that_celery_speaks_to(monkeypatch, url):
    monkeypatch.setenv("HAIYI_REDIS_URL", url)
    assert Settings().broker == url
