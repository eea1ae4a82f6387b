import type { ComponentChildren, VNode } from 'preact'
import { directionOfTag } from './direction.ts'

const directionMarks = /[\u061c\u200e\u200f\u202a-\u202e\u2066-\u2069]/g

/** Somebody else's words as plain text for places that hold no elements, such as `<title>`: no direction marks of their own. */
export const plainName = (text: string): string => text.replace(directionMarks, '')

/** A text with the marks that put it in order (U+200F before a Latin letter) and without those that turn it round. */
export const withoutOverrides = (text: string): string => text.replace(/[\u202a-\u202e]/g, '')

/** A foreign name inside a sentence of ours: it keeps its own direction and turns nothing around it. */
export const Name = ({ children }: { children: string }): VNode => <bdi>{plainName(children)}</bdi>

/** An address, a URL or a command: always left to right. */
export const Ltr = ({ children }: { children: string }): VNode => (
  <bdi dir="ltr" class="ltr">
    {plainName(children)}
  </bdi>
)

/** Words in their own language, with direction and `lang` set where the language is known. */
export const Foreign = ({ lang, children }: { lang: string | null; children: string }): VNode => (
  <bdi dir={directionOfTag(lang)} {...(lang === null ? {} : { lang })}>
    {plainName(children)}
  </bdi>
)

/** `salma@example.org` as `s•••@example.org`, for pages that whoever holds a forwarded mail may open; harmless twice. */
export const maskAddress = (address: string): string => {
  const at = address.lastIndexOf('@')
  const [first = ''] = address
  return at < 1 ? '•••' : `${first}•••${address.slice(at)}`
}

type Say<Key extends string> = (key: Key, values?: Readonly<Record<string, string | number>>) => string

/**
 * A message with elements in the place of some arguments, so that names in sentences are isolated.
 * NUL marks the places: no message and no number holds one.
 */
export const sentence = <Key extends string>(
  say: Say<Key>,
  key: Key,
  elements: Readonly<Record<string, ComponentChildren>>,
  values: Readonly<Record<string, number>> = {},
): ComponentChildren[] => {
  const marks = Object.fromEntries(Object.keys(elements).map((name) => [name, `\0${name}\0`]))
  return say(key, { ...values, ...marks })
    .split('\0')
    .map((piece, index) => (index % 2 === 1 ? elements[piece] : piece))
}
