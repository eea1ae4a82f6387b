/** What a receiving server says when it does not take a message; `@` stands for the address. */
export interface ServerReply {
  readonly code: number
  readonly status: string
  readonly text: string
  /** What it means for the address, as a postmaster would judge it. */
  readonly kind: 'hard' | 'soft'
}

const read = (kind: ServerReply['kind'], lines: string): ServerReply[] =>
  lines
    .trim()
    .split('\n')
    .map((line) => {
      const [, code = '', status = '', text = ''] = /^\s*(\d{3}) (\S+) (.*)$/.exec(line) ?? []
      return { code: Number(code), status, text, kind }
    })

const gone = read(
  'hard',
  `
  550 5.1.1 <@>: Recipient address rejected: User unknown in virtual mailbox table
  550 5.1.1 The email account that you tried to reach does not exist. Please try double-checking the recipient's email address for typos. https://support.example/mail/?p=NoSuchUser
  550 5.1.10 RESOLVER.ADR.RecipientNotFound; Recipient @ not found by SMTP address lookup
  550 5.5.0 Requested action not taken: mailbox unavailable
  552 5.1.1 <@>: delivery error: this user doesn't have a mail account (@)
  550 5.1.1 <@> recipient rejected, unknown or illegal alias
  550 5.1.1 <@>... User unknown
  553 5.1.3 <@>: Invalid recipient address syntax
  556 5.1.10 Recipient address has a null MX
  550 5.1.2 <@>: Bad destination system: no such domain
  550 5.1.6 <@>: Mailbox has moved, no forwarding address
  550 5.2.1 The email account that you tried to reach is disabled.
  554 5.2.1 mailbox of @ is inactive
  550 5.0.0 No such user here
  550 5.0.0 Unrouteable address
  550 5.1.0 Address rejected. @ does not exist
  550 5.1.1 Empfänger unbekannt: <@>
  550 5.1.1 Adresse d'au moins un destinataire inconnue
  550 5.0.0 المستخدم غير موجود
  550 5.0.0 Пользователь не найден
  `,
)

const passing = read(
  'soft',
  `
  552 5.2.2 <@>: mailbox is full
  452 4.2.2 The email account that you tried to reach is over quota
  550 5.2.2 STOREDRV.Deliver; mailbox full: the recipient's mailbox @ exceeded its quota
  450 4.2.1 The user you are trying to contact is receiving mail at a rate that prevents additional messages
  451 4.3.0 Temporary lookup failure
  451 4.7.1 Greylisting in action, please come back later
  450 4.1.1 <@>: Recipient address rejected: unverified address
  421 4.4.2 Connection timed out
  550 5.4.4 Host or domain name not found. Name service error for name=example type=MX
  554 5.4.6 Too many hops, mail loop detected
  550 5.0.0 Mailbox quota exceeded
  552 5.0.0 صندوق البريد ممتلئ
  450 4.3.2 System not accepting network messages
  550 5.2.0 STOREDRV.Deliver; temporary failure, try again later
  `,
)

const unwanted = read(
  'soft',
  `
  550 5.7.1 Our system has detected that this message is likely unsolicited mail
  554 5.7.1 Service unavailable; client host [192.0.2.10] blocked using zen.blocklist.example
  550 5.7.26 This mail is unauthenticated, which poses a security risk: SPF and DKIM did not pass
  550 5.7.515 Access denied, sending domain example.org does not meet the required authentication level
  550 5.7.1 <@>: Recipient address rejected: Access denied by policy
  552 5.3.4 Message size exceeds fixed limit
  550 5.1.8 <news@example.org>: Sender address rejected: Domain not found
  550 5.7.606 Access denied, banned sending IP [192.0.2.10]
  554 5.7.9 Message not accepted for policy reasons
  550 5.1.1 <@>: Recipient refused because of the poor reputation of 192.0.2.10
  550 5.0.0 Relaying denied
  554 5.6.0 Message contains invalid header
  550 5.0.0 JunkMail rejected - host [192.0.2.10]:4242 is in an RBL
  550 5.0.0 رُفضت الرسالة لأن عنوان الخادم محظور
  `,
)

/** Replies of the kinds that receivers give: nobody there, not now, not from you. */
export const replies: readonly ServerReply[] = [...gone, ...passing, ...unwanted]
