import { Command } from 'commander'
import { cadences, type Cadence } from '../domain/cadence.ts'
import type { House } from '../usecases/house.ts'
import { findNewsletter } from '../usecases/find-newsletter.ts'
import { previewDigest } from '../usecases/send-test.ts'
import { previewIssue, triggerIssue, type IssueWish } from '../usecases/trigger-issue.ts'
import { inHouse, print } from './house.ts'

interface DigestOptions {
  readonly newsletter?: string
  readonly cadence?: string
  readonly note?: string
  readonly html?: boolean
  readonly json?: boolean
}

const wishOf = async (house: House, { newsletter, cadence, note }: DigestOptions): Promise<IssueWish> => ({
  newsletter: await findNewsletter(house, newsletter ?? null),
  cadence: cadences.find((known): known is Cadence => known === cadence) ?? null,
  note: note ?? null,
  at: null,
})

const common = (command: Command): Command =>
  command
    .option('--newsletter <slug>', 'needed where there are several')
    .option('--cadence <cadence>', 'only readers of this cadence')
    .option('--note <text>', 'words on top')
    .option('--json')

/** The next digest: looked at, or sent. */
export const digestCommands = (): Command[] => [
  common(new Command('digest:preview').description('who would get the next digest, and what is in it; sends nothing'))
    .option('--html', 'print the HTML part')
    .action((options: DigestOptions) =>
      inHouse(async ({ house }) => {
        const wish = await wishOf(house, options)
        const mail = await previewDigest(house, wish.newsletter, { lang: wish.newsletter.locale, note: wish.note })
        if (options.html) return console.log(mail.html)
        const { posts, ...audience } = await previewIssue(house, wish)
        print(
          {
            ...audience,
            posts: posts.map(({ title, state }) => ({ title, state })),
            subject: mail.subject,
            text: mail.text,
          },
          options,
        )
      }),
    ),

  common(new Command('digest:send').description('freeze the next digest and let a running worker send it')).action(
    (options: DigestOptions) =>
      inHouse(async ({ house }) => {
        const issue = await triggerIssue(house, await wishOf(house, options))
        print({ issue: issue.id, state: issue.state, planned: issue.planned }, options)
      }),
  ),
]
