"""`amzn-review redshift serverless` against a small server that keeps namespaces and workgroups.

moto has no Redshift Serverless. boto3 checks every request against Amazon's own model of the service before
it is sent; the server's states and refusals are written after Amazon's API reference. It cannot prove that
Amazon takes the request, how long a workgroup takes, or what it costs.
"""

from __future__ import annotations

import json
import logging
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest
from click.testing import Result

from tests.aws_site import ACCOUNT, PASSWORD, json_server, run

HOST = "reviews.123456789012.us-east-1.redshift-serverless.amazonaws.com"
ENDPOINT = {"address": HOST, "port": 5439, "vpcEndpoints": [{"vpcEndpointId": "vpce-1", "vpcId": "vpc-1a2b"}]}


class Service:
    """What there is, and what was asked for; a workgroup has no endpoint until it was looked at twice."""

    def __init__(self) -> None:
        self.things: dict[str, dict[str, dict[str, Any]]] = {"namespace": {}, "workgroup": {}}
        self.asked: list[tuple[str, dict[str, Any]]] = []
        self.looks = 0

    def answer(self, operation: str, request: dict[str, Any]) -> tuple[int, dict[str, Any]]:
        verb = next(word for word in ("Create", "Get", "Delete") if operation.startswith(word))
        kind = operation.removeprefix(verb).lower()
        self.asked += [(operation, request)] if verb != "Get" else []
        here, name = self.things[kind], request[f"{kind}Name"]
        if verb == "Create" and name in here:
            return self.refuse("ConflictException", "it exists")
        if verb == "Create":
            here[name] = self.made(kind, request)
        elif name not in here:
            return self.refuse("ResourceNotFoundException", f"no {kind} {name}")
        elif verb == "Get":
            self.looked(here, name)
            if name not in here:
                return self.refuse("ResourceNotFoundException", f"no {kind} {name}")
        elif kind == "namespace" and name in self.things["workgroup"]:
            return self.refuse("ConflictException", "a workgroup uses it")
        return 200, {kind: here.pop(name) if verb == "Delete" else here[name]}

    def made(self, kind: str, request: dict[str, Any]) -> dict[str, Any]:
        told = {name: value for name, value in request.items() if "Password" not in name}
        status = "AVAILABLE" if kind == "namespace" else "CREATING"
        roles = [f"IamRole(applyStatus=in-sync, iamRoleArn={role})" for role in request.get("iamRoles", [])]
        return told | {"status": status, **({"iamRoles": roles} if roles else {})}

    def looked(self, here: dict[str, dict[str, Any]], name: str) -> None:
        thing = here[name]
        if thing["status"] == "DELETING":
            thing["left"] = thing.get("left", 3) - 1
            if not thing["left"]:
                del here[name]
        self.looks += thing["status"] == "CREATING"
        if self.looks > 1 and thing["status"] == "CREATING":
            thing.update(status="AVAILABLE", endpoint=ENDPOINT)

    @staticmethod
    def refuse(code: str, message: str) -> tuple[int, dict[str, Any]]:
        return 400, {"__type": code, "message": message}


@pytest.fixture
def service() -> Service:
    return Service()


@pytest.fixture
def serverless(service: Service) -> Iterator[Any]:
    with json_server(lambda *asked: service.answer(*asked)) as url:  # noqa: PLW0108 - a test may replace it

        def call(*words: str, **options: Any) -> Result:
            return run("redshift", "serverless", *words, AWS_ENDPOINT_URL_REDSHIFT_SERVERLESS=url, **options)

        yield call


QUICK = ("--poll-seconds", "0.05")
BLOCK = f"""\
WorkgroupName    reviews
NamespaceName    reviews
WorkgroupStatus  AVAILABLE
AdminUsername    loader
DBName           amzn_review
Endpoint         {HOST}:5439
BaseCapacity     8
VpcId            vpc-1a2b
"""


