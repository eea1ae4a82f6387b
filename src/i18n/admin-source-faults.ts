import type { Locale } from '../domain/locale.ts'

const en = {
  bad_address: 'Its address is not a web address.',
  not_http: 'Its address begins with neither http nor https.',
  credentials_in_address: 'Its address holds a user name or password, which is not allowed.',
  blocked_address: 'Its address leads into a private network. If that is meant, name the host in ALLOW_SOURCES.',
  blocked_port: 'Its address names a port other than 80 and 443.',
  dns: 'The name of its host is not known. Is it spelt right, and is the domain still registered?',
  refused_connection: 'Its host does not accept the connection.',
  tls: 'Its certificate is not valid, so the connection cannot be trusted.',
  timeout: 'It did not answer in time.',
  cut_short: 'Its answer broke off in the middle.',
  too_large: 'Its answer is larger than 5 MB.',
  redirects: 'It leads from one address to the next without end.',
  http_status: 'It answered with an error.',
  malformed: 'Its answer is damaged and cannot be read.',
  not_json: 'It answered with something other than JSON. A firewall or a login page may stand in front of it.',
  not_a_feed: 'There is neither a feed at this address nor a link to one.',
  doctype: 'Its feed holds a DOCTYPE, which is refused for safety.',
}

type SourceFaultWord = keyof typeof en

const ar: Readonly<Record<SourceFaultWord, string>> = {
  bad_address: 'عنوانه ليس عنوان ويب.',
  not_http: 'لا يبدأ عنوانه بـ\u2066http\u2069 ولا \u2066https\u2069.',
  credentials_in_address: 'في عنوانه اسم مستخدم أو كلمة مرور، وهذا غير مسموح به.',
  blocked_address: 'يقود عنوانه إلى شبكة خاصة. إن كان ذلك مقصودًا فيُذكر المضيف في \u2066ALLOW_SOURCES\u2069.',
  blocked_port: 'يذكر عنوانه منفذًا غير 80 و443.',
  dns: 'اسم مضيفه غير معروف. لعل في كتابته خطأ، أو لعل تسجيل النطاق انتهى.',
  refused_connection: 'لا يقبل مضيفه الاتصال.',
  tls: 'شهادته غير صالحة، فلا يوثق بالاتصال.',
  timeout: 'لم يُجب في الوقت المحدد.',
  cut_short: 'انقطع جوابه في منتصفه.',
  too_large: 'جوابه أكبر من 5 م.ب.',
  redirects: 'يحيل من عنوان إلى آخر بلا نهاية.',
  http_status: 'أجاب بخطأ.',
  malformed: 'جوابه تالف ولا يُقرأ.',
  not_json: 'أجاب بغير JSON. لعل أمامه جدار حماية أو صفحة دخول.',
  not_a_feed: 'لا خلاصة في هذا العنوان ولا رابط إليها.',
  doctype: 'في خلاصته DOCTYPE، وهو مرفوض حرصًا على السلامة.',
}

const texts = { ar, en }
const otherwise: Readonly<Record<Locale, string>> = { ar: 'تعذرت قراءته', en: 'It could not be read' }

const isKnown = (word: string): word is SourceFaultWord => Object.hasOwn(en, word)

/** What is wrong with a source, in plain words, from the machine word that the last fetch left; a word unknown here is quoted. */
export const sourceFaultText = (word: string, lang: Locale): string =>
  isKnown(word) ? texts[lang][word] : `${otherwise[lang]} (${word}).`
