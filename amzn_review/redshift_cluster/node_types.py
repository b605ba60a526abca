"""The node types that a cluster can be made of today."""

from __future__ import annotations

# CreateCluster, "NodeType": botocore 1.44.5, redshift 2012-12-01. It still lists dc2, which Amazon has not
# sold since it announced its end in April 2025:
# https://aws.amazon.com/blogs/big-data/amazon-redshift-dc2-migration-approach-with-a-customer-case-study
CREATABLE = (
    "ra3.large", "ra3.xlplus", "ra3.4xlarge", "ra3.16xlarge", "rg.large", "rg.xlarge", "rg.4xlarge",
    "rg.12xlarge",
)  # fmt: skip
_RETIRED = ("dc1.", "dc2.", "ds1.", "ds2.")


def check_node_type(node_type: str) -> None:
    """Raise ValueError when no cluster can be made of this type; the sentence names those that can."""
    if node_type in CREATABLE:
        return
    reason = "can no longer be created" if node_type.startswith(_RETIRED) else "is no node type known here"
    raise ValueError(
        f"{node_type!r} {reason}; take one of {', '.join(CREATABLE)} (--node-type or "
        "AWS_REDSHIFT_NODE_TYPE), or `amzn-review redshift serverless create`."
    )
