"""`amzn-review config`: the settings in force."""

from __future__ import annotations

import json
from dataclasses import asdict

import click

from settings import load_settings


@click.group()
def config() -> None:
    """The settings in force."""


@config.command()
@click.option("--json", "as_json", is_flag=True, help="Print one JSON object.")
def show(*, as_json: bool) -> None:
    """Print each setting and its value; a variable of the shell wins over .env. Secrets are not shown.

    \b
    Example:
        amzn-review config show
    """
    settings = load_settings()
    rating = asdict(settings.rating) | {
        "pretrained": str(settings.rating.pretrained or ""),
    }
    s3, redshift = settings.s3_named, settings.redshift_named
    values = {
        "DATA_DIR": str(settings.data_dir),
        "DATA_CATEGORIES": ",".join(settings.data_categories),
        "POSTGRES_HOST": "" if settings.postgres.is_embedded else settings.postgres.host,
        "POSTGRES_PORT": settings.postgres.port,
        "POSTGRES_DB": settings.postgres.database,
        "POSTGRES_USER": settings.postgres.user,
        "STORAGE": settings.storage,
        "AWS_S3_BUCKET": "" if s3.is_embedded else s3.bucket,
        "AWS_REGION": s3.region,
        "AWS_ENDPOINT_URL_S3": "" if s3.is_embedded else s3.endpoint_url or "",
        "S3_PORT": s3.port,
        "AWS_REDSHIFT_HOST": "" if redshift.is_embedded else redshift.host,
        "AWS_REDSHIFT_PORT": redshift.port,
        "AWS_REDSHIFT_DB_NAME": redshift.database,
        "AWS_REDSHIFT_USER": redshift.user,
        "AWS_REDSHIFT_CLUSTER_IDENTIFIER": redshift.cluster_identifier,
        "AWS_REDSHIFT_NODE_TYPE": redshift.node_type,
        "AWS_REDSHIFT_NUMBER_OF_NODES": redshift.number_of_nodes,
        "AWS_IAM_ROLE_ARN": redshift.iam_role_arn,
        "AWS_TRAINING": "yes" if settings.aws_training else "no",
        "CLIMATE_UNITS": settings.climate.units,
        "CLIMATE_STATION": settings.climate.station,
        "EXECUTOR": settings.executor,
        "REDIS_HOST": "" if settings.redis.is_embedded else settings.redis.host,
        "REDIS_PORT": settings.redis.port,
        "REDIS_DB": settings.redis.database,
        "STREAM": settings.stream.kind,
        "STREAM_NAME": settings.stream.key,
        "STREAM_GROUP": settings.stream.group,
        "STREAM_CLAIM_SECONDS": settings.stream.claim_seconds,
        "KAFKA_SERVERS": settings.stream.kafka_servers,
        **{f"LOAD_{name.upper()}": value for name, value in asdict(settings.load).items()},
        "SCORE_CHUNK_TEXTS": settings.score.chunk_texts,
        **{f"RATING_{name.upper()}": value for name, value in rating.items()},
        "TASKS_SWITCHED_ON": ",".join(settings.tasks_switched_on),
        "ENCODERS_DIR": str(settings.encoders_dir),
        "SCORING_PORT": settings.scoring_port,
        "AIRFLOW__API__PORT": settings.ui_port,
    }
    if as_json:
        click.echo(json.dumps(values))
        return
    width = max(map(len, values))
    for name, value in values.items():
        click.echo(f"{name:<{width}}  {value}")
