import type { TestHouse } from '../support/house.ts'
import { browser as asked, form, knock, type Answer, type Knock } from './knock.ts'
import { formTo, type PageForm } from './page.ts'

/** A browser with its cookies: what it sends is what browsers send from a page of the house itself. */
export interface Browser {
  /** Cookies by name, each with its value. */
  readonly cookies: Map<string, string>
  get(path: string, headers?: Knock['headers']): Promise<Answer>
  press(button: PageForm, filled?: Readonly<Record<string, string>>, headers?: Knock['headers']): Promise<Answer>
  signsIn(email: string, password: string): Promise<Answer>
}

export const openBrowser = (house: Pick<TestHouse, 'url'>, lang = 'en'): Browser => {
  const cookies = new Map<string, string>()
  const keep = (answer: Answer): Answer => {
    for (const line of answer.headers['set-cookie'] ?? []) {
      const [, name = '', value = ''] = /^([^=]+)=([^;]*)/.exec(line) ?? []
      if (value === '') cookies.delete(name)
      else cookies.set(name, value)
    }
    return answer
  }
  const sent = () => (cookies.size === 0 ? {} : { Cookie: [...cookies].map((pair) => pair.join('=')).join('; ') })
  const own = { 'Sec-Fetch-Site': 'same-origin', Origin: house.url }
  const get: Browser['get'] = async (path, headers = {}) =>
    keep(await knock(house, 'GET', path, { headers: { ...asked(lang), ...sent(), ...headers } }))
  const press: Browser['press'] = async ({ action, fields }, filled = {}, headers = {}) =>
    keep(
      await knock(house, 'POST', action, {
        headers: { ...asked(lang), ...form, ...own, ...sent(), ...headers },
        body: new URLSearchParams({ ...fields, ...filled }).toString(),
      }),
    )
  return {
    cookies,
    get,
    press,
    signsIn: async (email, password) =>
      press(formTo((await get('/admin/sign-in')).text, '/admin/sign-in'), { email, password }),
  }
}

/** The first admin of a house that was opened with these settings. */
export const admin = { email: 'admin@example.org', password: 'open sesame, please' }
export const withAdmin = { ADMIN_EMAIL: admin.email, ADMIN_PASSWORD: admin.password }
