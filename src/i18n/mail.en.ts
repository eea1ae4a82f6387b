/** What Nashra's mails say in English. */
export const mailEn = {
  comma: ',',
  separator: ' · ',
  subject_more: '{count, plural, =0 {and no more} one {and one more} other {and # more}}',
  test_prefix: '[Test]',
  untitled: 'Untitled',
  editor_note: 'From the editor',
  read_more: 'Read more →',
  more_on_site:
    '{count, plural, =0 {No more posts on the site} one {And one more on the site} other {And # more on the site}}',
  reason: 'You get this because you subscribed to {newsletter}.',
  sent_to: 'It was sent to {address}.',
  unsubscribe: 'Unsubscribe',
  preferences: 'Preferences',
  sender: 'Sent by {sender}.',
  nashra: 'Nashra',

  instantly: 'as soon as something is published',
  daily: 'once a day, when there is something new',
  weekly: 'once a week, when there is something new',

  confirm_subject: 'Confirm your subscription to {newsletter}',
  confirm_title: 'One step left',
  confirm_asked: 'Somebody, probably you, asked to subscribe this address to {newsletter}: {address}',
  confirm_terms: 'Once you confirm, {sender} will write to you {cadence}.',
  confirm_action: 'Confirm the subscription',
  confirm_ignore:
    'If it was not you, do nothing: without your confirmation nothing happens, and the newsletter will not come.',
  confirm_reason: 'You get this because your address was entered in the sign-up form of {newsletter}.',
  link_life:
    '{days, plural, =0 {This link has run out.} one {This link is good for one day.} other {This link is good for # days.}}',

  already_subject: 'You already subscribe to {newsletter}',
  already_title: 'You are subscribed already',
  already_asked: 'Somebody, probably you, asked to subscribe this address to {newsletter}: {address}',
  already_state: 'It is subscribed already, so nothing has changed. How often it comes is yours to choose.',
  already_action: 'Open your preferences',
  already_ignore: 'If it was not you, there is nothing you need to do.',

  return_subject: 'Come back to {newsletter}?',
  return_title: 'Would you like to come back?',
  return_asked:
    'This address left {newsletter} earlier, and somebody, probably you, has just signed it up again: {address}',
  return_terms: 'Your earlier “no” stands until you confirm with the link below.',
  return_action: 'Come back to the newsletter',
  return_ignore:
    'If it was not you, do nothing: without your confirmation nothing happens, and the newsletter will not come.',

  manage_subject: 'Your link to manage your subscription',
  manage_title: 'Your preferences',
  manage_asked: 'A link was requested to manage what this address subscribes to: {address}',
  manage_private: 'Keep this link to yourself: whoever has it can change the subscription.',
  manage_action: 'Open your preferences',
  manage_ignore: 'If it was not you, there is nothing you need to do: nothing has changed.',
  manage_reason: 'You get this because a link was requested for your address.',
} as const

export type MailKey = keyof typeof mailEn
