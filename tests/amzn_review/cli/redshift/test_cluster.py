"""`amzn-review redshift cluster` against moto.

moto answers as Amazon's API does, but a cluster of it is there at once and costs nothing. It cannot prove
that a node type is sold in a region, that the network lets anyone in, that a role may be assumed, how long a
state lasts, or that Amazon takes the password; states in between are set by hand below.
"""

from __future__ import annotations

import json
import re
from dataclasses import replace
from pathlib import Path
from typing import Any

import boto3
import pytest
from moto.redshift.models import redshift_backends

from amzn_review.aws.aws_error import AwsError
from amzn_review.redshift_cluster.cluster import Cluster
from amzn_review.redshift_cluster.cluster_shape import ClusterShape
from services.aws.aws_connections import aws_connections
from settings import load_settings
from tests.aws_site import ACCOUNT, PASSWORD, REGION, amazon, run

__all__ = ["amazon"]
QUICK = ("--poll-seconds", "0.05")


def create(*words: str, **variables: str | None) -> Any:
    return run("redshift", "cluster", "create", *QUICK, *words, **variables)


def described() -> dict[str, Any]:
    found: dict[str, Any] = boto3.client("redshift", region_name=REGION).describe_clusters()["Clusters"][0]
    return found


def moto_cluster(name: str = "reviews") -> Any:
    return redshift_backends[ACCOUNT][REGION].clusters[name]


def address() -> str:
    return f"{moto_cluster().address}:5439"


@pytest.fixture
def made(amazon: None) -> None:
    assert create().exit_code == 0


def test_the_block_has_these_lines_and_no_other(amazon: None) -> None:
    result = create()
    assert (result.exit_code, result.stdout) == (
        0,
        f"""\
ClusterIdentifier  reviews
NodeType           ra3.large
ClusterStatus      available
MasterUsername     loader
DBName             amzn_review
Endpoint           {address()}
NumberOfNodes      1
VpcId              -
""",
    )
    assert untimed(result.stderr) == ["create reviews: M:SS available"]


def test_info_as_json(made: None) -> None:
    result = run("redshift", "cluster", "info", "--json")
    assert json.loads(result.stdout) == {
        "ClusterIdentifier": "reviews",
        "NodeType": "ra3.large",
        "ClusterStatus": "available",
        "MasterUsername": "loader",
        "DBName": "amzn_review",
        "Endpoint": address(),
        "NumberOfNodes": 1,
        "VpcId": None,
    }


def test_what_amazon_is_asked_for(amazon: None) -> None:
    role = f"arn:aws:iam::{ACCOUNT}:role/amzn-review-copy"
    assert create("--nodes", "2", "--node-type", "ra3.xlplus", AWS_IAM_ROLE_ARN=role).exit_code == 0
    found = described()
    names = ("NodeType", "NumberOfNodes", "Encrypted", "PubliclyAccessible", "MasterUsername", "DBName")
    assert [found[name] for name in names] == ["ra3.xlplus", 2, True, False, "loader", "amzn_review"]
    assert [entry["IamRoleArn"] for entry in found["IamRoles"]] == [role]
    assert moto_cluster().master_user_password == PASSWORD


def test_public_only_when_asked(amazon: None) -> None:
    create("--public")
    assert described()["PubliclyAccessible"] is True


def test_again_with_the_same_shape(made: None) -> None:
    before = moto_cluster()
    again = create(AWS_REDSHIFT_PASSWORD="")
    assert (again.exit_code, again.stderr) == (0, "The cluster is there in this shape: available.\n")
    assert again.stdout.startswith("ClusterIdentifier  reviews\n")
    assert moto_cluster() is before


def test_another_was_first(made: None) -> None:
    client = boto3.client("redshift", region_name=REGION)
    late = Cluster(client, "reviews", lambda _: None, poll_seconds=0.05)
    shape = ClusterShape("reviews", "ra3.large", 1, "amzn_review", "loader")
    assert late.create(shape, PASSWORD).fields["ClusterStatus"] == "available"
    with pytest.raises(AwsError, match="but in another shape: NumberOfNodes is 1, not 2"):
        late.create(replace(shape, number_of_nodes=2), PASSWORD)


