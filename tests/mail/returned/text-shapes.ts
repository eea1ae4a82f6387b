import { original, said, type Shape } from './shape.ts'

const plain = (headers: string, body: string): string =>
  `${headers.trim()}
MIME-Version: 1.0
Content-Type: text/plain; charset=utf-8
Content-Transfer-Encoding: 8bit

${body}
`

const qmail: Shape = (failure) =>
  plain(
    `From: MAILER-DAEMON@q.example.net
To: ${failure.returnPath}
Subject: failure notice`,
    `Hi. This is the qmail-send program at q.example.net.
I'm afraid I wasn't able to deliver your message to the following addresses.
This is a permanent error; I've given up. Sorry it didn't work out.

<${failure.recipient}>:
198.51.100.7 does not like recipient.
Remote host said: ${said(failure)}
Giving up on 198.51.100.7.

--- Below this line is a copy of the message.

${original(failure)}

The text of the mail.`,
  )

const exim: Shape = (failure) =>
  plain(
    `X-Failed-Recipients: ${failure.recipient}
From: Mail Delivery System <Mailer-Daemon@old.example.net>
To: ${failure.returnPath}
Subject: Mail delivery failed: returning message to sender
Auto-Submitted: auto-replied`,
    `This message was created automatically by mail delivery software.

A message that you sent could not be delivered to one or more of its
recipients. This is a permanent error. The following address(es) failed:

  ${failure.recipient}
    SMTP error from remote mail server after RCPT TO:<${failure.recipient}>:
    host mx1.example.com [198.51.100.7]: ${said(failure)}

------ This is a copy of the message, including all the headers. ------

${original(failure)}`,
  )

const oldSendmail: Shape = (failure) =>
  plain(
    `From: MAILER-DAEMON@ancient.example.net (Mail Delivery Subsystem)
To: ${failure.returnPath}
Subject: Returned mail: User unknown`,
    `The original message was received at Sun, 22 Nov 2026 08:00:01 GMT

   ----- The following addresses had delivery problems -----
<${failure.recipient}>  (unrecoverable error)

   ----- Transcript of session follows -----
${said(failure)}

   ----- Original message follows -----

${original(failure)}`,
  )

const oldExchange: Shape = (failure) =>
  plain(
    `From: System Administrator <postmaster@corp.example>
To: ${failure.returnPath}
Subject: Undeliverable: =?utf-8?B?2YbYtNix2Kk=?=`,
    `Your message did not reach some or all of the intended recipients.

      Subject:	نشرة
      Sent:	11/22/2026 8:00 AM

The following recipient(s) could not be reached:

      '${failure.recipient}' on 11/22/2026 8:00 AM
            The message could not be delivered.
            <mail.corp.example #${failure.reply.status} smtp;${said(failure)}>`,
  )

const domino: Shape = (failure) =>
  plain(
    `From: Postmaster@domino.example
To: ${failure.returnPath}
Subject: DELIVERY FAILURE: ${said(failure)
      .slice(0, 60)
      .replaceAll(/[^\x20-\x7e]/g, '?')}`,
    `Your message

  Subject: نشرة

was not delivered to:

  ${failure.recipient}

because:

  ${said(failure)}`,
  )

const courier: Shape = (failure) =>
  plain(
    `From: "Courier mail server at mail.example.net" <MAILER-DAEMON@mail.example.net>
To: ${failure.returnPath}
Subject: NOTICE: mail delivery status.`,
    `This is a delivery status notification from mail.example.net,
running the Courier mail server.

The original message was received on Sun, 22 Nov 2026 08:00:01 +0000

---------------------------------------------------------------------------

                           UNDELIVERABLE MAIL

Your message to the following recipients cannot be delivered:

<${failure.recipient}>:
    mx1.example.com [198.51.100.7]:
<<< ${said(failure)}

---------------------------------------------------------------------------`,
  )

const deutsch: Shape = (failure) =>
  plain(
    `From: MAILER-DAEMON@post.example
To: ${failure.returnPath}
Subject: Ihre Nachricht konnte nicht zugestellt werden`,
    `Ihre Nachricht an den folgenden Empfänger wurde nicht zugestellt:

${failure.recipient}

Der Server antwortete:
${said(failure)}

--- Ursprüngliche Nachricht ---

${original(failure)}`,
  )

const francais: Shape = (failure) =>
  plain(
    `From: Service de messagerie <mailer-daemon@courriel.example>
To: ${failure.returnPath}
Subject: =?utf-8?Q?Message_non_distribu=C3=A9?=`,
    `Votre message n'a pas pu être remis au destinataire suivant :

  <${failure.recipient}>

Réponse du serveur distant :
  ${said(failure)}`,
  )

const arabic: Shape = (failure) =>
  plain(
    `From: =?utf-8?B?2YbYuNin2YUg2KfZhNio2LHZitiv?= <mailer-daemon@barid.example>
To: ${failure.returnPath}
Subject: =?utf-8?B?2YTZhSDZitiq2YUg2KrYs9mE2YrZhSDYsdiz2KfZhNiq2YM=?=`,
    `لم يتم تسليم رسالتك إلى: ${failure.recipient}

سبب الرفض كما ورد من خادم المستلم:
${said(failure)}

-------- الرسالة الأصلية --------

${original(failure)}`,
  )

/** Notices for people alone, by who writes them so. */
export const textShapes: Readonly<Record<string, Shape>> = {
  qmail,
  exim,
  oldSendmail,
  oldExchange,
  domino,
  courier,
  deutsch,
  francais,
  arabic,
}
