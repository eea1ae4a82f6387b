import type { ProblemKind, ProblemText } from './problems.ts'

/** Every kind of problem, in English. */
export const problemsEn: Readonly<Record<ProblemKind, ProblemText>> = {
  invalid: {
    title: 'Something in the request is not right',
    meaning: 'A field is missing, or holds a value that cannot be used. Nothing was changed.',
    next: 'Look at the fields that are named, correct them and send the request again.',
  },
  'not-found': {
    title: 'There is nothing here',
    meaning:
      'No page and no record has this address. It may have moved, or the address may have been shortened on its way.',
    next: 'Check the address, or start again from the front page.',
  },
  conflict: {
    title: 'This does not fit the present state',
    meaning: 'What was asked for is not possible now: something was changed in the meantime, or it exists already.',
    next: 'Load the page or the record again, look at its state, and repeat the step if it is still wanted.',
  },
  forbidden: {
    title: 'This is not allowed',
    meaning:
      'We know who is asking, but this step is not among their rights. A form that stayed open for a long time, or was sent from another site, is refused in the same way.',
    next: 'Load the page anew and try once more. For an API key, ask an admin for one with the scope that is named.',
  },
  unauthorized: {
    title: 'Please sign in',
    meaning: 'This needs a signed-in admin or an API key, and the request came without a valid one.',
    next: 'Sign in, or send the key in the header “Authorization: Bearer …”.',
  },
  'too-many-requests': {
    title: 'That was a little too fast',
    meaning: 'The same step was asked for many times in a short while. The limit protects inboxes from being flooded.',
    next: 'Wait a few minutes and try again. Programs find the waiting time, in seconds, in the header “Retry-After”.',
  },
  'link-expired': {
    title: 'This link has expired',
    meaning: 'Links that confirm something are good for a limited time, and that time is over.',
    next: 'Ask for a new link; it is sent to the same address.',
  },
  'link-invalid': {
    title: 'This link does not work',
    meaning: 'It is incomplete, or something changed it on its way, so that its signature does not match any more.',
    next: 'Open it from the mail once more, copy it whole into the address bar, or have a new one mailed to you.',
  },
  gone: {
    title: 'This no longer exists',
    meaning: 'It was here, and has been removed for good.',
    next: 'There is nothing to repeat. The front page shows what there is today.',
  },
  'not-ready': {
    title: 'Not ready yet',
    meaning: 'The service has just been started and is still preparing itself.',
    next: 'Try again in a minute.',
  },
  unsupported: {
    title: 'This format is not understood',
    meaning: 'The content came in a type, a language or an encoding that cannot be read here.',
    next: 'Send JSON as “application/json”, forms as “application/x-www-form-urlencoded”, and text in UTF-8.',
  },
  'payload-too-large': {
    title: 'That is too much at once',
    meaning: 'What was sent is larger than this address accepts.',
    next: 'Send less, or send it in several parts.',
  },
  'idempotency-mismatch': {
    title: 'This idempotency key belongs to another request',
    meaning: 'The same “Idempotency-Key” came before with different content. Nothing was done this time.',
    next: 'Use a new key for a new request, and the old key only to repeat the very same one.',
  },
  'method-not-allowed': {
    title: 'This step does not exist here',
    meaning: 'The address is right, but it does not know this method. The header “Allow” lists those it knows.',
    next: 'If you came by a link, go to the front page. Programs choose one of the methods listed.',
  },
  'unproven-call': {
    title: 'Nothing proves where this call comes from',
    meaning: 'Its signature, or its name and password, is missing, wrong or out of date. Nothing was recorded.',
    next: 'Compare the signing key, or the name and password, in the settings here with those at the provider.',
  },
  'malformed-json': {
    title: 'This JSON cannot be read',
    meaning: 'The content says that it is JSON, but a bracket, a quote or a comma is not where it should be.',
    next: 'Have a JSON library write the content, and send it again.',
  },
  internal: {
    title: 'Something went wrong on our side',
    meaning: 'A fault in the service, not in what you did. It has been written to its log.',
    next: 'Try once more. If it happens again, tell those who run this site, with the time and what you wanted to do.',
  },
  unavailable: {
    title: 'Out of reach for a moment',
    meaning:
      'A part that the service depends on, such as its database, does not answer at the moment. Nothing is lost.',
    next: 'Try again in a minute.',
  },
}
