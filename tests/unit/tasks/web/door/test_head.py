import pytest
from doors import opened, parts


@pytest.mark.parametrize("path", ["/", "/healthz", "/languages", "/v1/openapi.json", "/nowhere"])
def test_head_answers_as_get_does_without_the_body(tmp_path, path):
    with opened(parts(tmp_path)) as client:
        head, get = client.head(path), client.get(path)
    assert head.status_code == get.status_code
    assert head.content == b""
    assert head.headers["content-type"] == get.headers["content-type"]
