"""The project's packages and its commands."""

from setuptools import find_packages, setup

setup(
    name="amzn-review",
    version="0.1.0",
    description="Product reviews, loaded exactly once, beside a model that predicts their stars",
    python_requires=">=3.11,<3.13",
    packages=find_packages(exclude=["benchmarks", "benchmarks.*", "tests", "tests.*"]),
    package_data={
        "workflow": ["sql/**/*.sql"],
        "amzn_review": ["report/*.html"],
        "text_models": ["reports/*.html"],
    },
    entry_points={
        "console_scripts": ["amzn-review = amzn_review.cli:main", "rating-model = rating_model.cli:main"]
    },
)
