"""The discovery document, batches and the list of attributes, over a real socket."""

from __future__ import annotations

import json
from email.parser import BytesParser
from http.client import HTTPConnection

import pytest

from tests.scoring_service.answer_schema import ANALYZED, REFUSED, check_form
from tests.scoring_service.running_service import Running

BODY = {"comment": {"text": "nasty"}, "languages": ["en"], "requestedAttributes": {"TOXICITY": {}}}


def part(number: int, target: str, body: str) -> str:
    return (
        f"--bb\r\nContent-Type: application/http\r\nContent-ID: <id + {number}>\r\n\r\n"
        f"POST {target} HTTP/1.1\r\nContent-Type: application/json\r\n\r\n{body}\r\n"
    )


def test_a_batch_is_answered_part_by_part(running_site: Running) -> None:
    target = "/v1alpha1/comments:analyze?alt=json"
    parts = [
        part(1, target, json.dumps(BODY)),
        part(2, target, json.dumps({**BODY, "comment": {"text": ""}})),
        part(3, "/v1alpha1/comments:none", "{}"),
        part(4, "/batch", ""),
        part(5, f"{target}&fields=languages", json.dumps(BODY)),
    ]
    answer = running_site.client.post(
        "/batch",
        content="".join([*parts, "--bb--"]),
        headers={"Content-Type": "multipart/mixed; boundary=bb"},
    )
    head = f"Content-Type: {answer.headers['content-type']}\r\n\r\n".encode()
    answered = []
    for one in BytesParser().parsebytes(head + answer.content).walk():
        if one.is_multipart():
            continue
        status, _, rest = str(one.get_payload()).partition("\r\n")
        content = json.loads(rest.partition("\r\n\r\n")[2])
        check_form(content, REFUSED if "error" in content else {})
        answered.append((one["Content-ID"], status, list(content)))
    scores = ["attributeScores", "languages", "detectedLanguages"]
    assert answered == [
        ("<response-id + 1>", "HTTP/1.1 200 OK", scores),
        ("<response-id + 2>", "HTTP/1.1 400 Bad Request", ["error"]),
        ("<response-id + 3>", "HTTP/1.1 404 Not Found", ["error"]),
        ("<response-id + 4>", "HTTP/1.1 400 Bad Request", ["error"]),
        ("<response-id + 5>", "HTTP/1.1 200 OK", ["languages"]),
    ]


@pytest.mark.parametrize(
    ("host", "root"),
    [
        ("comments.example:8080", "http://comments.example:8080/"),
        ("[::1]:8600", "http://[::1]:8600/"),
        ("evil.example/x?", "http://127.0.0.1/"),
    ],
)
def test_the_document_names_the_address_that_was_asked(running_site: Running, host: str, root: str) -> None:
    document = running_site.client.get(
        "/$discovery/rest", params={"version": "v1alpha1"}, headers={"Host": host}
    ).json()
    assert (document["title"], document["rootUrl"], document["servicePath"], document["batchPath"]) == (
        "Perspective Comment Analyzer API", root, "", "batch",
    )  # fmt: skip
    methods = document["resources"]["comments"]["methods"]
    assert {name: (method["httpMethod"], method["path"]) for name, method in methods.items()} == {
        "analyze": ("POST", "v1alpha1/comments:analyze"),
        "suggestscore": ("POST", "v1alpha1/comments:suggestscore"),
    }
    named = {method[way]["$ref"] for method in methods.values() for way in ("request", "response")}
    assert named <= set(document["schemas"])


def test_a_proxys_absolute_request_line_is_answered(running_site: Running) -> None:
    connection = HTTPConnection("127.0.0.1", running_site.port, timeout=20)
    connection.request(
        "POST",
        "http://commentanalyzer.googleapis.com/v1alpha1/comments:analyze?key=k",
        json.dumps(BODY),
        {"Content-Type": "application/json", "Host": "commentanalyzer.googleapis.com"},
    )
    answer = connection.getresponse()
    assert answer.status == 200
    check_form(json.load(answer), ANALYZED)
    connection.close()


def test_attributes_list_their_versions(running_site: Running) -> None:
    (version,) = running_site.service.shelf.versions("spite-en")
    attributes = running_site.client.get("/v1alpha1/attributes").json()["attributes"]
    by_name = {attribute["name"]: attribute for attribute in attributes}
    assert by_name["IDENTITY_ATTACK"] == {
        "name": "IDENTITY_ATTACK",
        "aliases": [],
        "models": [
            {
                "task": "spite-en", "label": "spiteful", "languages": ["en"], "version": version,
                "versions": [version], "card": "text-models card spite-en",
                "command": "text-models train spite-en FILE",
            }
        ],
    }  # fmt: skip
    assert by_name["FLIRTATION"]["models"] == []
    (threat,) = by_name["THREAT"]["models"]
    assert (threat["task"], threat["command"], threat["version"]) == (
        "perspective-en", "text-models migration learn FILE", None,
    )  # fmt: skip
    assert by_name["INSULT"]["models"][0]["version"] is None
