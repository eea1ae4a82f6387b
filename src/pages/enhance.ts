/** Runs in browsers, never in Node. Every page works without it; it saves a press, a wait, a foreign word. */

const each = <Found extends Element>(selector: string, act: (found: Found) => void): void =>
  document.querySelectorAll<Found>(selector).forEach(act)

/** Readers get their digest at their own hour when the browser tells us the zone. */
const fillZones = (): void => {
  const zone = new Intl.DateTimeFormat().resolvedOptions().timeZone
  each<HTMLInputElement>('input[data-zone]', (input) => {
    input.value = zone
  })
}

/** Browsers complain in their own language; the page knows the reader's. */
const speakThePagesLanguage = (): void => {
  document.addEventListener(
    'invalid',
    ({ target }) => {
      if (target instanceof HTMLInputElement && target.dataset['invalid'])
        target.setCustomValidity(target.dataset['invalid'])
    },
    true,
  )
  document.addEventListener('input', ({ target }) => {
    if (target instanceof HTMLInputElement) target.setCustomValidity('')
  })
}

/** One press, one request. The mark is taken off when the browser's Back button brings the page again. */
const submitOnce = (): void => {
  document.addEventListener('submit', (event) => {
    if (!(event.target instanceof HTMLFormElement)) return
    if ('busy' in event.target.dataset) event.preventDefault()
    else event.target.dataset['busy'] = ''
  })
  window.addEventListener('pageshow', () =>
    each<HTMLFormElement>('form[data-busy]', (form) => delete form.dataset['busy']),
  )
}

interface Progress {
  state: string
  counts: Record<string, number>
}

const drawSegments = (board: HTMLElement, counts: Progress['counts'], total: number): void => {
  let drawn = 0
  board.querySelectorAll<SVGRectElement>('rect[data-segment]').forEach((rect) => {
    const share = total === 0 ? 0 : (100 * (counts[rect.dataset['segment'] ?? ''] ?? 0)) / total
    rect.setAttribute('x', `${drawn}%`)
    rect.setAttribute('width', `${share}%`)
    drawn += share
  })
}

const showProgress = (board: HTMLElement, { state, counts }: Progress): void => {
  // Another state means other buttons, and those are the server's to draw.
  if (state !== board.dataset['state']) return location.reload()
  const number = new Intl.NumberFormat(board.dataset['numbers'])
  const sum = (states: string[]): number => states.reduce((all, name) => all + (counts[name] ?? 0), 0)
  const total = sum(Object.keys(counts))
  board.querySelectorAll<HTMLElement>('[data-count]').forEach((cell) => {
    cell.textContent = number.format(sum((cell.dataset['count'] ?? '').split(' ')))
  })
  drawSegments(board, counts, total)
}

const watch = (board: HTMLElement): void => {
  const look = async (): Promise<void> => {
    const answer = await window.fetch(board.dataset['progressUrl'] ?? '', { headers: { accept: 'application/json' } })
    if (answer.ok) showProgress(board, (await answer.json()) as Progress)
  }
  const tick = (): void => {
    const looked = document.hidden ? Promise.resolve() : look().catch(() => undefined)
    void looked.finally(() => setTimeout(tick, 2000))
  }
  setTimeout(tick, 2000)
}

fillZones()
speakThePagesLanguage()
submitOnce()
each<HTMLElement>('[data-progress-url]', watch)
each<HTMLFormElement>('form[data-auto-submit]', (form) => form.requestSubmit())