def test_create_waits_and_prints_the_block(service: Service, serverless: Any) -> None:
    role = f"arn:aws:iam::{ACCOUNT}:role/amzn-review-copy"
    result = serverless("create", *QUICK, AWS_IAM_ROLE_ARN=role)
    assert (result.exit_code, result.stdout) == (0, BLOCK)
    statuses = [line.rpartition(" ")[2] for line in result.stderr.splitlines()]
    assert statuses == ["AVAILABLE", "CREATING", "AVAILABLE"]
    assert service.asked == [
        (
            "CreateNamespace",
            {
                "namespaceName": "reviews",
                "dbName": "amzn_review",
                "adminUsername": "loader",
                "adminUserPassword": PASSWORD,
                "iamRoles": [role],
                "defaultIamRoleArn": role,
            },
        ),
        (
            "CreateWorkgroup",
            {
                "workgroupName": "reviews",
                "namespaceName": "reviews",
                "baseCapacity": 8,
                "publiclyAccessible": False,
            },
        ),
    ]
    assert PASSWORD not in result.output


def test_create_again_asks_for_nothing(service: Service, serverless: Any) -> None:
    serverless("create", *QUICK)
    asked = len(service.asked)
    again = serverless("create", *QUICK, AWS_REDSHIFT_PASSWORD="")
    assert (again.exit_code, again.stdout, len(service.asked)) == (0, BLOCK, asked)
    assert again.stderr.startswith("Namespace and workgroup are there in this shape.\n")


def test_create_after_one_that_was_killed_between_the_two(service: Service, serverless: Any) -> None:
    serverless("create", *QUICK)
    del service.things["workgroup"]["reviews"]
    service.looks = 0
    result = serverless("create", *QUICK, AWS_REDSHIFT_PASSWORD="")
    assert (result.exit_code, result.stdout) == (0, BLOCK)
    assert [operation for operation, _ in service.asked] == [
        "CreateNamespace",
        "CreateWorkgroup",
        "CreateWorkgroup",
    ]


@pytest.mark.parametrize(
    ("words", "variables", "difference"),
    [
        (["--rpus", "16"], {}, "in us-east-1, but in another shape: baseCapacity is 8, not 16. Ask for what"),
        (["--public"], {}, "publiclyAccessible is False, not True"),
        ([], {"AWS_REDSHIFT_USER": "other"}, "Namespace 'reviews' exists in us-east-1, but in another shape"),
        ([], {"AWS_IAM_ROLE_ARN": f"arn:aws:iam::{ACCOUNT}:role/r"}, "role/r is not attached"),
    ],
)  # fmt: skip
def test_create_again_in_another_shape(
    service: Service, serverless: Any, words: list[str], variables: dict[str, str], difference: str
) -> None:
    serverless("create", *QUICK)
    asked = len(service.asked)
    result = serverless("create", *QUICK, *words, **variables)
    assert (result.exit_code, result.stdout, len(service.asked)) == (1, "", asked)
    assert difference in result.stderr


@pytest.mark.parametrize("rpus", ["4", "8", "512", "544", "1024"])
def test_capacities_that_amazon_offers(rpus: str) -> None:
    plan = json.loads(run("redshift", "serverless", "create", "--dry-run", "--json", "--rpus", rpus).stdout)
    assert plan["baseCapacity"] == int(rpus)


@pytest.mark.parametrize("rpus", ["0", "-8", "5", "12", "520", "528", "1032", "1056"])
def test_capacities_that_it_does_not(serverless: Any, service: Service, rpus: str) -> None:
    result = serverless("create", "--rpus", rpus)
    assert (result.exit_code, result.stderr) == (
        1,
        f"Error: --rpus is {rpus}; expected 4, a multiple of 8 from 8 to 512, or one of 32 up to 1024.\n",
    )
    assert service.asked == []


def test_dry_run_with_price() -> None:
    result = run("redshift", "serverless", "create", "--dry-run", "--json", AWS_ACCESS_KEY_ID=None)
    assert json.loads(result.stdout) == {
        "WouldCreate": "namespace and workgroup",
        "Region": "us-east-1",
        "namespaceName": "reviews",
        "dbName": "amzn_review",
        "adminUsername": "loader",
        "workgroupName": "reviews",
        "baseCapacity": 8,
        "publiclyAccessible": False,
        "Price": (
            "3 USD an hour: 8 x 0.375 for RPU in us-east-1, on demand, without storage "
            "(https://aws.amazon.com/redshift/pricing/, 2026-10)"
        ),
        "Billed": "by the second while queries run, 60 seconds at least; nothing while it is idle",
    }


