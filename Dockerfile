# plumbline: measures as a user without rights, with CAP_NET_RAW alone. See docker-compose.yml for how it is run.
FROM node:20-bookworm-slim AS build
WORKDIR /app
COPY package.json package-lock.json ./
RUN npm ci --no-audit --no-fund
COPY tsconfig.json ./
COPY src ./src
COPY web ./web
RUN npm run build

FROM node:20-bookworm-slim AS packages
WORKDIR /app
COPY package.json package-lock.json ./
RUN npm ci --omit=dev --no-audit --no-fund

FROM node:20-bookworm-slim
# Docker gives a user who is not root none of the capabilities of cap_add: the program has to bring it. Node that was
# started so reads neither NODE_OPTIONS nor NODE_EXTRA_CA_CERTS, and does not start at all where the container may not
# have NET_RAW.
RUN apt-get update \
  && apt-get install -y --no-install-recommends libcap2-bin \
  && setcap cap_net_raw+ep /usr/local/bin/node \
  && apt-get purge -y --auto-remove libcap2-bin \
  && rm -rf /var/lib/apt/lists/*
RUN install -d -o node -g node -m 0700 /var/lib/plumbline
WORKDIR /app
COPY --from=packages /app/node_modules ./node_modules
COPY --from=build /app/dist ./dist
COPY package.json LICENSE ./
USER node
ENV PLUMBLINE_STATE=/var/lib/plumbline
VOLUME ["/var/lib/plumbline"]
EXPOSE 8080
HEALTHCHECK --interval=30s --timeout=5s --start-period=20s --retries=3 \
  CMD ["node", "-e", "fetch('http://127.0.0.1:8080/healthz').then((r) => process.exit(r.ok ? 0 : 1), () => process.exit(1))"]
# It starts no processes and stops by itself at SIGTERM, so it needs no init above it.
ENTRYPOINT ["node", "/app/dist/main.js"]
CMD ["serve"]