@pytest.mark.parametrize(
    ("words", "variables", "difference"),
    [
        (["--nodes", "2"], {}, "NumberOfNodes is 1, not 2"),
        (["--node-type", "ra3.4xlarge"], {}, "NodeType is ra3.large, not ra3.4xlarge"),
        (["--public"], {}, "PubliclyAccessible is False, not True"),
        ([], {"AWS_REDSHIFT_USER": "other"}, "MasterUsername is loader, not other"),
        ([], {"AWS_REDSHIFT_DB_NAME": "other"}, "DBName is amzn_review, not other"),
        ([], {"AWS_REDSHIFT_PORT": "5440"}, "Port is 5439, not 5440"),
        (
            [],
            {"AWS_IAM_ROLE_ARN": f"arn:aws:iam::{ACCOUNT}:role/r"},
            f"role arn:aws:iam::{ACCOUNT}:role/r is not attached",
        ),
    ],
)
def test_again_in_another_shape(
    made: None, words: list[str], variables: dict[str, str], difference: str
) -> None:
    result = create(*words, **variables)
    assert (result.exit_code, result.stdout) == (1, "")
    assert result.stderr == (
        f"Error: Cluster 'reviews' exists in us-east-1, but in another shape: {difference}. Ask for what is "
        "there, name another with --cluster, or change it in Amazon's console.\n"
    )


@pytest.mark.parametrize(
    ("words", "variables", "sentence"),
    [
        (
            ["--node-type", "dc2.large"],
            {},
            "'dc2.large' can no longer be created; take one of ra3.large, ra3.xlplus",
        ),
        (
            [],
            {"AWS_REDSHIFT_NODE_TYPE": "ds2.xlarge"},
            "'ds2.xlarge' can no longer be created; take one of ra3",
        ),
        (["--node-type", "m5.large"], {}, "'m5.large' is no node type known here; take one of ra3.large"),
        (["--nodes", "0"], {}, "--nodes is 0; expected 1 to 100."),
        (["--nodes", "101"], {}, "--nodes is 101; expected 1 to 100."),
        (["--cluster", "Reviews"], {}, "'Reviews' cannot be a cluster's name"),
        (["--cluster", "a--b"], {}, "'a--b' cannot be a cluster's name"),
        (["--cluster", "ab-"], {}, "'ab-' cannot be a cluster's name"),
        ([], {"AWS_REDSHIFT_PORT": "5432x"}, "AWS_REDSHIFT_PORT is '5432x'; expected a whole number"),
        (
            [],
            {"AWS_REDSHIFT_PORT": "6000"},
            "AWS_REDSHIFT_PORT is 6000; Redshift takes 5431 to 5455 and 8191",
        ),
        ([], {"AWS_REDSHIFT_USER": "public"}, "AWS_REDSHIFT_USER is 'public'; expected"),
        ([], {"AWS_REDSHIFT_DB_NAME": "Reviews"}, "AWS_REDSHIFT_DB_NAME is 'Reviews'; expected"),
        (
            [],
            {"AWS_IAM_ROLE_ARN": "my-role"},
            "AWS_IAM_ROLE_ARN is 'my-role'; expected arn:aws:iam::ACCOUNT:role",
        ),
        (
            [],
            {"AWS_REDSHIFT_PASSWORD": "short"},
            "The password is 5 characters long; 8 to 64 are allowed, and has",
        ),
        (
            [],
            {"AWS_REDSHIFT_PASSWORD": ""},
            "AWS_REDSHIFT_PASSWORD is not set, and there is no terminal to ask at",
        ),
    ],
)
def test_refused_before_amazon_is_asked_to_make_it(
    amazon: None, words: list[str], variables: dict[str, str], sentence: str
) -> None:
    result = create(*words, **variables)
    assert (result.exit_code, result.stdout) == (1, "")
    assert sentence in result.stderr
    assert result.stderr.count("\n") == 1
    assert redshift_backends[ACCOUNT][REGION].clusters == {}


def test_dry_run_asks_amazon_for_nothing() -> None:
    keys = dict.fromkeys(("AWS_ACCESS_KEY_ID", "AWS_SECRET_ACCESS_KEY", "AWS_REDSHIFT_PASSWORD"), "")
    result = create("--dry-run", "--nodes", "2", **keys)
    assert (result.exit_code, result.stderr, result.stdout) == (
        0,
        "",
        """\
WouldCreate         cluster
Region              us-east-1
ClusterIdentifier   reviews
NodeType            ra3.large
ClusterType         multi-node
NumberOfNodes       2
DBName              amzn_review
MasterUsername      loader
Port                5439
Encrypted           yes
PubliclyAccessible  no
Price               1.086 USD an hour: 2 x 0.543 for ra3.large in us-east-1, on demand, without storage \
(https://aws.amazon.com/redshift/pricing/, 2026-10)
""",
    )


