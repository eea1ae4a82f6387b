import type { RefusalReason } from './smtp-status.ts'
import { reasonFromText } from './smtp-words.ts'

/** Whose matter a refusal's words speak of: the address is gone, its mailbox takes nothing now, or we are not wanted. */
export type WordsMean = 'address' | 'mailbox' | 'sender'

const meanings: Readonly<Partial<Record<RefusalReason, WordsMean>>> = {
  mailbox_unknown: 'address',
  mailbox_disabled: 'address',
  domain_unknown: 'address',
  mailbox_full: 'mailbox',
  greylisted: 'mailbox',
  rate_limited: 'mailbox',
  unreachable: 'mailbox',
  blocked: 'sender',
  content: 'sender',
  too_large: 'sender',
  relay: 'sender',
}

// An address or a link may hold any of the words below: <policy@example.org> is a person.
const quoted = /<[^<>\s]*>|[^\s<>()"']+@[^\s<>()"']+|https?:\/\/\S+/gi

/** What notices say beyond a relay's own reply, in the order in which it counts: other languages, and sentences made for people. */
const further: readonly (readonly [RegExp, WordsMean])[] = [
  [
    /\b(?:blacklist|reputation|suspicious|junk|helo|ehlo|not accepted from|refused by policy)\b|محظور|مزعج|垃圾邮件|спам|\bgesperrt\b|bloqu[eé]e?\b/,
    'sender',
  ],
  [
    /\b(?:quota|no space|disk full|insufficient (?:system )?(?:storage|disk)|temporar\w*|try again|timed? ?out|loop|too many hops|connection (?:refused|reset|lost))\b/,
    'mailbox',
  ],
  [/\b(?:voll|pleine|piena|lleno|llena|cheia|dolu|pełna)\b|ممتلئ|امتلأ|مؤقت|переполнен|已满|いっぱい/, 'mailbox'],
  [
    /\b(?:no longer|not (?:a )?(?:valid|known)|not listed|not our customer|isn't|unroute?able|nonexistent|non-existent|terminated|deleted|bad destination)\b/,
    'address',
  ],
  [
    /\b(?:illegal|invalid|unknown|bad|inactive|disabled|no)\b.{0,24}\b(?:alias|rcpt|address|user|users?|one|login|customer|here)\b/,
    'address',
  ],
  [
    /unbekannt|existiert nicht|nicht gefunden|inconnue?\b|n'existe p|inexistante?|desconocid|no existe|non esiste|sconosciut|não existe|onbekend|bestaat niet|finns inte|nieznan|nie istnieje|bulunamadı|не существует|неизвест|не найден/,
    'address',
  ],
  [
    /غير موجود|لا وجود|غير معروف|لم يُ?عثر|معطّ?ل|مُ?غلق|不存在|未找到|存在しません|宛先不明|찾을 수 없|존재하지/,
    'address',
  ],
]

/** What a refusal's words mean, whatever its code; null when they say nothing. A word of ours or of a passing state outweighs one of the address. */
export const meaningOf = (text: string): WordsMean | null => {
  const plain = text.slice(0, 2000).replaceAll(quoted, ' ').replaceAll(/\s+/g, ' ').toLowerCase()
  const reason = reasonFromText(plain, true)
  const first = reason === null ? undefined : meanings[reason]
  const second = further.find(([pattern]) => pattern.test(plain))?.[1]
  return (first === 'address' ? (second ?? first) : (first ?? second)) ?? null
}