def test_delete_takes_a_snapshot_and_forgets_the_host(
    service: Service, serverless: Any, tmp_path: Path
) -> None:
    env = tmp_path / ".env"
    write = ("--update-airflow", "--env-file", str(env))
    serverless("create", *QUICK, *write)
    assert env.read_text() == (
        f"AWS_REDSHIFT_HOST={HOST}\nAWS_REDSHIFT_PORT=5439\nAWS_REDSHIFT_DB_NAME=amzn_review\n"
        "AWS_REDSHIFT_USER=loader\n"
    )
    result = serverless("delete", *QUICK, *write, stdin="reviews\n")
    assert result.exit_code == 0
    snapshot = service.asked[-1][1]["finalSnapshotName"]
    assert result.stdout == f"Serverless reviews is deleted; its data are in snapshot {snapshot}.\n"
    assert service.asked[-2:] == [
        ("DeleteWorkgroup", {"workgroupName": "reviews"}),
        ("DeleteNamespace", {"namespaceName": "reviews", "finalSnapshotName": snapshot}),
    ]
    assert env.read_text().startswith("AWS_REDSHIFT_HOST=\n")


@pytest.mark.parametrize("under_way", [["workgroup"], ["workgroup", "namespace"], ["namespace"]])
def test_delete_given_again_goes_on_where_it_was_stopped(
    service: Service, serverless: Any, under_way: list[str]
) -> None:
    serverless("create", *QUICK)
    if "workgroup" not in under_way:
        del service.things["workgroup"]["reviews"]
    for kind in under_way:
        service.things[kind]["reviews"]["status"] = "DELETING"
    service.asked.clear()
    result = serverless("delete", *QUICK, stdin="reviews\n")
    assert result.exit_code == 0, result.stderr
    assert service.things == {"namespace": {}, "workgroup": {}}
    if "namespace" in under_way:
        assert service.asked == []
        assert result.stdout == (
            "Serverless reviews is deleted; its deletion was under way, and what it keeps was decided then.\n"
        )
    else:
        ((operation, request),) = service.asked
        assert operation == "DeleteNamespace"
        assert result.stdout.endswith(f"its data are in snapshot {request['finalSnapshotName']}.\n")


def test_the_password_is_in_no_output_and_no_log(
    service: Service, serverless: Any, caplog: pytest.LogCaptureFixture, monkeypatch: pytest.MonkeyPatch
) -> None:
    caplog.set_level(logging.DEBUG)
    answer = service.answer

    def refuse(operation: str, request: dict[str, Any]) -> tuple[int, dict[str, Any]]:
        if operation == "CreateNamespace":
            return service.refuse("ValidationException", f"Bad password {request['adminUserPassword']}.")
        return answer(operation, request)

    monkeypatch.setattr(service, "answer", refuse)
    refused = serverless("create", *QUICK)
    monkeypatch.setattr(service, "answer", answer)
    made = serverless("create", *QUICK)
    assert (refused.exit_code, made.exit_code) == (1, 0)
    assert "Amazon said 'Bad password …'" in refused.stderr
    assert any(record.name.startswith("botocore") for record in caplog.records), "nothing was logged at all"
    for told in (refused.output, repr(refused.exception), made.output, caplog.text):
        assert PASSWORD not in told


def test_delete_needs_the_name(service: Service, serverless: Any) -> None:
    serverless("create", *QUICK)
    result = serverless("delete", *QUICK, stdin="y\n")
    assert result.exit_code == 1
    assert "Nothing was deleted: 'reviews' was not typed." in result.stderr
    assert list(service.things["workgroup"]) == ["reviews"]


@pytest.mark.parametrize("action", ["info", "delete"])
def test_there_is_none(serverless: Any, action: str) -> None:
    result = serverless(action)
    assert (result.exit_code, result.stdout) == (1, "")
    assert result.stderr.startswith("Error: There is n")
    assert "'reviews' in us-east-1; check the name, AWS_REGION and the account" in result.stderr
