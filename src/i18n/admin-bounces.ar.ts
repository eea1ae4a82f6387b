import type { AdminBounceKey } from './admin-bounces.en.ts'

/** What admins read about messages that came back, in Arabic. */
export const adminBouncesAr: Readonly<Record<AdminBounceKey, string>> = {
  'nav.bounces': 'الارتدادات',
  'bounces.title': 'ما ارتدّ من الرسائل',
  'bounces.lead': 'رسائل سُلِّمت ثم عادت، وقرّاء ضغطوا زر «بريد مزعج»: ما قيل عنها، وما ترتب على ذلك.',
  'bounces.none': 'لم يرتدّ شيء حتى الآن.',
  'bounces.kinds': 'ما يُعرض',
  'bounces.all': 'الكل',
  'bounces.one-issue': 'من عدد واحد فقط:',
  'bounces.every-issue': 'عرض ما ارتدّ من كل الأعداد',
  'bounces.older': 'الأقدم',
  'bounces.nobody': 'لا أحد نعرفه',
  'bounces.silent': 'لم يُذكر السبب.',
  'bounces.issue': 'العدد {id}',
  'bounces.lift': 'رفع الحجب',
  'notice.lifted': 'رُفع الحجب، ويعود البريد إلى هذا العنوان.',

  'bounce.hard': 'ارتداد دائم',
  'bounce.soft': 'ارتداد مؤقت',
  'bounce.complaint': 'شكوى',
  'bounces.hard': 'ارتدادات دائمة',
  'bounces.soft': 'ارتدادات مؤقتة',
  'bounces.complaint': 'شكاوى',
  'road.relay': 'من خادم البريد',
  'road.dsn': 'برسالة من خادم المستلم',
  'road.arf': 'برسالة من خدمة الشكاوى',
  'road.ses': 'من Amazon SES',
  'road.postmark': 'من Postmark',
  'road.sendgrid': 'من SendGrid',
  'road.mailgun': 'من Mailgun',
  'verdict.suppressed': 'حُجب العنوان، فلا يُرسل إليه شيء.',
  'verdict.lifted': 'كان العنوان محجوبًا، ثم رُفع عنه الحجب.',
  'verdict.counted': 'حُسب على العنوان. خمسة أعداد متتالية مرتدة تحجبه.',
  'verdict.noted': 'سُجِّل فقط، ولم يُحسب على أحد.',

  'returned.heading': 'ما ارتدّ',
  'returned.one-by-one': 'عرضها واحدة واحدة',
  'issues.returned':
    '{count, plural, zero {لم يرتدّ شيء} one {ارتدّت رسالة واحدة} two {ارتدّت رسالتان} few {ارتدّت # رسائل} many {ارتدّت # رسالة} other {ارتدّت # رسالة}}',
  'issues.complaints':
    '{count, plural, zero {بلا شكاوى} one {شكوى واحدة} two {شكويان} few {# شكاوى} many {# شكوى} other {# شكوى}}',
}
