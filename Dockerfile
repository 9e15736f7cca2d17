# Build: the pinned requirements and the static files.
FROM python:3.13-slim AS build
ENV PIP_NO_CACHE_DIR=1 PIP_DISABLE_PIP_VERSION_CHECK=1 PYTHONDONTWRITEBYTECODE=1
RUN python -m venv /opt/venv
COPY requirements/base.txt /tmp/base.txt
RUN /opt/venv/bin/pip install --require-hashes -r /tmp/base.txt
WORKDIR /app
COPY . .
# Embedded settings are enough to collect files; nothing of them stays in the image but the files.
RUN DEBUG=off DATA_DIR=/tmp/build STATIC_ROOT=/app/static /opt/venv/bin/python manage.py collectstatic --noinput

FROM python:3.13-slim
ENV PATH=/opt/venv/bin:$PATH PYTHONUNBUFFERED=1 \
    DATA_DIR=/data STATIC_ROOT=/app/static HOST=0.0.0.0 PORT=8000 LOG_FORMAT=json
RUN useradd --uid 10001 --create-home roomcast && install -d -o roomcast /data
COPY --from=build /opt/venv /opt/venv
COPY --from=build /app /app
WORKDIR /app
USER roomcast
VOLUME /data
EXPOSE 8000
# Of the web process; docker-compose.yml gives the others their own.
HEALTHCHECK --interval=10s --timeout=3s --start-period=30s --retries=3 \
    CMD ["python", "-c", "import os, urllib.request as u; u.urlopen(f\"http://127.0.0.1:{os.environ['PORT']}/healthz\", timeout=2)"]
CMD ["python", "manage.py", "serve"]
