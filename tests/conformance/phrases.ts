import type { Dice } from './dice.ts'

/** In which script a mail is mostly written. */
export type Script = 'arabic' | 'mixed' | 'latin'

const arabic = [
  'لماذا تنسى الطوابير؟',
  'أخبارُ الأسبوعِ مُشَكَّلةً تشكيلًا تامًّا',
  'حوارٌ مع مهندسة البرمجيات عن الصبر',
  'مَن يكتب الشيفرة ليلًا؟',
  'القراءة في زمن الخوارزميات',
  'عشر ملاحظات على هامش المؤتمر',
  'كيف نُحسن الإصغاء إلى القرّاء',
  'رسالة من التحرير: عامٌ جديد، ونشرةٌ أخفّ',
  'فَسَيَكْفِيكَهُمُ وأَفَاسْتَسْقَيْنَاكُمُوهَا كلمتان طويلتان',
  'سوق الكتب المستعملة، ٢٠٢٦',
]

const mixed = [
  'WordPress 6.9 متاح الآن: ما الجديد؟',
  'إصدار Node.js 26 وميزة Temporal',
  '3 أخبار عن HTTP/3 و QUIC',
  'مراجعة كتاب “Designing Data-Intensive Applications”',
  'تحديث CVE-2026-0001: ماذا نفعل؟ (عاجل)',
  'مقارنة بين C++ و Rust في ١٢ سطرًا',
  '\u2067نص معزول\u2069 then English ثم عربي',
  'السعر: $12.50 (حوالي ٤٧ ريالًا)',
  'עברית, العربية and English في سطر واحد',
]

const latin = [
  'Why queues forget',
  'A week of small releases: what changed, what broke, and what nobody noticed until Friday',
  'Donaudampfschifffahrtselektrizitätenhauptbetriebswerkbauunterbeamtengesellschaft',
  'Q&A: "Is e-mail dead?" = No.',
  'Ça va? Naïve façade, jalapeño, smörgåsbord',
  'Subject: with colons: and; semicolons, commas <angles> (parens) @ signs',
  '=?UTF-8?B?bm90IGFuIGVuY29kZWQgd29yZA==?=',
  '日本語の見出しと長い長い長い長い長い長い長い長い長い長い題名',
]

const emoji = ['📬', '👩‍👩‍👧‍👦', '🇪🇬', '🚀🚀🚀', '❤️‍🔥', '👍🏽']
const endless = ['ع'.repeat(90), 'x'.repeat(180), 'كلمة'.repeat(40), '🎉'.repeat(30)]

const pools: Readonly<Record<Script, readonly string[]>> = { arabic, mixed, latin }

/** A title: now and then with emoji, or with a word that no line holds. */
export const title = (dice: Dice, script: Script): string => {
  const words = dice.some(pools[script], dice.number(1, 2))
  if (dice.chance(0.3)) words.splice(dice.number(0, words.length), 0, dice.one(emoji))
  if (dice.chance(0.08)) words.push(dice.one(endless))
  return words.join(dice.chance(0.1) ? '   ' : ' ')
}

/** A paragraph of some sentences. */
export const paragraph = (dice: Dice, script: Script): string =>
  dice.some(pools[script], dice.number(1, 9)).join('. ') + (dice.chance(0.1) ? `\n.\n..${dice.one(endless)} = ` : '')

/** A name as readers give it; null where they give none. */
export const readerName = (dice: Dice): string | null => (dice.chance(0.3) ? null : dice.one(names))

const names = [
  'سلمى',
  'عبد الرحمن بن عبد العزيز آل سعود',
  'د. ليلى “أم أحمد” المنصوري، القاهرة',
  'أستاذ/ محمد (مدير)',
  'فاطمة الزهراء بنت محمد بن عبد الله بن عبد المطلب بن هاشم بن عبد مناف بن قصي بن كلاب',
  'محمد Mike أحمد',
  'Salma',
  "Miles O'Brien",
  'Nguyễn Thị Minh Khai',
  'Doe, John "JD" \\ Jr.',
  'sales@example.com',
  '=?UTF-8?Q?x?=',
  '👩‍💻 هناء 🇯🇴',
  'قسطنطينوبوليتانيسكاياالطويلةجدًّابلامسافاتعلىالإطلاق',
  'x'.repeat(120),
  ' سعاد  مسافات ',
]
