import asyncio
import json
import os
import signal
import urllib.error
from pathlib import Path

import deepl
import forked
import httpx
import pytest
from hypothesis import HealthCheck, Phase, given, settings
from libretranslatepy import LibreTranslateAPI
from serving import SERVE, served
from sites import until

from tasks.servers import embedded
from tasks.web.door.api_keys import mint

pytestmark = [pytest.mark.integration, pytest.mark.timeout(900)]

LISTING = {
    "id": "L1",
    "title": "纯手工编织毛线包 iPhone 15",
    "variants": [{"name": "颜色", "values": ["雾霾蓝"]}],
}


@pytest.fixture(scope="module")
def key():
    return mint("shop")


@pytest.fixture(scope="module")
def door(home, server, key, tmp_path_factory):
    folder = tmp_path_factory.mktemp("serve")
    with served(home, folder, server.url, api_keys=key[1], rate_per_minute="0") as running:
        yield running


@pytest.fixture
def deepl_client(door, key):
    client = deepl.DeepLClient(key[0], server_url=door.url)
    yield client
    client.close()


@pytest.fixture
def http(door, key):
    with httpx.Client(base_url=door.url, headers={"X-API-Key": key[0]}, timeout=300) as client:
        yield client


def preview(http, **listing):
    answer = http.post("/v1/preview", json={"listing": LISTING | listing, "markets": ["US", "HK"]})
    assert answer.status_code == 200, answer.text
    return answer.json()["translations"]


def test_serve_translates_with_the_starter_model(http):
    us, hk = preview(http)
    assert (us["source"], us["route"], hk["route"]) == ("zh-Hans", "zh-en", "zh-zh-Hant-HK")
    assert "iPhone 15" in us["title"]
    assert us["variants"][0]["values"] == ["Haze blue"]
    assert hk["title"].startswith("純手工編織")


def test_serve_the_second_time_comes_from_the_cache(http):
    first, _ = preview(http, title="雪纺收腰连衣裙夏季新款")
    second, _ = preview(http, title="雪纺收腰连衣裙夏季新款")
    assert second["title"] == first["title"]
    assert (second["cached"], second["segments"]) == (second["segments"], first["segments"])


def test_serve_long_texts_have_a_process_that_may_die(http, door):
    def long():
        return http.post("/v1/preview", json={"listing": LISTING | {"body": "好看。" * 400}})

    first = long().raise_for_status().json()["translations"]
    (process,) = apart(door.process.pid)
    os.kill(process, signal.SIGKILL)
    while (answer := long()).status_code == 503:  # where it was at it, that is told
        assert answer.headers["retry-after"]
    assert [t["body"] for t in answer.json()["translations"]] == [t["body"] for t in first]
    assert until(lambda: process not in apart(door.process.pid))


def apart(pid):
    """Return the processes for long texts that a server has."""
    children = [int(n) for path in Path(f"/proc/{pid}/task").glob("*/children")
                for n in path.read_text().split()]  # fmt: skip
    return [n for n in children if b"spawn_main" in Path(f"/proc/{n}/cmdline").read_bytes()]


def test_serve_libretranslates_client_works_unchanged(door, key):
    api = LibreTranslateAPI(door.url, api_key=key[0])
    assert api.translate("雾霾蓝", "zh", "en") == "haze blue"
    assert api.translate("软件", "auto", "zt") != "软件"
    (found,) = api.detect("这件连衣裙很漂亮")
    assert found["language"] == "zh-Hans"
    assert 80 <= found["confidence"] <= 100
    with pytest.raises(urllib.error.HTTPError) as refused:
        LibreTranslateAPI(door.url, api_key="wrong").translate("好", "zh", "en")
    assert refused.value.code == 403
    refused.value.close()


def test_serve_deepls_client_works_unchanged(deepl_client):
    one = deepl_client.translate_text("雾霾蓝", target_lang="EN-US")
    assert (one.text, one.detected_source_lang) == ("haze blue", "ZH")
    many = deepl_client.translate_text(["雾霾蓝", "Sailor poster"], target_lang="EN-US")
    assert [r.text for r in many] == ["haze blue", "Sailor poster"]
    assert [r.detected_source_lang for r in many] == ["ZH", "EN"]
    kept = deepl_client.translate_text(
        "买<k>小米</k>", target_lang="EN-US", tag_handling="xml", ignore_tags="k"
    )
    assert "<k>小米</k>" in kept.text
    assert "EN-US" in {language.code for language in deepl_client.get_target_languages()}
    assert "ZH" in {language.code for language in deepl_client.get_source_languages()}
    assert deepl_client.get_glossary_languages()
    used = deepl_client.get_usage().character.count
    deepl_client.translate_text("雾霾蓝", target_lang="ZH-HANT")
    assert deepl_client.get_usage().character.count == used + 3


