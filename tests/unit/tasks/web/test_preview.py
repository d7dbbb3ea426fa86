import json
import threading

import pytest
import redis
from doors import opened, parts

from models.errors import ModelMissing
from tasks.web.door.api_keys import mint

DEEP = json.loads("[" * 40 + "]" * 40)
LISTING = {"id": "L1", "title": "小米手机壳 iPhone 15", "tags": ["手工"]}


@pytest.fixture
def door(tmp_path):
    with opened(parts(tmp_path)) as client:
        yield client


def test_preview_answers_for_each_market_in_order(door):
    answer = door.post("/v1/preview", json={"listing": LISTING, "markets": ["HK", "US"]})
    hk, us = answer.json()["translations"]
    assert (hk["market"], us["market"], us["language"]) == ("HK", "US", "en-US")
    assert us["title"].startswith("Xiaomi")
    assert us["fields"]["title"] == {"status": "ok", "issues": []}
    assert us["route"] == "zh-en"


def test_preview_needs_no_id_and_takes_the_listings_own_markets(door):
    answer = door.post("/v1/preview", json={"listing": {"title": "好看", "markets": ["US"]}})
    assert [t["market"] for t in answer.json()["translations"]] == ["US"]


@pytest.mark.parametrize(
    ("body", "status", "code", "field"),
    [
        ({"listing": {"title": " "}}, 422, "empty", "title"),
        ({"listing": {"title": {"a": 1}}}, 422, "type", "title"),
        ({"listing": {"title": "好"}, "markets": ["XX"]}, 422, "unknown_market", None),
        ({"listing": {"title": "好", "markets": ["XX"]}}, 422, "unknown", "markets.0"),
        ({"listing": []}, 422, "invalid", "listing"),
        ({}, 422, "invalid", "listing"),
        ({"listing": {"title": "好" * 10_001}}, 413, "too_long", None),
        (
            {"listing": {"title": "好", "x": DEEP}},
            422,
            "too_deep",
            "listing",
        ),
    ],
)
def test_preview_says_what_is_wrong_and_where(door, body, status, code, field):
    answer = door.post("/v1/preview", json=body)
    error = answer.json()["error"]
    assert (answer.status_code, error["code"], error.get("field")) == (status, code, field)
    assert error["message"]


@pytest.mark.parametrize(
    "raw", ["{", "", "\x00", "[" * 50_000, '{"listing": 1e999999}', '"\\ud800"']
)
def test_preview_of_what_is_no_json_is_refused(door, raw):
    answer = door.post("/v1/preview", content=raw, headers={"content-type": "application/json"})
    assert answer.status_code in (400, 422)
    assert set(answer.json()["error"]) >= {"code", "message"}


def test_preview_carries_odd_values_through(door):
    raw = '{"listing": {"title": "\\ud83d好看", "huge": HUGE, "s": "\\ud800"}}'
    raw = raw.replace("HUGE", str(10**30))
    answer = door.post("/v1/preview", content=raw, headers={"content-type": "application/json"})
    extra = answer.json()["translations"][0]["extra"]
    assert extra["huge"] == 10**30


@pytest.mark.parametrize("announced", [True, False])
def test_preview_too_long_a_body_is_refused(tmp_path, announced):
    long = b'{"listing": {"title": "' + b"a" * 3000 + b'"}}'
    chunks = long if announced else (long[i : i + 500] for i in range(0, len(long), 500))
    with opened(parts(tmp_path), body_bytes=1024) as door:
        answer = door.post(
            "/v1/preview", content=chunks, headers={"content-type": "application/json"}
        )
    assert (answer.status_code, answer.json()["error"]["code"]) == (413, "too_long")


def test_preview_never_repeats_what_was_sent(tmp_path, capsys):
    def broken(pipeline):
        def call(documents):
            raise RuntimeError(f"cannot take {documents[0].title}")

        return call

    with opened(parts(tmp_path, wrap=broken)) as door:
        answers = [
            door.post("/v1/preview", json={"listing": {"title": "秘密商品"}}),
            door.post("/v1/preview", json={"listing": {"kind": "秘密商品", "title": "a"}}),
            door.post("/v1/preview", json={"listing": LISTING, "markets": ["秘密商品" * 10]}),
            door.post("/translate", json={"q": "秘密商品", "source": "秘密商品", "target": "en"}),
        ]
    assert [a.status_code for a in answers] == [500, 422, 422, 400]
    assert "秘密商品" not in answers[0].text + answers[3].text
    assert "Traceback" not in answers[0].text
    said = capsys.readouterr()
    assert "秘密商品" not in said.out + said.err


def test_preview_a_missing_model_is_503(tmp_path):
    def missing(pipeline):
        def call(documents):
            raise ModelMissing("opus-mt", tmp_path)

        return call

    with opened(parts(tmp_path, wrap=missing)) as door:
        answer = door.post("/v1/preview", json={"listing": LISTING})
        ready = door.get("/readyz")
    assert (answer.status_code, answer.json()["error"]["code"]) == (503, "model_missing")
    assert answer.headers["retry-after"] == "30"
    assert str(tmp_path) not in answer.text
    assert (ready.status_code, ready.json()["parts"]["model"]) == (503, "model_missing")


