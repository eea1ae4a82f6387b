import { defineConfig } from 'prisma/config'

// `prisma generate` looks for an engine binary that it never runs; any executable keeps it from downloading one.
process.env['PRISMA_SCHEMA_ENGINE_BINARY'] ??= process.execPath

export default defineConfig({ schema: 'schema.prisma', migrations: { path: 'migrations' } })