def test_a_price_that_is_not_known_is_not_guessed() -> None:
    for words, region in (((), "ap-south-2"), (("--node-type", "rg.large"), REGION)):
        plan = json.loads(create("--dry-run", "--json", *words, AWS_REGION=region).stdout)
        assert plan["Price"] == (
            f"not known here for {plan['NodeType']} in {region}; see https://aws.amazon.com/redshift/pricing/"
        )


def looks(monkeypatch: pytest.MonkeyPatch, *statuses: str) -> None:
    """Each look at moto's clusters finds the next of these statuses, the last one for good."""
    backend, left = redshift_backends[ACCOUNT][REGION], list(statuses)
    describe = backend.describe_clusters

    def look(*arguments: Any, **named: Any) -> Any:
        moto_cluster().status = left.pop(0) if len(left) > 1 else left[0]
        return describe(*arguments, **named)

    monkeypatch.setattr(backend, "describe_clusters", look)


def untimed(text: str) -> list[str]:
    """The lines without what the clock said."""
    return re.sub(r"\b\d+:\d\d\b", "M:SS", text).splitlines()


def test_each_status_is_told_without_a_terminal(made: None, monkeypatch: pytest.MonkeyPatch) -> None:
    looks(monkeypatch, "creating", "creating", "creating", "modifying", "available")
    assert untimed(create().stderr) == [
        "create reviews: M:SS creating",
        "create reviews: M:SS modifying",
        "create reviews: M:SS available",
        "The cluster is there in this shape: available.",
    ]


def test_a_state_without_return_ends_the_wait(made: None, monkeypatch: pytest.MonkeyPatch) -> None:
    looks(monkeypatch, "creating", "creating", "incompatible-network")
    result = create()
    assert result.exit_code == 1
    assert result.stderr.splitlines()[-1] == (
        "Error: Could not create cluster 'reviews' in us-east-1: it went into state 'incompatible-network', "
        "from which it does not come back by itself. See its events in Amazon's console."
    )


def test_what_is_under_way_is_awaited(made: None, monkeypatch: pytest.MonkeyPatch) -> None:
    looks(monkeypatch, "pausing", "pausing", "paused")
    result = run("redshift", "cluster", "pause", *QUICK, "--json")
    assert json.loads(result.stdout)["ClusterStatus"] == "paused"
    assert untimed(result.stderr)[:2] == ["pause: M:SS pausing", "pause: M:SS paused"]


def test_pause_and_resume(made: None) -> None:
    told = [
        run("redshift", "cluster", action, *QUICK, "--json")
        for action in ("pause", "pause", "resume", "resume")
    ]
    assert [result.exit_code for result in told] == [0, 0, 0, 0]
    statuses = [json.loads(result.stdout)["ClusterStatus"] for result in told]
    assert statuses == ["paused", "paused", "available", "available"]
    assert [line for result in told for line in untimed(result.stderr)] == [
        "pause: M:SS paused",
        "The cluster was paused already.",
        "resume: M:SS available",
        "The cluster was awake already.",
    ]


@pytest.mark.parametrize(("action", "expected"), [("pause", "available"), ("resume", "paused")])
def test_neither_from_another_state(made: None, action: str, expected: str) -> None:
    moto_cluster().status = "resizing"
    result = run("redshift", "cluster", action, *QUICK)
    assert (result.exit_code, result.stdout, result.stderr) == (
        1,
        "",
        f"Error: Could not {action} cluster 'reviews': it is in state 'resizing', expected '{expected}'; "
        "wait until it is, then run again.\n",
    )
    assert moto_cluster().status == "resizing"


def snapshots() -> list[str]:
    told = boto3.client("redshift", region_name=REGION).describe_cluster_snapshots()["Snapshots"]
    return [one["SnapshotIdentifier"] for one in told if one["SnapshotType"] == "manual"]