def test_preview_too_slow_is_504(tmp_path):
    gate = threading.Event()

    def slow(pipeline):
        def call(documents):
            gate.wait(300)  # bounds a hang
            return pipeline(documents)

        return call

    with opened(parts(tmp_path, wrap=slow), timeout_s=0.2) as door:
        answer = door.post("/v1/preview", json={"listing": LISTING})
        gate.set()
    assert (answer.status_code, answer.json()["error"]["code"]) == (504, "timeout")


def test_preview_goes_on_without_redis(tmp_path):
    nowhere = redis.Redis(port=1, socket_connect_timeout=0.05)
    with opened(parts(tmp_path, client=nowhere), cache_url="redis://127.0.0.1:1") as door:
        assert door.post("/v1/preview", json={"listing": LISTING}).status_code == 200
        ready = door.get("/readyz")
    assert ready.status_code == 200
    assert ready.json()["parts"]["cache"] == "down: answers are slower"


def test_preview_without_a_key_is_refused_in_the_words_of_each_client(tmp_path):
    key, line = mint("shop")
    body = {"q": "好看", "source": "auto", "target": "en"}
    with opened(parts(tmp_path), api_keys=line) as door:
        native = door.post("/v1/preview", json={"listing": LISTING})
        libre = door.post("/translate", json=body | {"api_key": "wrong"})
        deepl = door.post("/v2/translate", json={"text": ["好看"], "target_lang": "EN-US"})
        assert [native.status_code, libre.status_code, deepl.status_code] == [401, 403, 403]
        assert native.json()["error"]["code"] == "unauthorized"
        assert isinstance(libre.json()["error"], str)
        assert isinstance(deepl.json()["message"], str)
        bearer = {"Authorization": f"Bearer {key}"}
        accepted = [
            door.post("/v1/preview", json={"listing": LISTING}, headers=bearer),
            door.post("/v1/preview", json={"listing": LISTING}, headers={"X-API-Key": key}),
            door.post("/translate", json=body | {"api_key": key}),
            door.post("/v2/translate", json={"text": ["好看"], "target_lang": "EN-US"},
                      headers={"Authorization": f"DeepL-Auth-Key {key}"}),
        ]  # fmt: skip
        assert [a.status_code for a in accepted] == [200] * 4
        assert [
            door.get(path).status_code for path in ("/", "/healthz", "/readyz", "/metrics")
        ] == [200] * 4


def test_preview_beyond_the_rate_is_429_for_that_key_alone(tmp_path):
    (one, line), (two, other) = mint("one"), mint("two")
    with opened(parts(tmp_path), api_keys=f"{line},{other}", rate_per_minute=1, burst=2) as door:

        def ask(key):
            return door.post("/v1/detect", json={"texts": ["好"]}, headers={"X-API-Key": key})

        assert [ask(one).status_code for _ in range(3)] == [200, 200, 429]
        assert 1 <= int(ask(one).headers["retry-after"]) <= 60
        assert ask(one).json()["error"]["code"] == "rate_limited"
        assert ask(two).status_code == 200


def test_every_answer_has_an_id_and_safe_headers(door):
    for path in ("/", "/healthz", "/nowhere", "/static/page.css", "/v2/nowhere"):
        headers = door.get(path, headers={"x-request-id": "mine-12345"}).headers
        assert headers["x-request-id"] == "mine-12345"
        assert headers["x-content-type-options"] == "nosniff"
        assert "default-src 'none'" in headers["content-security-policy"]


def test_cors_is_closed_unless_an_origin_is_named(tmp_path, door):
    asking = {"Origin": "https://shop.example"}
    assert "access-control-allow-origin" not in door.get("/healthz", headers=asking).headers
    with opened(parts(tmp_path), cors="https://shop.example") as other:
        allowed = other.get("/healthz", headers=asking).headers["access-control-allow-origin"]
        foreign = other.get("/healthz", headers={"Origin": "https://evil.example"}).headers
    assert allowed == "https://shop.example"
    assert "access-control-allow-origin" not in foreign


def test_detect_answers_in_order(door):
    found = door.post("/v1/detect", json={"texts": ["好", "abc", "123", "とても"]}).json()[
        "detections"
    ]
    assert [d["language"] for d in found] == ["zh-Hans", "en", "und", "ja"]


def test_metrics_count_by_route_and_tell_no_text(door):
    door.post("/v1/preview", json={"listing": LISTING})
    door.get("/secret-path-of-a-user")
    text = door.get("/metrics").text
    assert 'haiyi_http_requests_total{method="POST",route="/v1/preview",status="200"}' in text
    assert 'route="other"' in text
    assert "secret-path" not in text
    for name in ("haiyi_http_seconds_bucket", "haiyi_batch_documents_count",
                 "haiyi_cache_lookups_total", "haiyi_fallbacks_total", "haiyi_model_load_seconds",
                 "haiyi_queue_documents"):  # fmt: skip
        assert name in text
