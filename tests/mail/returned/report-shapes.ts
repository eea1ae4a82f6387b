import { multipart, original, said, type Shape } from './shape.ts'

const postfix: Shape = (failure) =>
  multipart(
    `Return-Path: <>
From: MAILER-DAEMON@mx.example.net (Mail Delivery System)
Subject: Undelivered Mail Returned to Sender
To: ${failure.returnPath}
Auto-Submitted: auto-replied
Message-Id: <20261122.1@mx.example.net>`,
    [
      [
        'text/plain; charset=utf-8',
        `This is the mail system at host mx.example.net.

I'm sorry to have to inform you that your message could not
be delivered to one or more recipients. It's attached below.

For further assistance, please send mail to postmaster.

                   The mail system

<${failure.recipient}>: host mx1.example.com[198.51.100.7] said: ${said(failure)}
    (in reply to RCPT TO command)`,
      ],
      [
        'message/delivery-status',
        `Reporting-MTA: dns; mx.example.net
X-Postfix-Queue-ID: 4XyZ
X-Postfix-Sender: rfc822; ${failure.returnPath}
Arrival-Date: Sun, 22 Nov 2026 08:00:01 +0000 (UTC)

Final-Recipient: rfc822; ${failure.recipient}
Original-Recipient: rfc822;${failure.recipient}
Action: failed
Status: ${failure.reply.status}
Remote-MTA: dns; mx1.example.com
Diagnostic-Code: smtp; ${said(failure).replace(/(.{40,60}) /, '$1\n    ')}`,
      ],
      ['message/rfc822', `${original(failure)}\n\nThe text of the mail.`],
    ],
  )

const eximReport: Shape = (failure) =>
  multipart(
    `Return-path: <>
X-Failed-Recipients: ${failure.recipient}
Auto-Submitted: auto-replied
From: Mail Delivery System <Mailer-Daemon@smtp.example.net>
To: ${failure.returnPath}
Subject: Mail delivery failed: returning message to sender
Message-Id: <E1abc-0001@smtp.example.net>`,
    [
      [
        'text/plain; charset=utf-8',
        `This message was created automatically by mail delivery software.

A message that you sent could not be delivered to one or more of its
recipients. This is a permanent error. The following address(es) failed:

  ${failure.recipient}
    host mx1.example.com [198.51.100.7]
    SMTP error from remote mail server after RCPT TO:<${failure.recipient}>:
    ${said(failure)}`,
      ],
      [
        'message/delivery-status',
        `Reporting-MTA: dns; smtp.example.net

Action: failed
Final-Recipient: rfc822;${failure.recipient}
Status: ${failure.reply.status.startsWith('4') ? '4.0.0' : '5.0.0'}
Remote-MTA: dns; mx1.example.com
Diagnostic-Code: smtp; ${said(failure)}`,
      ],
      ['message/rfc822', original(failure)],
    ],
  )

const sendmail: Shape = (failure) =>
  multipart(
    `From: Mail Delivery Subsystem <MAILER-DAEMON@gate.example.net>
To: <${failure.returnPath}>
Subject: Returned mail: see transcript for details
Auto-Submitted: auto-generated (failure)
Message-Id: <202611220800.3@gate.example.net>`,
    [
      [
        'text/plain',
        `The original message was received at Sun, 22 Nov 2026 08:00:01 GMT
from nashra.example.org [192.0.2.10]

   ----- The following addresses had permanent fatal errors -----
<${failure.recipient}>
    (reason: ${said(failure)})

   ----- Transcript of session follows -----
... while talking to mx1.example.com.:
>>> RCPT To:<${failure.recipient}>
<<< ${said(failure)}`,
      ],
      [
        'message/delivery-status',
        `Reporting-MTA: dns; gate.example.net
Received-From-MTA: DNS; nashra.example.org
Arrival-Date: Sun, 22 Nov 2026 08:00:01 GMT

Final-Recipient: RFC822; ${failure.recipient}
Action: failed
Status: ${failure.reply.status}
Remote-MTA: DNS; mx1.example.com
Diagnostic-Code: SMTP; ${said(failure)}
Last-Attempt-Date: Sun, 22 Nov 2026 08:00:02 GMT`,
      ],
      ['text/rfc822-headers', original(failure)],
    ],
  )

