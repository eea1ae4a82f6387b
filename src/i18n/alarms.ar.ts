import type { AlarmKey } from './alarms.en.ts'

/** What admins are told when something is wrong, in Arabic: passives and verbal nouns, so that they address everybody. */
export const alarmsAr: Readonly<Record<AlarmKey, string>> = {
  'alarm.complaints.title': 'قرّاء يبلّغون عن «{newsletter}» بوصفها بريدًا مزعجًا',
  'alarm.complaints.what':
    'البلاغات من أصل {total, number} رسالة: {count, plural, zero {لا شيء} one {بلاغ واحد} two {بلاغان} few {# بلاغات} many {# بلاغًا} other {# بلاغ}}، أي {percent}%. يطلب Gmail أقل من واحد في الألف، ويحجب المرسل عند ثلاثة في الألف.',
  'alarm.complaints.do':
    'السؤال الأول: إلى من تصل هذه النشرة؟ لعل فيهم من لم يطلبها قط، أو من نسي أنه طلبها. ويُستبعد ما استُورد حديثًا قبل الاستئناف.',

  'alarm.hard_bounces.title': 'عناوين كثيرة في «{newsletter}» لا وجود لها',
  'alarm.hard_bounces.what':
    'العائد نهائيًّا من أصل {total, number} رسالة: {count, plural, zero {لا شيء} one {رسالة واحدة} two {رسالتان} few {# رسائل} many {# رسالة} other {# رسالة}}، أي {percent}%. وهذه عند خوادم البريد علامة القوائم المشتراة.',
  'alarm.hard_bounces.do': 'يُنظر من أين جاءت هذه العناوين، ويُستبعد ما جاء من الطريق نفسه قبل الاستئناف.',

  'alarm.breaker.title': 'رسائل «{newsletter}» لا تُقبل',
  'alarm.breaker.what': 'المحاولات الأخيرة: {total, number}، وما لم يُقبل منها: {count, number}. وآخر جواب: {reply}',
  'alarm.breaker.do':
    'يُصلح ما يذكره الجواب، كمرسل محجوب أو كلمة مرور خاطئة أو حصة مستنفدة. ثم يُستأنف العدد فيصل إلى من لم يصله بعد.',

  'alarm.uncertain.title': 'الرسائل غير المؤكدة أكثر مما يفسره حادث واحد',
  'alarm.uncertain.what':
    'غير المؤكد خلال ساعة: {count, plural, zero {لا شيء} one {رسالة واحدة} two {رسالتان} few {# رسائل} many {# رسالة} other {# رسالة}}. وعدد الاتصالات بخوادم البريد: {total, number}.',
  'alarm.uncertain.do':
    'إما خادم بريد ينقطع مرارًا، وإما عمليات إرسال تتوقف فجأة، والسجل يبيّن أيهما. وبعد الإصلاح يمكن من صفحة العدد إعادة إرسال غير المؤكد.',

  'alarm.parked.title': 'نُحّي جزء من «{newsletter}» جانبًا',
  'alarm.parked.what':
    'توقفت عمليات الإرسال واحدة بعد أخرى عند {count, plural, zero {أي جزء} one {جزء واحد} two {جزأين} few {# أجزاء} many {# جزءًا} other {# جزء}} من العدد، أما بقيته فتُرسل.',
  'alarm.parked.do': 'السجل يبيّن سبب التوقف. وبعد إصلاحه يُستأنف العدد فتعاد محاولة هذه الأجزاء.',

  'alarm.relay.title': 'خادم بريد لا يعمل',
  'alarm.relay.what':
    '{name} متعطل منذ {count, plural, zero {لحظات} one {دقيقة واحدة} two {دقيقتين} few {# دقائق} many {# دقيقة} other {# دقيقة}}. وما ظهر هو: {reply}',
  'alarm.relay.do':
    'يُنظر أيعمل الخادم أم لا، وهل عنوانه وكلمة مروره صحيحان في الإعداد SMTP_URL. أما الرسائل فتنتظر، وتخرج من تلقاء نفسها حين يجيب.',

  'alarm.clock.title': 'ساعة أحد الأجهزة غير مضبوطة',
  'alarm.clock.what':
    'تختلف ساعة {name} عن ساعة قاعدة البيانات بفارق {count, plural, zero {لا يُذكر} one {ثانية واحدة} two {ثانيتين} few {# ثوانٍ} many {# ثانية} other {# ثانية}}. وإلى أن تُضبط لا يخطط هذا الجهاز شيئًا ولا يرسل.',
  'alarm.clock.do': 'تُضبط ساعته عبر NTP، ثم يعود إلى العمل من تلقاء نفسه.',

  'alarm.dkim.title': 'مفتاح DKIM لا يصلح للاستعمال',
  'alarm.dkim.what': '{name}: {reason}',
  'alarm.dkim.do': 'يُنشأ مفتاح جديد ويُضاف سجله إلى DNS، ثم يُعتمد للتوقيع.',

  'alarm.held.title': 'عدد من «{newsletter}» ينتظر',
  'alarm.held.what': '{reason}',
  'alarm.held.do': 'بعد استكمال ذلك يخرج العدد من تلقاء نفسه في دقيقة أو دقيقتين.',

  'alarm.unfit.title': 'أُوقفت رسالة من «{newsletter}» قبل خروجها',
  'alarm.unfit.what': '{reason}',
  'alarm.unfit.do': 'يُستكمل ذلك ثم يُستأنف العدد، أو يُلغى.',

  'alarm.ledger.title': 'حساب «{newsletter}» غير متطابق',
  'alarm.ledger.what': 'في الخطة {total, number}، وفي الدفتر {count, number}.',
  'alarm.ledger.do': 'ينبغي ألا يحدث هذا. يُرجى إبقاء قاعدة البيانات على حالها، والإبلاغ عنه مع السجل.',

  'alarm.paused': 'توقف العدد مؤقتًا من تلقاء نفسه، ولن يخرج منه شيء إلى أن يُستأنف.',
  'alarm.action': 'فتح غرفة التحرير',
  'alarm.reason': 'تصلك هذه الرسالة لأن لك حسابًا في غرفة التحرير.',
}
