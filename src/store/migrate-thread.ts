import { parentPort, workerData } from 'node:worker_threads'
import { openSchemaEngine } from './schema-engine.ts'

await using engine = await openSchemaEngine(String(workerData))
parentPort?.postMessage(await engine.applyMigrations(), [])
// The engine leaves a timer of ten seconds behind, which would hold up the end of the thread.
setImmediate(() => process.exit())
