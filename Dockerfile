# The image holds one Nashra; its command is the role: api, worker or all.
FROM node:26.10.0-bookworm-slim AS base
WORKDIR /app

FROM base AS build
COPY package.json package-lock.json .npmrc ./
RUN --mount=type=cache,target=/root/.npm npm ci --ignore-scripts
COPY tsconfig.json ./
COPY prisma prisma
COPY src src
COPY emails emails
COPY workers workers
RUN npm run build

FROM base AS packages
COPY package.json package-lock.json .npmrc ./
# Without the optional peers (Prisma's command line) and the demo's PostgreSQL: 190 MB instead of 500.
RUN --mount=type=cache,target=/root/.npm \
    npm ci --omit=dev --omit=optional --omit=peer --ignore-scripts

FROM base
ENV NODE_ENV=production HOST=0.0.0.0 PORT=3000
COPY package.json ./
COPY prisma prisma
COPY --from=packages /app/node_modules node_modules
COPY --from=build /app/dist dist
USER node
EXPOSE 3000
STOPSIGNAL SIGTERM
HEALTHCHECK --interval=10s --timeout=3s --start-period=30s --retries=3 \
    CMD ["node", "--eval", "fetch(`http://127.0.0.1:${process.env.PORT}/livez`).then(({ ok }) => process.exit(ok ? 0 : 1), () => process.exit(1))"]
ENTRYPOINT ["node", "--max-semi-space-size=4", "--max-old-space-size=192", "--liftoff-only", "--disable-warning=ExperimentalWarning", "dist/src/main.js"]
CMD ["all"]
