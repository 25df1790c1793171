# syntax=docker/dockerfile:1
FROM python:3.12-slim-bookworm AS build
WORKDIR /src
ENV PIP_NO_CACHE_DIR=1 PIP_DISABLE_PIP_VERSION_CHECK=1
# Where torch comes from: its CPU builds by default, https://download.pytorch.org/whl/cu130 for a GPU.
ARG TORCH_INDEX=https://download.pytorch.org/whl/cpu
RUN python -m venv /opt/veil
COPY requirements.lock ./
RUN /opt/veil/bin/pip install --extra-index-url "$TORCH_INDEX" "$(grep '^torch==' requirements.lock)" \
    && /opt/veil/bin/pip install --no-deps -r requirements.lock
COPY pyproject.toml README.md ./
COPY sql sql
COPY service service
RUN /opt/veil/bin/pip install --no-deps --no-build-isolation .

FROM python:3.12-slim-bookworm
RUN useradd --system --uid 10001 --create-home --home-dir /var/lib/veil veil
COPY --from=build /opt/veil /opt/veil
ENV PATH=/opt/veil/bin:$PATH VEIL_HOME=/var/lib/veil/home PYTHONUNBUFFERED=1
WORKDIR /var/lib/veil
USER veil
VOLUME /var/lib/veil
EXPOSE 8000
HEALTHCHECK --interval=15s --timeout=3s --start-period=60s \
    CMD ["python", "-c", "import urllib.request as r; r.urlopen('http://127.0.0.1:8000/health/ready', timeout=2)"]
ENTRYPOINT ["veil"]
CMD ["serve", "--host", "0.0.0.0"]
