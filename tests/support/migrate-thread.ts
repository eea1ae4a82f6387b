import { workerData } from 'node:worker_threads'
import { migrate } from '../../src/store/migrate.ts'

await migrate(String(workerData))
// Prisma's schema engine leaves a timer of ten seconds behind, which would hold up the end of the thread.
process.exit()
