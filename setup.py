"""The project's packages and its commands."""

from setuptools import find_packages, setup

# Named one by one: a new one changes this file, which makes `make install` install the project again.
PACKAGES = (
    "amzn_review",
    "charts",
    "console",
    "errors",
    "label_review",
    "labels",
    "make_local",
    "rating_model",
    "scoring_service",
    "services",
    "settings",
    "storage",
    "text_models",
    "tools",
    "workflow",
)

setup(
    name="amzn-review",
    version="0.1.0",
    description="Product reviews, loaded exactly once, beside a model that predicts their stars",
    license="Apache-2.0",
    license_files=["LICENSE"],
    python_requires=">=3.11,<3.13",
    packages=find_packages(include=[*PACKAGES, *(f"{name}.*" for name in PACKAGES)]),
    package_data={
        "workflow": ["sql/**/*.sql"],
        "amzn_review": ["report/*.html"],
        "text_models": ["reports/*.html"],
        "settings": ["tasks/*.toml", "tasks/layouts/*.toml"],
    },
    entry_points={
        "console_scripts": [
            "amzn-review = amzn_review.cli:main",
            "rating-model = rating_model.cli:main",
            "text-models = text_models.cli:main",
        ],
        # A command's list of commands is the group of its entry points: a room joins with a line here.
        "amzn_review.commands": [
            "batches = amzn_review.cli.batches:batches",
            "config = amzn_review.cli.config:config",
            "data = amzn_review.cli.data:data",
            "db = amzn_review.cli.db:db",
            "documents = amzn_review.cli.documents:documents",
            "iam = amzn_review.cli.iam:iam",
            "load = amzn_review.cli.load:load",
            "local = make_local.cli:local",
            "quarantine = amzn_review.cli.quarantine.quarantine:quarantine",
            "raw = amzn_review.cli.raw:raw",
            "redshift = amzn_review.cli.redshift.redshift:redshift",
            "report = amzn_review.cli.report:report",
            "uploader = amzn_review.cli.uploader:uploader",
        ],
        "amzn_review.commands.redshift": [
            "advise = amzn_review.cli.redshift.advise:advise",
            "cluster = amzn_review.cli.redshift.cluster:cluster",
            "serverless = amzn_review.cli.redshift.serverless:serverless",
        ],
        "rating_model.commands": [
            "evaluate = rating_model.cli.evaluate:evaluate",
            "models = rating_model.cli.models:models",
            "predict = rating_model.cli.predict:predict",
            "promote = rating_model.cli.promote:promote",
            "tokenizer = rating_model.cli.tokenizer:tokenizer",
            "train = rating_model.cli.train:train",
        ],
        # The classifiers of the ladders, by name: see text_models/classifiers/rung.py.
        "text_models.classifiers": [
            "majority = text_models.classifiers.constants:MAJORITY",
            "tfidf_logistic = text_models.classifiers.linear.tfidf_logistic:TFIDF_LOGISTIC",
            "mean = rating_model.serving.mean_rating:MEAN",
            "albert = rating_model.serving.albert_rung:ALBERT",
        ],
        "text_models.commands": [
            "describe = text_models.cli.describe:describe",
            "tasks = text_models.cli.tasks:tasks",
        ],
        # How a task's model is trained and asked: the workflow runs what is declared here.
        "text_models.pipelines": ["rating = rating_model.pipeline.rating_pipeline:RATING"],
    },
)
