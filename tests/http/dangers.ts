import { load } from 'cheerio'

const active =
  'script, iframe:not([sandbox][src^="/"]), object, embed, applet, base, math, svg:has(script, a, foreignObject, image, use, animate, set), form[action^=http], meta[http-equiv=refresh], link[rel=import]'

/** What in a page could run, load or send something, as a browser's parser sees it; scripts and forms of our own do not count. */
export const dangersIn = (html: string): string[] => {
  const $ = load(html)
  const elements = $(active)
    .toArray()
    .filter((element) => !($(element).is('script[src^="/"]') && $(element).text() === ''))
    .map((element) => `<${element.tagName}>`)
  const attributes = $('*')
    .toArray()
    .flatMap((element) => Object.entries($(element).attr() ?? {}))
    .filter(
      ([name, value]) => /^on/i.test(name) || name === 'srcdoc' || /^[\s\p{Cc}]*(?:javascript|vbscript):/iu.test(value),
    )
    .map(([name, value]) => `${name}="${value}"`)
  return [...elements, ...attributes]
}
