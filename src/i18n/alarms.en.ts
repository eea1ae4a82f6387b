/** What admins are told when something is wrong, in mails and in the newsroom alike: what it is, what is known, what to do. */
export const alarmsEn = {
  'alarm.complaints.title': 'Readers report {newsletter} as spam',
  'alarm.complaints.what':
    '{count, plural, one {# complaint} other {# complaints}} about {total, number} messages: {percent}%. Gmail wants less than 0.1%, and blocks senders at 0.3%.',
  'alarm.complaints.do':
    'Look at whom this goes to: readers who never asked for it, or who have forgotten that they did. Take out what was imported lately before you go on.',

  'alarm.hard_bounces.title': 'Many addresses of {newsletter} do not exist',
  'alarm.hard_bounces.what':
    'Of {total, number} messages {count, plural, one {# came} other {# came}} back for good: {percent}%. To receivers that is the mark of a bought list.',
  'alarm.hard_bounces.do':
    'Find out where these addresses came from, and take out those that came the same way before you go on.',

  'alarm.breaker.title': 'Messages of {newsletter} are not being taken',
  'alarm.breaker.what':
    'Of the last {total, number} messages {count, number} were not accepted. The last reply was: {reply}',
  'alarm.breaker.do':
    'Put right what the reply names, such as a blocked sender, a wrong password or a used-up quota. Then let the issue go on: it reaches those whom it has not reached yet.',

  'alarm.uncertain.title': 'More messages are in doubt than one accident explains',
  'alarm.uncertain.what':
    'Within an hour {count, plural, one {# message} other {# messages}} became uncertain. Connections to relays: {total, number}.',
  'alarm.uncertain.do':
    'A relay breaks off again and again, or workers die; the log says which. Once that is mended, the uncertain ones can be sent again from the page of their issue.',

  'alarm.parked.title': 'A part of {newsletter} was set aside',
  'alarm.parked.what':
    'Worker after worker died over {count, plural, one {# part} other {# parts}} of an issue. The rest of it goes on.',
  'alarm.parked.do':
    'The log says what the workers died of. Once that is mended, let the issue go on: these parts are tried again.',

  'alarm.relay.title': 'A relay cannot be used',
  'alarm.relay.what':
    '{name} has been at fault for {count, plural, one {# minute} other {# minutes}}. What was seen: {reply}',
  'alarm.relay.do':
    'See whether it runs, and whether its address and password in SMTP_URL are right. Mail waits, and goes out by itself once it answers.',

  'alarm.clock.title': 'The clock of a worker is wrong',
  'alarm.clock.what':
    'The clock of {name} is {count, plural, one {# second} other {# seconds}} away from that of the database. Until it is right, this worker plans and sends nothing.',
  'alarm.clock.do': 'Have its clock kept by NTP. It goes on by itself.',

  'alarm.dkim.title': 'A DKIM key cannot be used',
  'alarm.dkim.what': '{name}: {reason}',
  'alarm.dkim.do': 'Make a new key, put its record into the DNS, and have mail signed with it.',

  'alarm.held.title': 'An issue of {newsletter} is held back',
  'alarm.held.what': '{reason}',
  'alarm.held.do': 'Once this is put right, the issue goes out by itself within a minute or two.',

  'alarm.unfit.title': 'A message of {newsletter} was stopped before it went out',
  'alarm.unfit.what': '{reason}',
  'alarm.unfit.do': 'Put this right, then let the issue go on, or cancel it.',

  'alarm.ledger.title': 'The ledger of {newsletter} does not add up',
  'alarm.ledger.what': 'Planned were {total, number}; the ledger holds {count, number}.',
  'alarm.ledger.do': 'This must not happen. Please keep the database as it is, and report it together with the log.',

  'alarm.paused': 'The issue was paused by itself: nothing more of it goes out until somebody lets it go on.',
  'alarm.action': 'Open the newsroom',
  'alarm.reason': 'You get this because you have an account in the newsroom.',
} as const

export type AlarmKey = keyof typeof alarmsEn
