import type { ServerReply } from './refusals.ts'

/** A message that did not arrive, and why. */
export interface Failure {
  readonly recipient: string
  readonly reply: ServerReply
  /** Where the notice goes. */
  readonly returnPath: string
  readonly messageId: string
}

/** One way in which mail servers write notices. */
export type Shape = (failure: Failure) => string

/** What the server said, the address in its place. */
export const said = ({ recipient, reply }: Failure): string =>
  `${reply.code} ${reply.status} ${reply.text.replaceAll(/(?<!\w)@(?!\w)/g, recipient)}`.replace(' 5.0.0 ', ' ')

/** Headers of what was mailed. */
export const original = ({ recipient, returnPath, messageId }: Failure): string =>
  `Return-Path: <${returnPath}>
Received: from nashra.example.org (nashra.example.org [192.0.2.10])
	by mx.example.net (Postfix) with ESMTPS id 4XyZ; Sun, 22 Nov 2026 08:00:01 +0000 (UTC)
From: =?utf-8?B?2YXYsdi12K8=?= <news@example.org>
To: ${recipient}
Subject: =?utf-8?B?2YbYtNix2Kk=?=
Message-ID: ${messageId}
List-Unsubscribe: <https://news.example.org/unsubscribe/AAAA>, <mailto:bounces@news.example.org>
Date: Sun, 22 Nov 2026 08:00:00 +0000`

/** A report of several parts. */
export const multipart = (
  headers: string,
  parts: readonly (readonly [type: string, body: string])[],
  kind = 'delivery-status',
): string =>
  `${headers.trim()}
MIME-Version: 1.0
Content-Type: multipart/report; report-type=${kind};
	boundary="----=_Part_77.Report"

${parts.map(([type, body]) => `------=_Part_77.Report\nContent-Type: ${type}\n\n${body}\n`).join('')}------=_Part_77.Report--
`
