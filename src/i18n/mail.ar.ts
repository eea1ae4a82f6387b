import type { MailKey } from './mail.en.ts'

/** What Nashra's mails say in Arabic: verbal nouns in place of imperatives, so that they address everybody. */
export const mailAr: Readonly<Record<MailKey, string>> = {
  comma: '،',
  // No raised dot: beside a date it reads as the Arabic zero.
  separator: '، ',
  subject_more:
    '{count, plural, zero {ولا مقالات أخرى} one {ومقال آخر} two {ومقالان آخران} few {و# مقالات أخرى} many {و# مقالًا آخر} other {و# مقال آخر}}',
  test_prefix: '[تجربة]',
  untitled: 'بلا عنوان',
  editor_note: 'كلمة التحرير',
  read_more: 'متابعة القراءة ←',
  more_on_site:
    '{count, plural, zero {لا مقالات أخرى على الموقع} one {ومقال آخر على الموقع} two {ومقالان آخران على الموقع} few {و# مقالات أخرى على الموقع} many {و# مقالًا آخر على الموقع} other {و# مقال آخر على الموقع}}',
  reason: 'تصلك هذه الرسالة لأنك اشتركت في «{newsletter}».',
  sent_to: 'أُرسلت إلى العنوان {address}',
  unsubscribe: 'إلغاء الاشتراك',
  preferences: 'تفضيلات الاشتراك',
  sender: 'الجهة المرسِلة: {sender}.',
  nashra: 'نشرة',

  instantly: 'فور نشر كل جديد',
  daily: 'مرة في اليوم كلما نُشر جديد',
  weekly: 'مرة في الأسبوع كلما نُشر جديد',

  confirm_subject: 'تأكيد اشتراكك في «{newsletter}»',
  confirm_title: 'بقيت خطوة واحدة',
  confirm_asked: 'وصلنا طلب اشتراك في «{newsletter}»، والأرجح أنه منك، بهذا العنوان: {address}',
  confirm_terms: 'بعد التأكيد تصلك رسائل {sender} {cadence}.',
  confirm_action: 'تأكيد الاشتراك',
  confirm_ignore: 'إن لم يكن الطلب منك فلا حاجة إلى فعل شيء: من دون التأكيد لن يحدث شيء، ولن تصلك النشرة.',
  confirm_reason: 'تصلك هذه الرسالة لأن عنوانك أُدخل في استمارة الاشتراك في «{newsletter}».',
  link_life:
    '{days, plural, zero {انتهت صلاحية هذا الرابط.} one {هذا الرابط صالح مدة يوم واحد.} two {هذا الرابط صالح مدة يومين.} few {هذا الرابط صالح مدة # أيام.} many {هذا الرابط صالح مدة # يومًا.} other {هذا الرابط صالح مدة # يوم.}}',

  already_subject: 'اشتراكك في «{newsletter}» قائم بالفعل',
  already_title: 'اشتراكك قائم بالفعل',
  already_asked: 'وصلنا طلب اشتراك في «{newsletter}»، والأرجح أنه منك، بهذا العنوان: {address}',
  already_state: 'هذا العنوان مشترك من قبل، فلم يتغير شيء. ويمكنك في أي وقت اختيار موعد ما يصلك.',
  already_action: 'فتح تفضيلات الاشتراك',
  already_ignore: 'إن لم يكن الطلب منك فلا حاجة إلى فعل شيء.',

  return_subject: 'العودة إلى «{newsletter}»',
  return_title: 'عودة إلى النشرة؟',
  return_asked: 'سبق أن أُلغي اشتراك هذا العنوان في «{newsletter}»، ووصلنا الآن طلب جديد، والأرجح أنه منك: {address}',
  return_terms: 'يبقى الإلغاء نافذًا إلى أن تؤكَّد العودة بالرابط أدناه.',
  return_action: 'العودة إلى النشرة',
  return_ignore: 'إن لم يكن الطلب منك فلا حاجة إلى فعل شيء: من دون التأكيد لن يحدث شيء، ولن تصلك النشرة.',

  manage_subject: 'رابط إدارة اشتراكك',
  manage_title: 'تفضيلات اشتراكك',
  manage_asked: 'طُلب رابط لإدارة اشتراكات هذا العنوان: {address}',
  manage_private: 'هذا الرابط لك وحدك: كل من يحصل عليه يستطيع تغيير اشتراكك.',
  manage_action: 'فتح تفضيلات الاشتراك',
  manage_ignore: 'إن لم يكن الطلب منك فلا حاجة إلى فعل شيء: لم يتغير شيء.',
  manage_reason: 'تصلك هذه الرسالة لأن رابطًا طُلب لعنوانك.',
}
