# One image for Airflow's parts, the worker of the models' queue and the S3 stand-in. See docs/containers.md.
FROM python:3.11-slim-bookworm

WORKDIR /srv/amzn-review
COPY . .
# As locked, by the same program as on a machine without containers; the installers' downloads are not kept.
# Any user of group 0 may run it, so that files in a mounted folder can stay their owner's. Airflow's Helm chart
# runs its probes by /entrypoint and keeps its home in /opt/airflow.
RUN python tools/install.py run \
    && rm -rf .local /root/.cache \
    && mkdir -p .local/airflow/logs .local/s3/amzn-review data /opt/airflow \
    && chgrp -R 0 .local data /opt/airflow && chmod -R g=u .local data /opt/airflow \
    && ln -s /usr/bin/env /entrypoint

ENV PATH=/srv/amzn-review/.venv/bin:$PATH PYTHONUNBUFFERED=1
USER 1000:0
