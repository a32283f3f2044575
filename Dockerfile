# The base needs python3 of at least 3.11 with venv. Any will do: --build-arg BASE=registry/python:3.13-slim
ARG BASE=python:3.13-slim

FROM ${BASE} AS build
WORKDIR /src
COPY pyproject.toml constraints.txt README.md LICENSE ./
COPY alembic alembic
COPY email_templates email_templates
COPY src src
RUN python3 -m venv /opt/events-service \
    && /opt/events-service/bin/python -m pip install --no-cache-dir --disable-pip-version-check -c constraints.txt .

FROM ${BASE}
LABEL org.opencontainers.image.title="Events Service" \
      org.opencontainers.image.licenses="Apache-2.0"
COPY --from=build /opt/events-service /opt/events-service
RUN groupadd --system --gid 10001 events \
    && useradd --system --uid 10001 --gid events --home-dir /data --shell /usr/sbin/nologin events \
    && install -d -o events -g events -m 0750 /data
ENV PATH=/opt/events-service/bin:$PATH \
    PYTHONUNBUFFERED=1 \
    EVENTS_DATA_DIR=/data
WORKDIR /data
VOLUME /data
USER 10001:10001
EXPOSE 8000
# /livez answers whatever Host says; it tells whether the process lives, not whether the database does.
HEALTHCHECK --interval=30s --timeout=5s --start-period=30s --retries=3 \
    CMD ["python3", "-c", "import urllib.request as u; u.urlopen('http://127.0.0.1:8000/livez', timeout=4)"]
ENTRYPOINT ["events-service"]
CMD ["serve", "--host", "0.0.0.0", "--port", "8000"]
