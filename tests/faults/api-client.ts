import { apiKey } from './stage.ts'

export interface Answered {
  readonly status: number
  // oxlint-disable-next-line typescript/no-explicit-any -- what a stranger would get from JSON.parse
  readonly body: any
}

/** Asks an API with the key for everything; the body is null where it is no JSON. */
export const askApi = async (
  url: string,
  method: 'GET' | 'POST' | 'PATCH' | 'DELETE',
  path: string,
  { body, key = null }: { body?: unknown; key?: string | null } = {},
): Promise<Answered> => {
  const response = await fetch(`${url}/api/v1${path}`, {
    method,
    headers: {
      Authorization: `Bearer ${apiKey}`,
      'Content-Type': 'application/json',
      ...(key === null ? {} : { 'Idempotency-Key': key }),
    },
    ...(body === undefined ? {} : { body: JSON.stringify(body) }),
  })
  const text = await response.text()
  const isJson = /json/.test(response.headers.get('Content-Type') ?? '') && text !== ''
  return { status: response.status, body: isJson ? (JSON.parse(text) as unknown) : null }
}

/** How often each status was answered, such as `202 x1, 409 x99`. */
export const statusesOf = (answers: readonly { status: number }[]): string =>
  [...Map.groupBy(answers, ({ status }) => status)]
    .toSorted(([one], [other]) => one - other)
    .map(([status, some]) => `${status} x${some.length}`)
    .join(', ')
