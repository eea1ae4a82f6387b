import { z } from 'zod'
import { createDocument, type ZodOpenApiOperationObject, type ZodOpenApiPathsObject } from 'zod-openapi'
import type { ApiRoute } from './route.ts'

const problem = z
  .object({
    type: z.url(),
    title: z.string(),
    status: z.int(),
    detail: z.string(),
    next: z.string(),
    errors: z.array(z.object({ path: z.string(), message: z.string() })).optional(),
  })
  .meta({ id: 'Problem', description: 'RFC 9457; `type` leads to a page that says what to do' })

/** The OpenAPI 3.1 document of a table of routes. */
export const openApiDocument = (routes: readonly ApiRoute[], baseUrl: string) => {
  const paths: Record<string, ZodOpenApiPathsObject[string]> = {}
  for (const route of routes) {
    const path = `/api/v1${route.path.replaceAll(/:(\w+)/g, '{$1}')}`
    paths[path] = { ...paths[path], [route.method]: operationOf(route) }
  }
  return createDocument({
    openapi: '3.1.0',
    info: { title: 'Nashra', version: '1', description: 'Newsletters, their posts, readers and issues.' },
    servers: [{ url: baseUrl }],
    components: { securitySchemes: { key: { type: 'http', scheme: 'bearer' } } },
    paths,
  })
}

const operationOf = (route: ApiRoute): ZodOpenApiOperationObject => {
  const path = /:id/.test(route.path) ? { path: z.object({ id: z.string() }) } : {}
  const query = route.query ? { query: route.query as z.ZodObject } : {}
  const isKeyed = route.method === 'post' && route.scope !== null
  const header = isKeyed ? { header: z.object({ 'Idempotency-Key': z.string().max(255).optional() }) } : {}
  return {
    summary: route.summary,
    ...(route.scope === null ? {} : { security: [{ key: [route.scope] }] }),
    requestParams: { ...path, ...query, ...header },
    ...(route.body ? { requestBody: { content: { 'application/json': { schema: route.body } } } } : {}),
    responses: {
      ...Object.fromEntries(Object.entries(route.answers).map(([status, description]) => [status, { description }])),
      default: { description: 'A problem', content: { 'application/problem+json': { schema: problem } } },
    },
  }
}
