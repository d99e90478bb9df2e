# The page, then the server with the page in it, then an image with the server and nothing to build it.

FROM node:20-bookworm-slim AS page
WORKDIR /src/web-client
COPY web-client/package.json web-client/package-lock.json ./
RUN npm ci --no-audit --no-fund
COPY web-client ./
RUN npm run build

FROM rust:1.95-bookworm AS server
WORKDIR /src
COPY Cargo.toml Cargo.lock ./
COPY methods methods
COPY protocol protocol
COPY server server
# Part of the workspace, so their files must be there; they are not built.
COPY tests tests
COPY fuzz fuzz
COPY --from=page /src/web-client/dist web-client/dist
# Names this build to the page and in the log; the version if it is left out.
ARG KRING_BUILD=
RUN if [ -z "$KRING_BUILD" ]; then unset KRING_BUILD; fi \
    && cargo build --release --locked --package kring \
    && install -D target/release/kring /out/usr/local/bin/kring \
    && install -d -m 0700 -o 10001 -g 10001 /out/data

FROM debian:bookworm-slim
COPY --from=server /out/ /
ENV KRING_LISTEN=0.0.0.0:8080 KRING_DATA=/data
# A number, so that a host that insists on an ordinary user can see that it is one.
USER 10001:10001
VOLUME /data
EXPOSE 8080
ENTRYPOINT ["/usr/local/bin/kring"]
