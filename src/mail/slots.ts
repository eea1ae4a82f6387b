/** A text cut at its slots: constant, slot, constant, ... There is always one constant more than there are slots. */
export interface Cut<Slot extends string> {
  readonly constants: readonly string[]
  readonly slots: readonly Slot[]
}

/** For each slot the mark that stands for it in a text: letters, digits and `:/._-` only, so that no escaping alters it. */
export type Marks<Slot extends string> = Readonly<Record<Slot, string>>

const entriesOf = <Slot extends string>(marks: Marks<Slot>): [Slot, string][] =>
  Object.entries<string>(marks) as [Slot, string][]

/** Throws a TypeError when marks could be altered on their way or taken for one another. */
export const assertMarks = <Slot extends string>(marks: Marks<Slot>): void => {
  const all = entriesOf(marks)
  for (const [slot, mark] of all) {
    if (!/^[A-Za-z0-9:/._-]{4,}$/.test(mark)) throw new TypeError(`the mark of ${slot} is not usable`)
    if (all.some(([other, longer]) => other !== slot && longer.includes(mark)))
      throw new TypeError(`the mark of ${slot} is part of another`)
  }
}

/** Cuts a text at every mark. */
export const cutAtMarks = <Slot extends string>(text: string, marks: Marks<Slot>): Cut<Slot> => {
  const slotOf = new Map(entriesOf(marks).map(([slot, mark]) => [mark, slot]))
  if (slotOf.size === 0) return { constants: [text], slots: [] }
  const parts = text.split(new RegExp(`(${[...slotOf.keys()].map((mark) => RegExp.escape(mark)).join('|')})`))
  return {
    constants: parts.filter((_, index) => index % 2 === 0),
    slots: parts.flatMap((part, index) => (index % 2 === 1 ? (slotOf.get(part) ?? []) : [])),
  }
}

/** Puts values where the slots were. */
export const joinCut = <Slot extends string>(cut: Cut<Slot>, valueOf: (slot: Slot) => string): string =>
  cut.constants.map((text, index) => (index === 0 ? '' : valueOf(cut.slots[index - 1] as Slot)) + text).join('')
