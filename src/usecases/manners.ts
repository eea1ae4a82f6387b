import type { Outcome } from '../mail/outcome.ts'

/** A place on the wire for one message to one destination. */
export interface Place {
  /** Gives it back with what came of the message; null when it was not sent after all. */
  leave(outcome: Outcome | null): void
}

/** How politely receivers are treated: how much of what goes to whom at a time. */
export interface Manners {
  /** Learns which mail hosts stand behind these domains, where DNS answers in time. Never rejects. */
  acquaint(domains: Iterable<string>): Promise<void>
  /** Where an address's mail goes: its domain, or the group of domains behind one mail host. */
  destinationOf(address: string): string
  /** A place for a message of this sender's domain, or the milliseconds after which it is worth asking again. */
  ask(destination: string, senderDomain: string): Place | number
}
