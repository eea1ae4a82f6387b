import type { OpenedMail } from './open-mail.ts'

const markers = [
  'x-autoreply',
  'x-autorespond',
  'x-autoresponder',
  'x-auto-reply-from',
  'x-vacation',
  'x-mail-autoreply',
]

const subjects =
  /^\s*(?:re: *)?(?:auto(?:matic|matisch|matique)?[ :-]|autoreply|automatic reply|out of (?:the )?office|vacation|away from|i am (?:away|out)|abwesen|automatische antwort|réponse automatique|absence|absent|respuesta automática|fuera de (?:la )?oficina|risposta automatica|resposta automática|автоответ|自動応答|自动回复|(?:ال)?رد (?:ال)?(?:تلقائي|آلي)|خارج (?:ال)?مكتب|(?:في|أنا في) إجازة|إشعار غياب)/iu

/** Whether a program answered for its owner (RFC 3834 and the older marks): such an answer says nothing of the address. */
export const isAutoReply = ({ headers, subject }: OpenedMail): boolean => {
  const submitted = headers.first('auto-submitted').toLowerCase()
  if (submitted !== '' && !submitted.startsWith('no')) return true
  if (/^(?:bulk|junk|auto_reply)/i.test(headers.first('precedence'))) return true
  return markers.some((name) => !/^(?:no)?$/i.test(headers.first(name))) || subjects.test(subject)
}
