/** Answers that programs give for their owners: none says anything of an address. */
const headers: readonly string[] = [
  'Subject: Re: نشرة\nAuto-Submitted: auto-replied',
  'Subject: Re: news\nAuto-Submitted: auto-replied (vacation)',
  'Subject: Re: news\nAuto-Submitted: auto-generated',
  'Subject: Re: news\nX-Autoreply: yes',
  'Subject: Re: news\nX-Autorespond: news',
  'Subject: Re: news\nPrecedence: auto_reply',
  'Subject: Re: news\nPrecedence: bulk',
  'Subject: Re: news\nX-Auto-Reply-From: a@example.com',
  'Subject: Automatic reply: news',
  'Subject: Out of office: news',
  'Subject: Out of the Office',
  'Subject: Auto: news',
  'Subject: Autoreply: news',
  'Subject: Away from my mail',
  'Subject: Vacation until Monday',
  'Subject: Automatische Antwort: news',
  'Subject: Abwesenheitsnotiz: news',
  'Subject: =?utf-8?Q?R=C3=A9ponse_automatique=C2=A0:_news?=',
  'Subject: Absence du bureau',
  'Subject: =?utf-8?Q?Respuesta_autom=C3=A1tica:_news?=',
  'Subject: Fuera de la oficina',
  'Subject: Risposta automatica: news',
  'Subject: =?utf-8?B?0JDQstGC0L7QvtGC0LLQtdGC?=: news',
  'Subject: رد تلقائي: نشرة',
  'Subject: الرد الآلي',
  'Subject: خارج المكتب حتى الأحد',
  'Subject: أنا في إجازة',
  'Subject: إشعار غياب',
  'Subject: 自動応答: news',
]

const bodies: readonly string[] = [
  'I am away until Monday. For urgent matters write to my colleague colleague@example.com.',
  'أنا خارج المكتب حتى يوم الأحد، وسأرد على رسالتك عند عودتي.',
  'I have left the company; this mailbox will be disabled and my address no longer exists.',
]

export const answers: readonly string[] = headers.map(
  (head, index) => `From: Reader <reader@example.com>
To: bounces+bcsfm5ujpk@news.example.org
${head}
MIME-Version: 1.0
Content-Type: text/plain; charset=utf-8

${bodies[index % bodies.length]}
`,
)

const report = (type: string, part: string, body: string): string => `From: Mail System <mailer@example.com>
To: bounces+bcsfm5ujpk@news.example.org
Subject: Report
MIME-Version: 1.0
Content-Type: multipart/report; report-type=${type}; boundary=b

--b
Content-Type: text/plain

A report.
--b
Content-Type: message/${part}

${body}

--b--
`

const delivery = (action: string, status: string): string =>
  report(
    'delivery-status',
    'delivery-status',
    `Reporting-MTA: dns; mx.example\n\nFinal-Recipient: rfc822; r@example.com\nAction: ${action}\nStatus: ${status}`,
  )

/** Reports that a message arrived, was read, or was looked at by a machine. */
export const harmless: readonly string[] = [
  delivery('delivered', '2.0.0'),
  delivery('relayed', '2.1.5'),
  delivery('expanded', '2.0.0'),
  report(
    'disposition-notification',
    'disposition-notification',
    'Final-Recipient: rfc822; r@example.com\nDisposition: manual-action/MDN-sent-manually; displayed',
  ),
  report('feedback-report', 'feedback-report', 'Feedback-Type: auth-failure\nVersion: 1'),
  report('feedback-report', 'feedback-report', 'Feedback-Type: not-spam\nVersion: 1'),
  report('feedback-report', 'feedback-report', 'Feedback-Type: virus\nVersion: 1'),
]

/** Notices that a server still tries. */
export const delays: readonly string[] = [
  delivery('delayed', '4.4.1'),
  delivery('delayed', '4.7.1'),
  `From: Mail Delivery System <Mailer-Daemon@example.net>
To: bounces@news.example.org
Subject: Warning: message 1abc delayed 24 hours
Auto-Submitted: auto-replied

This message was created automatically by mail delivery software.
A message that you sent has not yet been delivered to one or more of its
recipients after more than 24 hours on the queue.

  r@example.com
    host mx.example.com: 451 4.3.0 try later

No action is required on your part. Delivery attempts will continue.
`,
  `From: MAILER-DAEMON@barid.example
To: bounces@news.example.org
Subject: تأخّر تسليم رسالتك

لم يتم تسليم رسالتك بعد إلى r@example.com وما زالت المحاولة مستمرة.
`,
]

export const complaints: readonly string[] = ['abuse', 'fraud', 'opt-out'].map((type) =>
  report(
    'feedback-report',
    'feedback-report',
    `Feedback-Type: ${type}\nUser-Agent: F/1\nVersion: 1\nOriginal-Mail-From: <bounces+bcsfm5ujpk@news.example.org>\nOriginal-Rcpt-To: <r@example.com>`,
  ),
)
