import { above } from './gates.ts'
import type { HttpFindings } from './http-rounds.ts'
import { toldNoise } from './rounds.ts'
import type { Findings, Row } from './scenario.ts'
import { shown } from './statistics.ts'

export interface HttpReport {
  readonly findings: HttpFindings
  readonly size: number
  /** What each subject is called in the table, under its name. */
  readonly titles: Readonly<Record<string, string>>
  /** What bare `node:http` did. */
  readonly bare: string
  /** What the database says against it. */
  readonly wrong: readonly string[]
}

/** Tells what a load on some endpoints found. */
export const reportOnHttp = ({ findings, size, titles, bare, wrong }: HttpReport): Findings => {
  const { subjects, failed, rounds, ...controls } = findings
  const all = Object.entries(subjects).map(([name, figure]) => ({ name, title: titles[name] ?? name, figure }))
  const against = controls.express === null ? '' : `; Express that does nothing: ${shown(controls.express, '/s')}`
  const rowOf = ({ name, title, figure }: (typeof all)[number]): Row => ({
    id: name,
    what: title,
    size,
    figure: `${shown(figure.rate, ' requests/s')}, p99 ${shown(figure.p99?.median, ' ms')}`,
    control: `bare node:http with ${bare}: ${shown(controls.bare.rate, '/s')}, p99 ${shown(controls.bare.p99?.median, ' ms')}${against}`,
    ratio: `${shown(figure.toBare)}${figure.toExpress === null ? '' : `; ${shown(figure.toExpress)}`}`,
  })
  return {
    figures: { subjects, ...controls, failed, repeated: rounds.repeated, noisy: rounds.noisy },
    lines: [
      ...all.map(
        ({ title, figure }) =>
          `${title}: ${shown(figure.rate, ' requests/s')}, p99 ${shown(figure.p99, ' ms')}; of bare node:http ${shown(figure.toBare)}` +
          (figure.toExpress === null ? '' : `, of an Express that does nothing ${shown(figure.toExpress)}`),
      ),
      `bare node:http with ${bare}: ${shown(controls.bare.rate, ' requests/s')}, p99 ${shown(controls.bare.p99, ' ms')}`,
      ...(controls.express === null ? [] : [`Express that does nothing: ${shown(controls.express, ' requests/s')}`]),
      toldNoise(rounds),
    ],
    rows: all.map(rowOf),
    faults: [...above('Answers that were neither 2xx nor 3xx', failed, 0), ...wrong],
  }
}