const exchange: Shape = (failure) =>
  multipart(
    `From: Microsoft Outlook <MicrosoftExchange329e71ec88ae4615bbc36ab6ce41109e@corp.example>
To: ${failure.returnPath}
Subject: Undeliverable: =?utf-8?B?2YbYtNix2Kk=?=
Auto-Submitted: auto-generated
X-MS-Exchange-Message-Is-Ndr:
Message-ID: <a1@mail.corp.example>`,
    [
      [
        'text/html; charset=utf-8',
        `<html><body><p><b>Delivery has failed to these recipients or groups:</b></p>
<p><a href="mailto:${failure.recipient}">${failure.recipient}</a><br>Your message couldn't be delivered.</p>
<p>Diagnostic information for administrators:</p><p>Generating server: mail.corp.example</p>
<p>${failure.recipient}<br>Remote Server returned '${said(failure)}'</p></body></html>`,
      ],
      [
        'message/delivery-status',
        `Reporting-MTA: dns;mail.corp.example
Received-From-MTA: dns;nashra.example.org
Arrival-Date: Sun, 22 Nov 2026 08:00:01 +0000

Final-Recipient: rfc822;${failure.recipient}
Action: failed
Status: ${failure.reply.status}
Diagnostic-Code: smtp;${said(failure)}
X-Display-Name: ${failure.recipient}`,
      ],
      ['message/rfc822', original(failure)],
    ],
  )

const webmail: Shape = (failure) =>
  multipart(
    `From: Mail Delivery Subsystem <mailer-daemon@webmail.example>
To: ${failure.returnPath}
Auto-Submitted: auto-replied
Subject: Delivery Status Notification (Failure)
In-Reply-To: ${failure.messageId}
References: ${failure.messageId}
Message-ID: <65.88a@mx.webmail.example>`,
    [
      [
        'text/plain; charset=UTF-8',
        `** Address not found **

Your message wasn't delivered to ${failure.recipient}.

The response was:

${said(failure)}`,
      ],
      [
        'message/delivery-status',
        `Reporting-MTA: dns; webmail.example
Arrival-Date: Sun, 22 Nov 2026 00:00:01 -0800 (PST)
X-Original-Message-ID: ${failure.messageId}

Final-Recipient: rfc822; ${failure.recipient}
Action: failed
Status: ${failure.reply.status}
Remote-MTA: dns; mx1.example.com. (198.51.100.7, the server for the domain
 example.com.)
Diagnostic-Code: smtp; ${said(failure)}
Last-Attempt-Date: Sun, 22 Nov 2026 00:00:02 -0800 (PST)`,
      ],
      ['message/rfc822', original(failure)],
    ],
  )

const openSmtpd: Shape = (failure) =>
  multipart(
    `Subject: Delivery status notification: error
From: Mailer Daemon <MAILER-DAEMON@puffy.example>
To: ${failure.returnPath}
Date: Sun, 22 Nov 2026 08:00:02 +0000 (UTC)`,
    [
      [
        'text/plain; charset=utf-8',
        `    Hi!

    This is the MAILER-DAEMON, please DO NOT REPLY to this email.

    An error has occurred while attempting to deliver a message for
    the following list of recipients:

${failure.recipient}: ${said(failure)}

    Below is a copy of the original message:`,
      ],
      [
        'message/delivery-status',
        `Reporting-MTA: dns; puffy.example

Final-Recipient: rfc822; ${failure.recipient}
Action: failed
Status: ${failure.reply.status}`,
      ],
      ['text/rfc822-headers', original(failure)],
    ],
  )

const cloudRelay: Shape = (failure) =>
  multipart(
    `From: MAILER-DAEMON@cloud.example
To: ${failure.returnPath}
Subject: Delivery Status Notification (Failure)
Message-ID: <0102@eu-west.cloud.example>`,
    [
      [
        'text/plain; charset=us-ascii',
        `An error occurred while trying to deliver the mail to the following recipients:\n${failure.recipient}`,
      ],
      [
        'message/delivery-status',
        `Reporting-MTA: dns; a1-23.smtp-out.cloud.example

Action: failed
Final-Recipient: rfc822; ${failure.recipient}
Diagnostic-Code: smtp; ${said(failure)}
Status: ${failure.reply.status}`,
      ],
      ['message/rfc822', original(failure)],
    ],
  )

const international: Shape = (failure) =>
  multipart(
    `From: =?utf-8?B?2YbYuNin2YUg2KfZhNio2LHZitiv?= <postmaster@barid.example>
To: ${failure.returnPath}
Subject: =?utf-8?B?2KrYudiw2ZHYsSDYqtiz2YTZitmFINix2LPYp9mE2KrZgw==?=
Message-ID: <9@barid.example>`,
    [
      [
        'text/plain; charset=utf-8',
        `تعذّر تسليم رسالتك إلى المستلم التالي:

${failure.recipient}

ردّ الخادم البعيد:
${said(failure)}`,
      ],
      [
        'message/global-delivery-status',
        `Reporting-MTA: dns; barid.example

Final-Recipient: utf-8; ${failure.recipient}
Action: failed
Status: ${failure.reply.status}
Diagnostic-Code: smtp; ${said(failure)}`,
      ],
      ['message/global-headers', original(failure)],
    ],
  )

/** Notices with a report for machines (RFC 3464), by who writes them so. */
export const reportShapes: Readonly<Record<string, Shape>> = {
  postfix,
  eximReport,
  sendmail,
  exchange,
  webmail,
  openSmtpd,
  cloudRelay,
  international,
}
