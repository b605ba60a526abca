"""The project's packages and its commands."""

from setuptools import find_packages, setup

# Named one by one: a new one changes this file, which makes `make install` install the project again.
PACKAGES = (
    "amzn_review",
    "console",
    "errors",
    "make_local",
    "rating_model",
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
    python_requires=">=3.11,<3.13",
    packages=find_packages(include=[*PACKAGES, *(f"{name}.*" for name in PACKAGES)]),
    package_data={
        "workflow": ["sql/**/*.sql"],
        "amzn_review": ["report/*.html"],
        "text_models": ["reports/*.html"],
    },
    entry_points={
        "console_scripts": ["amzn-review = amzn_review.cli:main", "rating-model = rating_model.cli:main"]
    },
)
