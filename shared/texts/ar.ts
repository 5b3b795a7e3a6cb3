// What the engine says about a fleet, in Arabic: the keys of en.ts. Values are isolated by `say`, so `host:port` may stand
// anywhere in a sentence. The glossary of these words is at the head of renderer/i18n/ar/arabic.ts.

import type { SharedTextKey } from './en.ts';

export const ARABIC: Readonly<Record<SharedTextKey, string>> = {
  // ── Problems: areas that cannot be read
  'problem.redis.unreachable.title': 'تعذّرت قراءة Redis',
  'problem.redis.unreachable.cause.unreachable': '{message}. تأكد من أن الخوادم تعمل وأن هذا الجهاز يصل إلى منافذها.',
  'problem.redis.unreachable.cause.timeout':
    '{message}. شيء ما يقبل الاتصال ولا يرد: خادم متجمّد، أو جدار حماية في الطريق.',
  'problem.redis.unreachable.cause.denied': '{message}. تحقق من المستخدم وكلمة المرور وما يُسمح للمستخدم به.',
  'problem.redis.unreachable.cause.hinted': '{message}. {hint}',
  'problem.redis.unreachable.cause.other': '{message}.',
  'problem.mongo.unreachable.title': 'تعذّرت قراءة MongoDB',
  'problem.mongo.unreachable.cause.unreachable': '{message}. تأكد من أن الأعضاء يعملون وأن هذا الجهاز يصل إلى منافذهم.',
  'problem.mongo.unreachable.cause.timeout':
    '{message}. شيء ما يقبل الاتصال ولا يرد: عضو متجمّد، أو جدار حماية في الطريق.',
  'problem.mongo.unreachable.cause.denied':
    '{message}. تحقق من المستخدم وكلمة المرور وقاعدة بيانات الاستيثاق وأدوار المستخدم.',
  'problem.mongo.unreachable.cause.hinted': '{message}. {hint}',
  'problem.mongo.unreachable.cause.other': '{message}.',
  'problem.backup.unreachable.title': 'تعذّرت قراءة مخازن النسخ الاحتياطية',
  'problem.backup.unreachable.cause.unreachable': '{message}. تأكد من أن المخزن موجود.',
  'problem.backup.unreachable.cause.timeout': '{message}. المخزن لا يرد.',
  'problem.backup.unreachable.cause.denied': '{message}. تأكد من أن لهذا المستخدم أن يقرأ المخزن.',
  'problem.backup.unreachable.cause.hinted': '{message}. {hint}',
  'problem.backup.unreachable.cause.other': '{message}.',

  // ── Problems: Redis shards
  'problem.redis.cluster-fail.title': 'عنقود Redis يرفض الطلبات',
  'problem.redis.cluster-fail.cause':
    'تقول عقده cluster_state:fail: فتحات بلا أساسي يعمل، أو أكثر الأساسيين لا يرى بعضهم بعضًا.',
  'problem.redis.slots-uncovered.title': 'فتحات لا مالك لها: {count:number}',
  'problem.redis.slots-uncovered.cause':
    'تفشل الطلبات على مفاتيح هذه الفتحات. اعرف ما كان عند آخر مالك لها قبل أن تُعطى لعقدة أخرى.',
  'problem.redis.slots-open.title': 'فتحات مفتوحة: {count:number}',
  'problem.redis.slots-open.cause':
    'فتحة مؤشَّرة على أنها تُنقل أو تُستورد: المفاتيح تُنقل الآن، أو نقلٌ انقطع وينتظر أن يُتمَّم.',
  'problem.redis.primary-down.title': 'أساسي الشظية {shard} متوقف',
  'problem.redis.primary-down.cause.failed': '{server} لا يرد، وأقرانه متفقون على أنه تعطّل. يستطيع {replica} أن يخلفه.',
  'problem.redis.primary-down.cause.silent':
    '{server} لا يرد. لم يتفق أقرانه بعد على أنه تعطّل؛ فإن اتفقوا خلفه {replica} من تلقاء نفسه.',
  'problem.redis.primary-down.cause.no-replica':
    '{server} لا يرد وليس للشظية {shard} نسخة متماثلة تعمل: لا تُخدم فتحاتها حتى يعود.',
  'problem.redis.no-healthy-replica.title': 'ليس للشظية {shard} نسخة متماثلة تعمل',
  'problem.redis.no-healthy-replica.cause.none':
    'ليس للعقدة {server} نسخة متماثلة: إن تعطلت لم تُخدم فتحاتها، وقد يضيع ما فيها.',
  'problem.redis.no-healthy-replica.cause.unhealthy':
    'لا نسخة متماثلة للعقدة {server} تعمل وتتصل بها: إن تعطلت الآن فلا أحد يخلفها.',

  // ── Problems: Redis nodes
  'problem.redis.node-down.title': 'عقدة Redis {server} متوقفة',
  'problem.redis.node-down.cause': 'لا ترد ({trouble}). أعد تشغيلها: تتبع بعدها من يقود شظيتها.',
  'problem.redis.node-suspected.title': 'عقدة Redis {server} مشتبه في تعطلها',
  'problem.redis.node-suspected.cause':
    'ترد على وحدة التحكم، لكن قرينًا لم يسمع منها طوال مهلة العقدة. إن وافقه أكثر الأساسيين استُبدلت.',
  'problem.redis.node-partial.title': 'لا تُقرأ عقدة Redis {server} إلا جزئيًا',
  'problem.redis.node-partial.cause': '{trouble}',
  'problem.redis.link-down.title': 'فقدت النسخة {server} أساسيها',
  'problem.redis.link-down.cause': 'وصلة النسخ إلى {primary} مقطوعة: تتأخر، ولا تصلح بديلًا كاملًا حتى تعود الوصلة.',
  'problem.redis.lag.title': 'النسخة {server} متأخرة {lagMs:ms}',
  'problem.redis.lag.cause':
    'أكثر من {limitMs:ms}: لو حُوّل التشغيل الآن لضاع ما لم تستلمه. يعطّلها بطء في الشبكة أو القرص أو انشغال النسخة نفسها.',
  'problem.redis.epochs-differ.title': 'عقد Redis مختلفة في شأن العنقود',
  'problem.redis.epochs-differ.cause':
    '{agreeing} من {known} عقدة ترد عند الحقبة {epoch}. بعد تحويل التشغيل يزول هذا في ثوانٍ؛ فإن بقي فالعقد لا تسمع بعضها.',
  'problem.redis.versions-differ.title': 'عقد Redis تعمل بإصدارات مختلفة',
  'problem.redis.versions-differ.cause':
    'الإصدارات {versions}: أتمّ الترقية، ولا تحوّل التشغيل من أساسي أحدث إلى نسخة أقدم.',

  // ── Problems: the cache
  'problem.redis.hit-ratio.title': 'نسبة الإصابة في الذاكرة المخبأة {ratio:percent} فقط',
  'problem.redis.hit-ratio.cause': 'الهدف {goal:percent}. تنتهي المفاتيح مبكرًا، أو أُخليت، أو تُطلب قبل أن يخزّنها أحد.',
  'problem.redis.memory.title': 'استعملت {server} {share:percent} من ذاكرتها',
  'problem.redis.memory.cause.evicts': 'حدها {maxBytes:bytes}. عند الحد تُخلي مفاتيح ({policy}) فتخفق الطلبات.',
  'problem.redis.memory.cause.refuses': 'حدها {maxBytes:bytes} وسياستها {policy}: عند الحد ترفض الكتابة.',
  'problem.redis.evictions.title': 'تُخلي {server} مفاتيح، في الثانية {perSecond}',
  'problem.redis.evictions.cause':
    'بلغت حد ذاكرتها وتُسقط مفاتيح ({policy}) قبل انتهائها. زد ذاكرتها، أو قصّر مدد الحياة، أو أضف شظية.',
  'problem.redis.no-max-memory.title': 'ليس لذاكرة {server} حد',
  'problem.redis.no-max-memory.cause': 'من دون maxmemory تنمو حتى ينهيها نظام التشغيل. اضبط حدًا وسياسة إخلاء.',

  // ── Problems: MongoDB
  'problem.mongo.no-primary.title': 'لا أساسي في مجموعة النسخ المتماثلة {set}',
  'problem.mongo.no-primary.cause.electing':
    'يعمل {votersUp} من {voters} أعضاء مصوّتين، وهذا يكفي للانتخاب: الانتخاب جارٍ. والكتابة تنتظر.',
  'problem.mongo.no-primary.cause.no-majority':
    'لا يعمل إلا {votersUp} من {voters} أعضاء مصوّتين، والمطلوب أغلبية. تفشل الكتابة حتى يعود عضو آخر.',
  'problem.mongo.no-spare-voter.title': 'لا تحتمل مجموعة النسخ المتماثلة {set} فقد عضو آخر',
  'problem.mongo.no-spare-voter.cause':
    'يعمل {votersUp} من {voters} أعضاء مصوّتين: إن تعطل واحد آخر فلا أغلبية ولا أساسي.',
  'problem.mongo.even-voters.title': 'عدد الأصوات زوجي في مجموعة النسخ المتماثلة {set}',
  'problem.mongo.even-voters.cause':
    'عدد الأصوات {voters}: إن شطرتها الشبكة نصفين لم ينتخب أي منهما أساسيًا. أضف عضوًا أو انزع صوتًا.',
  'problem.mongo.oplog-window.title': 'نافذة oplog لا ترجع إلا {windowMs:ms}',
  'problem.mongo.oplog-window.cause':
    'امتلأ oplog ويُسقط الأقدم. العضو الذي يغيب أكثر من ذلك ينسخ كل شيء من جديد؛ واستهدف {minimumMs:ms} على الأقل.',
  'problem.mongo.priority.title': 'الأساسي ليس العضو المفضّل',
  'problem.mongo.priority.cause':
    '{primary} هو الأساسي، مع أن {preferred} أعلى أولوية ({priority}) ويعمل: شيء يمنعه من تولّي الدور، كتأخّره أو تجميده.',
  'problem.mongo.member-down.title': 'عضو MongoDB {server} متوقف',
  'problem.mongo.member-down.cause': 'لا يرد ({trouble}). أعد تشغيله: يلحق بالباقين من oplog من تلقاء نفسه.',
  'problem.mongo.member-partial.title': 'لا يُقرأ عضو MongoDB {server} إلا جزئيًا',
  'problem.mongo.member-partial.cause': '{trouble}',
  'problem.mongo.member-state.title': 'عضو MongoDB {server} في الحالة {state}',
  'problem.mongo.member-state.cause': 'يعمل، لكنه لا يخدم القراءة ولا يصلح خلفًا حتى يعود إلى PRIMARY أو SECONDARY.',
  'problem.mongo.lag.title': 'عضو MongoDB {server} متأخر {lagMs:ms}',
  'problem.mongo.lag.cause': 'أكثر من {limitMs:ms}: القراءة منه قديمة، وقد تنتظره كتابات الأغلبية.',
  'problem.mongo.versions-differ.title': 'أعضاء MongoDB يعملون بإصدارات مختلفة',
  'problem.mongo.versions-differ.cause': 'الإصدارات {versions}: أتمّ الترقية قبل أي تغيير آخر.',
  'problem.mongo.missing-privilege.title': 'لا يظهر: {shows}',
  'problem.mongo.missing-privilege.cause':
    'ليس لمستخدم وحدة التحكم الامتياز {privilege}. امنحه إياه ليظهر هذا؛ وما عداه يعمل من دونه.',

  // ── Problems: backups
  'problem.backup.none.title': 'لا توجد نسخة احتياطية',
  'problem.backup.none.cause': 'لا مخزن فيه مجموعة كاملة من هذا الاتصال. ما يضيع الآن يضيع.',
  'problem.backup.old.title': 'عمر آخر نسخة احتياطية {ageMs:ms}',
  'problem.backup.old.cause': 'المجموعة {set} هي الأحدث؛ والنسخة اليومية لا يزيد عمرها على {maximumMs:ms}.',
  'problem.backup.unverified.title': 'آخر نسخة احتياطية لم تُفحص قط',
  'problem.backup.unverified.cause': 'لم يقرأ أحد المجموعة {set} من جديد ويقارنها ببيانها.',
  'problem.backup.damaged.title': 'آخر نسخة احتياطية تالفة',
  'problem.backup.damaged.cause':
    'وجد فحص المجموعة {set} ملفات معيبة: {faults}. خذ نسخة جديدة الآن، واعرف ما الذي يُتلف المخزن.',
  'problem.backup.drill.title': 'لم تُستعَد آخر نسخة احتياطية كما حُفظت',
  'problem.backup.drill.cause':
    'استعادت تجربة المجموعة {set} ووجدت اختلافات عددها {differences}. خذ نسخة جديدة الآن وجرّبها؛ وتنفيذ التجربة يسمّي ما اختلف.',
  'problem.backup.proof-stale.title': 'عمر آخر استعادة مثبتة {ageMs:ms}',
  'problem.backup.proof-stale.cause':
    'المجموعة {proven} آخر ما استُعيد وقورن؛ والإثبات هنا يسري {maximumMs:ms}. وتجربة استعادة أحدث مجموعة تثبتها من جديد.',
  'problem.backup.oplog-late.title': 'آخر حفظ لسجل العمليات قبل {ageMs:ms}',
  'problem.backup.oplog-late.cause':
    'كانت الشرائح تأتي أسرع من ذلك؛ والأخيرة تنتهي عند {at}، وما كُتب بعدها لا يُستعاد. احفظه الآن وانظر في جدولته: ما يُسقطه MongoDB من سجله في هذه الأثناء يبقى فجوة.',
  'problem.backup.oplog-outrun.title': 'نسي MongoDB كتابات لم تُحفظ',
  'problem.backup.oplog-outrun.cause.take':
    'الشريحة الأخيرة تنتهي عند {at}، وسجل العمليات يبدأ بعد ذلك: لا يُستعاد شيء مما بعدها. خذ نسخة احتياطية الآن؛ وتمضي الشرائح منها.',
  'problem.backup.oplog-outrun.cause.save':
    'الشريحة الأخيرة تنتهي عند {at}، وسجل العمليات يبدأ بعد ذلك: ما بينهما يبقى فجوة. توجد مجموعة أحدث، ويمكن أن تمضي الشرائح منها.',
  'problem.backup.oplog-adrift.title': 'يُحفظ سجل العمليات، ولا يرجع إلى أي مجموعة',
  'problem.backup.oplog-adrift.cause.reached':
    'تصل الشرائح إلى {at}، ومع ذلك لا يُستعاد شيء بعد {reached}: شريحة منها مفقودة أو تغيرت، أو المجموعة التي بدأت منها مفقودة أو تالفة. خذ نسخة احتياطية الآن؛ وتمضي الشرائح منها.',
  'problem.backup.oplog-adrift.cause.nothing':
    'تصل الشرائح إلى {at}، ومع ذلك لا مجموعة تُعاد عليها. خذ نسخة احتياطية من MongoDB الآن؛ وتمضي الشرائح منها.',
  'problem.backup.oplog-gap.title': 'لا تُستعاد أي لحظة بين {from} و{to}',
  'problem.backup.oplog-gap.cause.outrun':
    'أسقط MongoDB هذه الكتابات من سجل العمليات قبل أن تُحفظ. وما جاء بعدها مشمول من جديد. احفظ السجل أكثر، أو اجعله أكبر.',
  'problem.backup.oplog-gap.cause.rollback':
    'تراجعت مجموعة النسخ المتماثلة عن الكتابة التي انتهت بها الشريحة الأخيرة. وما جاء بعدها مشمول من جديد بدءًا من مجموعة.',
  'problem.backup.oplog-gap.cause.missing':
    'شريحة من هذا الوقت مفقودة، أو ليست كما كانت. وما جاء بعدها مشمول من جديد. اعرف ما الذي يغيّر المخزن.',
  'problem.backup.unfinished.title': 'في المخزن نسخة احتياطية ناقصة',
  'problem.backup.unfinished.cause':
    '{folder} في {place} خلّفته نسخة احتياطية أو نقل لم يبلغ آخره. لا يُستعاد. وشاشة النسخ الاحتياطية تذكر كم اكتمل منه، وتكمله حيث أمكن، وتحذفه.',
  'problem.backup.store.title': 'في مخزن النسخ الاحتياطية {place} خلل',
  'problem.backup.store.cause': '{trouble}',

  // ── Events: Redis
  'event.redis.unreachable': 'لم تعد قراءة Redis ممكنة: {message}',
  'event.redis.reachable': 'عادت قراءة Redis ممكنة',
  'event.redis.failover': 'حُوّل تشغيل الشظية {shard}: من {from} إلى {to}، حقبة الإعداد {epoch}',
  'event.redis.node-new': 'انضمت عقدة Redis {server}',
  'event.redis.node-down': 'توقفت عقدة Redis {server}',
  'event.redis.node-back': 'عادت عقدة Redis {server}',
  'event.redis.node-gone': 'غادرت عقدة Redis {server} العنقود',
  'event.redis.slots-moved': 'نُقلت فتحات عددها {count:number}: من {from} إلى {to}',
  'event.redis.state-fail': 'عنقود Redis يرفض الطلبات',
  'event.redis.state-ok': 'عاد عنقود Redis يقبل الطلبات',

  // ── Events: MongoDB
  'event.mongo.unreachable': 'لم تعد قراءة MongoDB ممكنة: {message}',
  'event.mongo.reachable': 'عادت قراءة MongoDB ممكنة',
  'event.mongo.primary': '{primary} هو الأساسي الآن',
  'event.mongo.election': 'انتُخب {primary} أساسيًا، الدورة {term}',
  'event.mongo.no-primary': 'فقدت مجموعة النسخ المتماثلة أساسيها {from}',
  'event.mongo.member-new': 'انضم عضو MongoDB {server}',
  'event.mongo.member-down': 'توقف عضو MongoDB {server}',
  'event.mongo.member-back': 'عاد عضو MongoDB {server}',
  'event.mongo.member-gone': 'غادر عضو MongoDB {server} مجموعة النسخ المتماثلة',
  'event.mongo.member-state': 'عضو MongoDB {server}: من {from} إلى {to}',

  // ── Events: backups and runs
  'event.backup.unreachable': 'لم تعد قراءة مخازن النسخ الاحتياطية ممكنة: {message}',
  'event.backup.taken': 'اكتملت نسخة احتياطية. عدد المجموعات الآن: {sets}',
  'event.backup.verified': 'فُحصت نسخة احتياطية',
  'event.run.started': 'بدأ التنفيذ: {runbook}',
  'event.run.done': 'تم التنفيذ: {runbook}',
  'event.run.failed': 'فشل التنفيذ: {runbook}',
  'event.run.blocked': 'مُنع التنفيذ قبل أن يغيّر شيئًا: {runbook}',
  'event.run.cancelled': 'أُلغي التنفيذ: {runbook}',
  'event.run.interrupted': 'انقطع التنفيذ: {runbook}',
  'event.run.resumed': 'تابع التنفيذ: {runbook}',
  'event.run.waiting': 'ينتظر التنفيذ جوابًا: {runbook}',
  'event.run.paused': 'أوقف التنفيذ مؤقتًا: {runbook}',
  'event.run.stopped': 'أُنهي التنفيذ المنقطع كما هو: {runbook}',
};
