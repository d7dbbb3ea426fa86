import pytest

from tasks.web.door.api_keys import KeyRing, fingerprint, mint, token_in


def test_key_ring_knows_its_keys_and_nobody_elses():
    (key, line), (boss, admin_line) = mint("shop"), mint("boss")
    ring = KeyRing.parse([line], [admin_line])
    assert ring.identify(key).name == "shop"
    assert not ring.identify(key).is_admin
    assert ring.identify(boss).is_admin
    assert ring.identify(key + "x") is None
    assert ring.identify("") is None


def test_key_ring_does_not_hold_the_key():
    key, line = mint("shop")
    assert key not in repr(KeyRing.parse([line]))
    assert line == f"shop:{fingerprint(key)}"


def test_key_ring_without_lines_is_empty():
    assert not KeyRing.parse([])


@pytest.mark.parametrize(
    "line", ["", "secret", "a b:" + "0" * 64, "shop:" + "0" * 63, "shop:SECRET"]
)
def test_key_ring_refuses_lines_without_repeating_them(line):
    with pytest.raises(ValueError, match="API key 1 is not") as error:
        KeyRing.parse([line])
    assert not line or line not in str(error.value)


@pytest.mark.parametrize(
    ("headers", "fallback", "token"),
    [
        ({"authorization": "Bearer k"}, None, "k"),
        ({"authorization": "bearer  k "}, None, "k"),
        ({"authorization": "DeepL-Auth-Key k:fx"}, None, "k:fx"),
        ({"authorization": "Basic abc", "x-api-key": "k"}, None, "k"),
        ({"x-api-key": "k"}, "other", "k"),
        ({}, "k", "k"),
        ({"authorization": "Bearer"}, "", None),
        ({}, None, None),
    ],
)
def test_token_in_reads_what_clients_of_each_kind_send(headers, fallback, token):
    assert token_in(headers, fallback) == token


def test_key_of_a_shop_sees_that_shop_alone():
    (key, line), (boss, platform) = mint("seven", "店,7 a"), mint("platform")
    ring = KeyRing.parse([line, platform])
    assert "," not in line
    assert [ring.identify(key).sees(shop) for shop in ("店,7 a", "s8", "")] == [True, False, False]
    assert ring.identify(boss).sees("s8")
    with pytest.raises(ValueError, match="API key 1"):
        KeyRing.parse([], [line])
