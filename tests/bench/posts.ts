/** How an API call is put: the path below `/api/v1`, and what it is told. */
export type Post = (path: string, body: unknown) => Promise<{ readonly id: string }>

/** As many posts as make a message of twenty kilobytes. */
const posts = 6

const words = 'why queues forget what we leave with them, and how the ledger knows each letter that went out'.split(' ')

const sentence = (number: number, length: number): string =>
  Array.from({ length }, (_, place) => words[(number * 7 + place * 3) % words.length]).join(' ')

/** Hands in the posts of one issue, in words that differ, ready to go; `run` keeps them apart from every earlier issue's. */
export const publishPosts = async (post: Post, newsletter: string, run: number): Promise<void> => {
  for (let number = 1; number <= posts; number += 1) {
    await post('/posts', {
      newsletter,
      title: `${run}.${number}: ${sentence(number, 6)}`,
      html: `<p>${sentence(number + 1, 13)}</p>`,
      url: `https://${newsletter}.example/post-${run}-${number}`,
      state: 'ready',
    })
  }
}