def test_serve_deepls_client_makes_and_uses_a_glossary(deepl_client):
    made = deepl_client.create_glossary(
        "shop", "ZH", "EN", {"奶油白": "clotted cream", "包": "tote"}
    )
    assert (made.entry_count, made.ready, made.target_lang) == (2, True, "EN")
    assert made.glossary_id in {glossary.glossary_id for glossary in deepl_client.list_glossaries()}
    assert deepl_client.get_glossary(made.glossary_id).name == "shop"
    assert deepl_client.get_glossary_entries(made) == {"奶油白": "clotted cream", "包": "tote"}
    text = deepl_client.translate_text(
        "奶油白", source_lang="ZH", target_lang="EN-US", glossary=made
    ).text
    assert text.lower() == "clotted cream"
    deepl_client.delete_glossary(made)
    with pytest.raises(deepl.GlossaryNotFoundException):
        deepl_client.get_glossary(made.glossary_id)


def test_serve_deepls_client_understands_our_errors(door, deepl_client):
    stranger = deepl.DeepLClient("wrong", server_url=door.url)
    with pytest.raises(deepl.AuthorizationException):
        stranger.translate_text("好", target_lang="EN-US")
    stranger.close()
    with pytest.raises(deepl.DeepLException, match="not supported"):
        deepl_client.translate_text("好", target_lang="SV")


def test_serve_64_clients_at_once_lose_nothing(door, key):
    async def main():
        limits = httpx.Limits(max_connections=64)
        async with httpx.AsyncClient(base_url=door.url, timeout=300, limits=limits,
                                     headers={"X-API-Key": key[0]}) as http:  # fmt: skip

            def ask(i):
                listing = {"id": str(i), "title": f"雾霾蓝 {i}"}
                return http.post("/v1/preview", json={"listing": listing, "markets": ["US"]})

            return await asyncio.gather(*(ask(i) for i in range(192)))

    answers = asyncio.run(main())
    assert {a.status_code for a in answers} == {200}
    rows = [a.json()["translations"][0] for a in answers]
    assert [row["id"] for row in rows] == [str(i) for i in range(192)]
    assert all(row["title"].endswith(f" {i}") for i, row in enumerate(rows))


def test_serve_publish_is_taken_and_can_be_asked_for(http):
    taken = http.post("/v1/publish", json={"listing": LISTING, "markets": ["US"]})
    assert taken.status_code == 202
    job = http.get(taken.json()["url"])
    assert (job.json()["state"], job.json()["translations"]) == ("queued", [])
    again = http.post("/v1/publish", json={"listing": LISTING, "markets": ["US"]})
    assert again.json()["job"] == taken.json()["job"]
    assert http.get(f"/v1/jobs/{'0' * 32}").status_code == 404


def test_serve_logs_are_json_and_hold_no_text_and_no_key(door, http, key):
    preview(http, title="只在这里出现的标题")
    lines = [json.loads(line) for line in door.lines()]
    mine = [line for line in lines if line.get("route") == "/v1/preview"]
    assert mine[-1]["status"] == 200
    assert len(mine[-1]["request_id"]) == 32
    assert mine[-1]["caller"] == "shop"
    assert not any("只在这里" in str(line) or key[0] in str(line) for line in lines)


def test_serve_no_input_makes_it_fail(door, key):
    import schemathesis  # slow to load, and every process of the suite reads this file
    from schemathesis.checks import not_a_server_error

    schema = schemathesis.openapi.from_url(f"{door.url}/openapi.json")
    tried = []
    for found in schema.get_all_operations():
        operation = found.ok()

        @settings(max_examples=12, deadline=None, database=None,
                  phases=[Phase.explicit, Phase.generate],
                  suppress_health_check=list(HealthCheck))  # fmt: skip
        @given(case=operation.as_strategy())
        def attack(case):
            case.call_and_validate(headers={"X-API-Key": key[0]}, checks=(not_a_server_error,))

        attack()
        tried.append(operation.label)
    assert len(tried) >= 20


def test_serve_goes_on_while_its_server_is_gone(home, tmp_path):
    with (
        embedded.serve(tmp_path / "server") as server,
        served(home, tmp_path, server.url) as door,
        httpx.Client(base_url=door.url, timeout=300) as http,
    ):
        preview(http, title="雾霾蓝")
        os.kill(server.pid, signal.SIGKILL)
        us, _ = preview(http, title="雾霾蓝")
        assert us["title"] == "haze blue"
        assert http.get("/readyz").json()["parts"]["cache"].startswith("down")
        assert "haiyi_cache_failures_total" in http.get("/metrics").text


def test_serve_ends_cleanly_when_told(home, tmp_path):
    with served(home, tmp_path) as door:
        door.process.send_signal(signal.SIGTERM)
        assert door.process.wait(300) in (0, -signal.SIGTERM)
        assert not any("Traceback" in line for line in door.lines())


@pytest.mark.parametrize("keys", ["", "not-a-digest"])
def test_serve_without_keys_stays_on_this_machine(keys):
    refused = forked.run(
        [*SERVE, "--host", "0.0.0.0"],
        env={**os.environ, "HAIYI_API_KEYS": keys},
    )  # fmt: skip
    assert refused.returncode == 2
    assert "HAIYI_API_KEYS" in refused.stderr
    assert "Traceback" not in refused.stderr
    assert "not-a-digest" not in refused.stderr