def test_backup(made: None) -> None:
    result = run("redshift", "cluster", "backup", "--snapshot", "before-migration", "--json", *QUICK)
    block = json.loads(result.stdout)
    assert list(block) == [
        "SnapshotIdentifier",
        "ClusterIdentifier",
        "Status",
        "SnapshotCreateTime",
        "TotalBackupSizeInMegaBytes",
    ]
    assert (block["SnapshotIdentifier"], block["Status"]) == ("before-migration", "available")
    assert snapshots() == ["before-migration"]
    again = run("redshift", "cluster", "backup", "--snapshot", "before-migration", *QUICK)
    assert again.exit_code == 1
    assert "a snapshot of this name exists; name another with --snapshot" in again.stderr


def test_backup_given_again_while_it_is_taken(made: None, monkeypatch: pytest.MonkeyPatch) -> None:
    first = run("redshift", "cluster", "backup", "--snapshot", "nightly", *QUICK)
    backend, left = redshift_backends[ACCOUNT][REGION], ["creating", "creating", "available"]
    describe = backend.describe_cluster_snapshots

    def look(*arguments: Any, **named: Any) -> Any:
        found = describe(*arguments, **named)
        found[0].status = left.pop(0) if left else "available"
        return found

    monkeypatch.setattr(backend, "describe_cluster_snapshots", look)
    again = run("redshift", "cluster", "backup", "--snapshot", "nightly", *QUICK)
    assert (again.exit_code, again.stdout) == (0, first.stdout)
    assert untimed(again.stderr) == ["backup reviews: M:SS creating", "backup reviews: M:SS available"]
    assert snapshots() == ["nightly"]


def test_backup_that_is_stopped_says_how_to_wait_for_it(made: None, monkeypatch: pytest.MonkeyPatch) -> None:
    def stop(*_: Any, **__: Any) -> None:
        raise KeyboardInterrupt

    monkeypatch.setattr("amzn_review.redshift_cluster.snapshot.wait", stop)
    result = run("redshift", "cluster", "backup", *QUICK)
    (taken,) = snapshots()
    assert (result.exit_code, result.stderr) == (
        1,
        "Error: Stopped waiting; Amazon goes on with what was asked. Give --snapshot "
        f"{taken} to wait for it.\n",
    )


def leaves(monkeypatch: pytest.MonkeyPatch, *statuses: str) -> list[str]:
    """Each look finds the next status, and after the last one nothing. Returns what is yet to be found."""
    backend, left = redshift_backends[ACCOUNT][REGION], list(statuses)
    describe = backend.describe_clusters

    def look(*arguments: Any, **named: Any) -> Any:
        if left:
            moto_cluster().status = left.pop(0)
        else:
            backend.clusters.clear()
        return describe(*arguments, **named)

    monkeypatch.setattr(backend, "describe_clusters", look)
    return left


@pytest.mark.parametrize("status", ["deleting", "final-snapshot"])
def test_delete_given_again_waits_for_the_end(
    made: None, monkeypatch: pytest.MonkeyPatch, status: str
) -> None:
    left = leaves(monkeypatch, status, status, status, "deleting")
    result = run("redshift", "cluster", "delete", *QUICK)
    assert (result.exit_code, result.stdout) == (
        0,
        "Cluster reviews is deleted; its deletion was under way, and what it keeps was decided then.\n",
    )
    told = ["final-snapshot"] * (status == "final-snapshot") + ["deleting", "not there"]
    assert untimed(result.stderr) == [f"delete reviews: M:SS {one}" for one in told]
    assert (left, snapshots()) == ([], [])


def test_delete_waits_until_the_cluster_is_gone(made: None, monkeypatch: pytest.MonkeyPatch) -> None:
    backend = redshift_backends[ACCOUNT][REGION]
    asked: list[dict[str, Any]] = []

    def delete_cluster(**named: Any) -> Any:
        asked.append(named)
        return moto_cluster()

    monkeypatch.setattr(backend, "delete_cluster", delete_cluster)
    left = leaves(monkeypatch, "available", "available", "final-snapshot", "deleting", "deleting")
    result = run("redshift", "cluster", "delete", *QUICK, "--yes", "--skip-final-snapshot")
    assert (result.exit_code, result.stdout) == (0, "Cluster reviews is deleted; no snapshot was taken.\n")
    assert untimed(result.stderr) == [
        f"delete reviews: M:SS {one}" for one in ("final-snapshot", "deleting", "not there")
    ]
    assert (len(asked), left) == (1, [])


