"""The official clients of the services whose APIs Haiyi speaks, unchanged, against a real door."""

import io

import deepl
import docx
import httpx
import pytest
from google.api_core.client_options import ClientOptions
from google.auth.credentials import AnonymousCredentials
from google.cloud import translate_v2
from serving import served

pytestmark = [pytest.mark.integration, pytest.mark.timeout(900)]


@pytest.fixture(scope="module")
def url(home, tmp_path_factory):
    with served(home, tmp_path_factory.mktemp("clients")) as door:
        yield door.url


@pytest.fixture
def client(url):
    return deepl.DeepLClient("any", server_url=url)


def test_libretranslate_translates_a_file(url, tmp_path):
    (tmp_path / "a.txt").write_text("雾霾蓝\n\n纯棉", "utf-8")
    form = {"source": "auto", "target": "en"}  # its Python client sends no files
    sent = httpx.post(
        f"{url}/translate_file",
        data=form,
        files={"file": ("a.txt", (tmp_path / "a.txt").read_bytes())},
    )
    assert httpx.get(sent.json()["translatedFileUrl"]).text == "haze blue\n\n100% cotton"


def test_deepl_translates_a_document(client, tmp_path):
    made = docx.Document()
    made.add_paragraph("雾霾蓝").add_run("纯棉").bold = True
    made.save(tmp_path / "a.docx")
    result = client.translate_document_from_filepath(
        tmp_path / "a.docx", tmp_path / "b.docx", target_lang="EN-US"
    )
    assert result.done
    assert result.billed_characters == 5
    runs = [r for r in docx.Document(tmp_path / "b.docx").paragraphs[0].runs if r.text]
    assert [r.text for r in runs] == ["haze blue", "100% cotton"]
    assert [r.bold for r in runs] == [None, True]
    with pytest.raises(deepl.DeepLException, match="Invalid file data"):
        client.translate_document(io.BytesIO(b"MZ"), io.BytesIO(), target_lang="EN-US",
                                  filename="a.exe")  # fmt: skip


def test_deepl_keeps_glossaries_of_several_languages(client):
    dictionary = deepl.api_data.MultilingualGlossaryDictionaryEntries
    made = client.create_multilingual_glossary(
        "shop", [dictionary("ZH", "EN", {"云朵包": "Cloud Bag"})]
    )
    client.update_multilingual_glossary_dictionary(
        made, dictionary("ZH", "EN", {"月亮包": "Moon Bag"})
    )
    (entries,) = client.get_multilingual_glossary_entries(made, "ZH", "EN").dictionaries
    assert entries.entries.splitlines() == ["云朵包\tCloud Bag", "月亮包\tMoon Bag"]
    client.replace_multilingual_glossary_dictionary(
        made, dictionary("ZH", "EN", {"云朵包": "Puffy Bag"})
    )
    again = client.get_multilingual_glossary(made.glossary_id)
    assert again.dictionaries[0].entry_count == 1
    client.update_multilingual_glossary_name(made, "new name")
    assert [g.name for g in client.list_multilingual_glossaries()] == ["new name"]
    said = client.translate_text("云朵包", source_lang="ZH", target_lang="EN-US", glossary=made,
                                 context="手提包")  # fmt: skip
    assert said.text == "Puffy Bag"
    client.delete_multilingual_glossary_dictionary(made, source_lang="ZH", target_lang="EN")
    client.delete_multilingual_glossary(made)
    assert client.list_multilingual_glossaries() == []


def test_googles_client_works_unchanged(url):
    client = translate_v2.Client(
        credentials=AnonymousCredentials(), client_options=ClientOptions(api_endpoint=url)
    )
    one = client.translate("雾霾蓝", target_language="en")
    assert (one["translatedText"], one["detectedSourceLanguage"]) == ("haze blue", "zh-CN")
    many = client.translate(["雾霾蓝", "纯棉"], target_language="zh-TW", source_language="zh-CN")
    assert [row["translatedText"] for row in many] == ["霧霾藍", "純棉"]
    assert client.detect_language("这件连衣裙很漂亮")["language"] == "zh-CN"
    assert {"language": "zh-CN", "name": "Chinese (Simplified)"} in client.get_languages()
