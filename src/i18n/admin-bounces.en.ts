/** What admins read about messages that came back, in English. Its keys are the catalogue's. */
export const adminBouncesEn = {
  'nav.bounces': 'Bounces',
  'bounces.title': 'What came back',
  'bounces.lead':
    'Messages that were handed over and then returned, and readers who pressed “spam”: what was said, and what was made of it.',
  'bounces.none': 'Nothing came back so far.',
  'bounces.kinds': 'Which to show',
  'bounces.all': 'All',
  'bounces.one-issue': 'One issue only:',
  'bounces.every-issue': 'Show those of every issue',
  'bounces.older': 'Older ones',
  'bounces.nobody': 'Nobody we know',
  'bounces.silent': 'Nothing was said about it.',
  'bounces.issue': 'Issue {id}',
  'bounces.lift': 'Lift the suppression',
  'notice.lifted': 'The suppression is lifted. This address is mailed again.',

  'bounce.hard': 'Hard bounce',
  'bounce.soft': 'Soft bounce',
  'bounce.complaint': 'Complaint',
  'bounces.hard': 'Hard bounces',
  'bounces.soft': 'Soft bounces',
  'bounces.complaint': 'Complaints',
  'road.relay': 'from the relay',
  'road.dsn': 'by mail from the receiver',
  'road.arf': 'by mail from a feedback loop',
  'road.ses': 'by Amazon SES',
  'road.postmark': 'by Postmark',
  'road.sendgrid': 'by SendGrid',
  'road.mailgun': 'by Mailgun',
  'verdict.suppressed': 'The address is suppressed: nothing is mailed to it.',
  'verdict.lifted': 'The address was suppressed; this has been lifted since.',
  'verdict.counted': 'Counted. Five issues in a row that come back suppress an address.',
  'verdict.noted': 'Noted, and held against nobody.',

  'returned.heading': 'What came back',
  'returned.one-by-one': 'Show them one by one',
  'issues.returned': '{count, plural, one {# came back} other {# came back}}',
  'issues.complaints': '{count, plural, one {# complaint} other {# complaints}}',
}

export type AdminBounceKey = keyof typeof adminBouncesEn
