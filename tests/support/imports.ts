import { globSync, readFileSync } from 'node:fs'
import { dirname, join } from 'node:path'
import { fileURLToPath } from 'node:url'

const root = fileURLToPath(new URL('../../../', import.meta.url))

/** A source file, by its path without `src/` and without the ending: `usecases/confirm`, `workers/index`. */
export interface SourceFile {
  readonly name: string
  readonly text: string
}

/** One file importing another, or a library. */
export interface Import {
  readonly from: string
  /** A file's name, or a library's. */
  readonly to: string
  readonly isLibrary: boolean
  readonly typesOnly: boolean
}

const nameOf = (path: string): string => path.replace(/^src\//, '').replace(/\.tsx?$/, '')

/** All that we have written in TypeScript below a folder of the house. */
export const sourceFiles = (folders: readonly string[]): SourceFile[] =>
  folders
    .flatMap((folder) => globSync(`${folder}/**/*.{ts,tsx}`, { cwd: root }))
    .filter((path) => !path.startsWith('src/store/generated/'))
    .map((path) => ({ name: nameOf(path), text: readFileSync(join(root, path), 'utf8') }))

const importLine = /^(?:import|export)\s+(type\s)?[\w\s*,{}]*?(?:from\s)?'([^']+)'|\bimport\('([^']+)'\)/gm

/** What a file imports, statically or late. */
export const importsOf = ({ name, text }: SourceFile): Import[] => {
  const isOutsideSrc = /^(?:workers|emails|prisma|tests)\//.test(name)
  const folder = dirname(isOutsideSrc ? name : `src/${name}`)
  return [...text.matchAll(importLine)].map(([, type, early, late]) => {
    const to = early ?? late ?? ''
    const isLibrary = !to.startsWith('.')
    return { from: name, to: isLibrary ? to : nameOf(join(folder, to)), isLibrary, typesOnly: type !== undefined }
  })
}