def test_where_in_the_network(amazon: None) -> None:
    ec2 = boto3.client("ec2", region_name=REGION)
    vpc = ec2.create_vpc(CidrBlock="10.0.0.0/16")["Vpc"]["VpcId"]
    subnet = ec2.create_subnet(VpcId=vpc, CidrBlock="10.0.1.0/24")["Subnet"]["SubnetId"]
    groups = [
        ec2.create_security_group(GroupName=name, Description=name, VpcId=vpc)["GroupId"]
        for name in ("loaders", "analysts")
    ]
    boto3.client("redshift", region_name=REGION).create_cluster_subnet_group(
        ClusterSubnetGroupName="private", Description="private", SubnetIds=[subnet]
    )
    result = create("--subnet-group", "private", "--security-group", groups[0], "--security-group", groups[1])
    assert result.exit_code == 0, result.stderr
    found = described()
    assert found["ClusterSubnetGroupName"] == "private"
    assert sorted(one["VpcSecurityGroupId"] for one in found["VpcSecurityGroups"]) == sorted(groups)


def test_delete_keeps_a_snapshot(made: None) -> None:
    result = run("redshift", "cluster", "delete", *QUICK, stdin="reviews\n")
    assert result.exit_code == 0
    kept = re.fullmatch(
        r"Cluster reviews is deleted; its data are in snapshot (reviews-final-\d{8}t\d{6}z)\.\n",
        result.stdout,
    )
    assert kept
    assert snapshots() == [kept[1]]
    assert redshift_backends[ACCOUNT][REGION].clusters == {}


def test_delete_without_a_snapshot_when_told(made: None) -> None:
    result = run("redshift", "cluster", "delete", *QUICK, "--yes", "--skip-final-snapshot")
    assert (result.exit_code, result.stdout) == (0, "Cluster reviews is deleted; no snapshot was taken.\n")
    assert snapshots() == []


@pytest.mark.parametrize("typed", ["", "\n", "yes\n", "review\n"])
def test_delete_asks_for_the_name(made: None, typed: str) -> None:
    result = run("redshift", "cluster", "delete", *QUICK, stdin=typed)
    assert (result.exit_code, result.stdout) == (1, "")
    assert result.stderr.endswith("Error: Nothing was deleted: 'reviews' was not typed. Give it, or --yes.\n")
    assert list(redshift_backends[ACCOUNT][REGION].clusters) == ["reviews"]


@pytest.mark.parametrize("action", ["info", "pause", "resume", "delete"])
def test_there_is_none_of_that_name(amazon: None, action: str) -> None:
    result = run("redshift", "cluster", action)
    assert result.exit_code == 1
    assert "there is none of that name; check the name, AWS_REGION and the account" in result.stderr
    assert "Traceback" not in result.stderr


def test_airflow_takes_it_from_the_env_file(made: None, tmp_path: Path) -> None:
    env = tmp_path / ".env"
    env.write_text("# Redshift\nAWS_REDSHIFT_HOST=\nAWS_REDSHIFT_PORT=5439\nDATA_DIR=data\n")
    written = run("redshift", "cluster", "info", "--update-airflow", "--env-file", str(env))
    assert written.exit_code == 0
    host = moto_cluster().address
    assert env.read_text() == (
        f"# Redshift\nAWS_REDSHIFT_HOST={host}\nAWS_REDSHIFT_PORT=5439\nDATA_DIR=data\n"
        "AWS_REDSHIFT_DB_NAME=amzn_review\nAWS_REDSHIFT_USER=loader\nAWS_REDSHIFT_CLUSTER_IDENTIFIER=reviews\n"
    )
    deleted = run(
        "redshift", "cluster", "delete", "--yes", *QUICK, "--update-airflow", "--env-file", str(env)
    )
    assert deleted.exit_code == 0
    assert "AWS_REDSHIFT_HOST=\n" in env.read_text()


def test_airflow_connects_to_what_was_written(made: None, tmp_path: Path) -> None:
    create("--update-airflow", "--env-file", str(tmp_path / ".env"))
    settings = load_settings({"AWS_REDSHIFT_PASSWORD": PASSWORD}, project_root=tmp_path)
    connection = aws_connections(settings)["AIRFLOW_CONN_REDSHIFT"]
    assert connection.startswith("postgresql://loader:")
    assert f"@{address()}/amzn_review" in connection
    assert PASSWORD not in (tmp_path / ".env").read_text()
