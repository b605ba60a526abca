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
    "text_files",
    "text_models",
    "tools",
    "workflow",
)

LEARNERS = ("lr", "nb", "tree", "svm", "forest", "extra_trees", "adaboost", "boosting")
FEATURE_RUNGS = [
    f"features_{learner}{scheme}" for learner in LEARNERS for scheme in ("", "_one_vs_rest", "_one_vs_one")
]

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
        "label_review": ["static/*"],
        "text_models": ["reports/*.html"],
        "settings": [
            "*.toml",
            "identity_terms/*.toml",
            "sources/*.toml",
            "tasks/*.toml",
            "tasks/layouts/*.toml",
        ],
    },
    entry_points={
        "console_scripts": [
            "amzn-review = amzn_review.cli:main",
            "rating-model = rating_model.cli:main",
            "text-models = text_models.cli:main",
            "label-review = label_review.cli:main",
        ],
        # A command's list of commands is the group of its entry points: a room joins with a line here.
        "amzn_review.commands": [
            "batches = amzn_review.cli.batches:batches",
            "config = amzn_review.cli.config:config",
            "data = amzn_review.cli.data:data",
            "db = amzn_review.cli.db:db",
            "documents = amzn_review.cli.documents.documents:documents",
            "iam = amzn_review.cli.iam:iam",
            "load = amzn_review.cli.load:load",
            "local = make_local.cli:local",
            "quarantine = amzn_review.cli.quarantine.quarantine:quarantine",
            "raw = amzn_review.cli.raw:raw",
            "redshift = amzn_review.cli.redshift.redshift:redshift",
            "report = amzn_review.cli.report:report",
            "status = make_local.status.command:status",
            "uploader = amzn_review.cli.uploader:uploader",
        ],
        "amzn_review.commands.redshift": [
            "advise = amzn_review.cli.redshift.advise:advise",
            "cluster = amzn_review.cli.redshift.cluster:cluster",
            "serverless = amzn_review.cli.redshift.serverless:serverless",
        ],
        "label_review.commands": [
            "serve = label_review.cli.serve:serve",
            "users = label_review.cli.users:users",
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
            "nb_counts = text_models.classifiers.bayes.multinomial_bayes:NB_COUNTS",
            "nb_tfidf = text_models.classifiers.bayes.multinomial_bayes:NB_TFIDF",
            "tfidf_lr_one_vs_rest = text_models.classifiers.linear.one_vs_rest:ONE_VS_REST",
            "tfidf_ridge = text_models.classifiers.linear.tfidf_ridge:TFIDF_RIDGE",
            "tfidf_lr_powerset = text_models.classifiers.linear.label_powerset:POWERSET",
            "nb_lr = text_models.classifiers.bayes.nb_logistic:NB_LR",
            *(
                f"{name} = text_models.classifiers.ten_features.feature_rungs:FEATURE_RUNGS.{name}"
                for name in FEATURE_RUNGS
            ),
            "fasttext_hs = text_models.classifiers.fasttext_.fasttext_rungs:FASTTEXT_HS",
            "fasttext_softmax = text_models.classifiers.fasttext_.fasttext_rungs:FASTTEXT_SOFTMAX",
            "lstm = text_models.classifiers.networks.lstm:LSTM",
            "text_resnet = text_models.classifiers.networks.text_resnet:TEXT_RESNET",
            "bilstm = text_models.classifiers.networks.bilstm:BILSTM",
            "bilstm_attention = text_models.classifiers.networks.bilstm_attention:BILSTM_ATTENTION",
            "muse_frozen = text_models.classifiers.muse.muse_frozen:MUSE_FROZEN",
            "muse = text_models.classifiers.muse.muse:MUSE",
            "vote_arithmetic = text_models.classifiers.votes.vote_rungs:ARITHMETIC",
            "vote_geometric = text_models.classifiers.votes.vote_rungs:GEOMETRIC",
            "vote_encoders = text_models.classifiers.votes.vote_rungs:ENCODERS",
            "vote_stacked = text_models.classifiers.votes.vote_rungs:STACKED",
            "bert = text_models.classifiers.networks.bert.bert_tuned:BERT",
            "bilstm_states = text_models.classifiers.networks.bert.bilstm_states:BILSTM_STATES",
            "bert_frozen = text_models.classifiers.networks.bert.bert_frozen:BERT_FROZEN",
            "mean = rating_model.serving.mean_rating:MEAN",
            "albert = rating_model.serving.albert_rung:ALBERT",
        ],
        "text_models.commands": [
            "compare = text_models.cli.compare:compare",
            "doctor = scoring_service.cli.doctor:doctor",
            "keys = scoring_service.cli.keys:keys",
            "serve = scoring_service.cli.serve:serve",
            "share = text_models.cli.versions.share:share",
            "bias = text_models.cli.versions.bias:bias",
            "card = text_models.cli.versions.card:card",
            "describe = text_models.cli.describe:describe",
            "encoders = text_models.cli.encoders.encoders:encoders",
            "evaluate = text_models.cli.versions.evaluate:evaluate",
            "explain = text_models.cli.versions.explain:explain",
            "history = text_models.cli.versions.history:history",
            "migration = text_models.cli.migration.migration:migration",
            "models = text_models.cli.versions.models:models",
            "predict = text_models.cli.versions.predict:predict",
            "promote = text_models.cli.versions.promote:promote",
            "rollback = text_models.cli.versions.rollback:rollback",
            "tasks = text_models.cli.tasks:tasks",
            "train = text_models.cli.versions.train:train",
        ],
        "text_models.commands.encoders": [
            "add = text_models.cli.encoders.add:add",
            "list = text_models.cli.encoders.list_encoders:list_encoders",
        ],
        "text_models.commands.migration": [
            "learn = text_models.cli.migration.learn:learn",
            "report = scoring_service.cli.migration_report:report",
        ],
        # Pretrained encoders, by name: see text_models/encoders/encoder.py.
        "text_models.encoders": [
            "e5-small = text_models.encoders.e5.e5_encoder:E5_SMALL",
            "muse = text_models.encoders.muse.muse_weights:MUSE",
        ],
        # How a task's model is trained and asked: the workflow runs what is declared here.
        "text_models.pipelines": ["rating = rating_model.pipeline.rating_pipeline:RATING"],
    },
)
