// The words of backup.restore in Arabic.

import type { Catalogue } from '../../../shared/text.ts';

export const RESTORE_ARABIC: Catalogue = {
  title: 'استعادة نسخة احتياطية',
  summary:
    'يحمّل MongoDB بجانب الموجود ويقارنه ثم يضعه في مكانه أو يتركه؛ ويعيد مفاتيح Redis إلى العقد المالكة لفتحاتها الآن.',
  'plan.title': 'استعادة المجموعة {set} بجانب الموجود',
  'plan.inPlace': 'استعادة المجموعة {set} في مكانها',
  'plan.beside.missing': 'استعادة المجموعة {set}: MongoDB بجانب الموجود، ومفاتيح Redis الناقصة',
  'plan.beside.replace': 'استعادة المجموعة {set}: MongoDB بجانب الموجود، ومفاتيح Redis تُستبدل',
  'plan.inPlace.missing': 'استعادة المجموعة {set}: MongoDB في مكانها، ومفاتيح Redis الناقصة',
  'plan.inPlace.replace': 'استعادة المجموعة {set}: MongoDB في مكانها، ومفاتيح Redis تُستبدل',
  'plan.redis.missing': 'استعادة مفاتيح Redis الناقصة من {set}',
  'plan.redis.replace': 'استعادة مفاتيح Redis من {set} مع استبدال الموجود منها',
  'field.set': 'المجموعة الاحتياطية',
  'field.store': 'يُقرأ من',
  'field.store.help': 'معرّف المخزن الذي تُقرأ نسخته؛ الفراغ يعني أول مخزن فيه المجموعة، وهذا الجهاز قبل الحاويات.',
  'act.fetch': 'جلب المجموعة من {store} مع فحص كل ملف',
  'fetch.done': 'جُلب {bytes:bytes} وفُحص',
  'act.forget': 'إزالة ما جُلب؛ والمجموعة باقية في مخزنها',
  'field.what': 'ما الذي يُستعاد',
  'field.what.help': 'الاتصال الذي لا MongoDB فيه أو لا Redis يستعيد الآخر.',
  'field.databases': 'القواعد',
  'field.databases.help': 'أسماء تفصلها فواصل؛ والفراغ يعني كل ما في المجموعة.',
  'field.until': 'MongoDB حتى اللحظة',
  'field.until.help':
    'مثل 2026-11-20 14:32:00 (بالمنطقة الزمنية لهذا الجهاز) أو مع منطقته، بحسب ساعة MongoDB؛ ويلزم شرائح من سجل العمليات. لا يدخل فيه ما كُتب منذئذ. والفراغ يعني المجموعة كما هي.',
  'field.collections': 'التجميعات',
  'field.collections.help':
    'database.collection وبينها فواصل؛ والنجمة * تعني أي حروف (shop.orders, shop.audit_*). والفراغ يعني كل ما في القواعد.',
  'field.rename': 'أسماء جديدة',
  'field.rename.help':
    'shop.orders=shop.orders_old لتجميعة، وshop=spare لقاعدة، وبينها فواصل. والعروض تبقى تنظر إلى الأسماء التي تعرفها.',
  'field.mode': 'مكان MongoDB',
  'field.mode.help': 'بجانب: في قواعد مستقلة للنظر فيها. في المكان: بأسمائها الأصلية بعد المقارنة.',
  'field.keepOld': 'إبقاء التجميعات الموجودة',
  'field.keepOld.help': 'يتغيّر اسمها وتبقى حتى تحذفها أنت.',
  'field.accounts': 'ومعها مستخدمو MongoDB وأدواره',
  'field.accounts.help':
    'في المكان فقط: كل ما في المجموعة الاحتياطية وليس على الخادم، من كل القواعد. والموجود يبقى كما هو.',
  'field.redisConflict': 'مفاتيح Redis الموجودة',
  'field.redisConflict.help': 'المفاتيح التي ليست في المجموعة تبقى في كل حال.',
  'field.redisKeys': 'مفاتيح Redis بنمط',
  'field.redisKeys.help': 'كما في KEYS: مثل session:* وuser:[0-9]* وorder:?. الفراغ يعني كل المفاتيح.',
  'field.redisDatabase': 'قاعدة Redis',
  'field.redisDatabase.help': 'رقم قاعدة واحدة من خادم منفرد؛ والعنقود لا يقبل إلا 0. الفراغ يعني الكل.',
  'field.redisTimes': 'مفاتيح Redis التي لها أجل',
  'field.redisTimes.help':
    'في لحظتها الأصلية: تُترك المنتهية. أو متأخرة بعمر المجموعة الاحتياطية: تعيش ما كان باقيًا لها حينها.',
  'field.redisFunctions': 'دوال Redis',
  'field.redisFunctions.help': 'مكتبات الدوال، على كل عقدة أساسية. وما ليس في المجموعة الاحتياطية يبقى في كل حال.',
  'choice.redisFunctions.missing': 'تُحمّل حيث تنقص',
  'choice.redisFunctions.none': 'تُترك',
  'choice.redisTimes.keep': 'تنتهي في لحظتها الأصلية',
  'choice.redisTimes.shift': 'تنتهي متأخرة بعمر المجموعة',
  'field.rate': 'أقصى سرعة للاستعادة (ميغابايت في الثانية)',
  'field.rate.help': 'لكل شيء معًا، ومنه القراءة للمقارنة؛ والفراغ يعني أسرع ما يمكن.',
  'choice.what.all': 'MongoDB وRedis',
  'choice.what.mongo': 'MongoDB فقط',
  'choice.what.redis': 'Redis فقط',
  'choice.mode.beside': 'بجانب الموجود',
  'choice.mode.in-place': 'في المكان',
  'choice.redisConflict.replace': 'تُستبدل',
  'choice.redisFunctions.replace': 'تُستبدل',
  'choice.redisConflict.skip': 'تبقى كما هي',
  'choice.redisConflict.fail': 'توقف الاستعادة قبل بدئها',
  'change.now': 'التجميعات {collections:number}',
  'change.inPlace':
    'التجميعات {collections:number} (المستندات {documents:number})، {replaced:number} منها مكان موجودة؛ وما ليس في المجموعة الاحتياطية يبقى',
  'change.seen': 'المستندات {documents:number} في التجميعات {replaced:number} التي تحمل الأسماء نفسها',
  'change.beside':
    'بلا تغيير؛ وبجانبها التجميعات {collections:number} (المستندات {documents:number}) في {database}__restore_<run>',
  'change.redis.now': 'المفاتيح التي فيه',
  'change.redis.replace': 'المفاتيح {keys:number} من المجموعة مكان ما يحمل اسمها؛ والباقي كما هو',
  'change.redis.skip': 'المفاتيح {keys:number} من المجموعة حيث لا مفتاح بالاسم؛ والباقي كما هو',
  'change.redis.fail': 'المفاتيح {keys:number} من المجموعة إن لم يوجد أي منها؛ والباقي كما هو',
  'change.functions.now': 'الدوال التي فيه',
  'change.functions.missing': 'مكتبات الدوال {libraries:number} حيث لا مكتبة بالاسم',
  'change.functions.replace': 'مكتبات الدوال {libraries:number} مكان ما يحمل اسمها',
  'change.redis.part.replace':
    'مفاتيح المجموعة الاحتياطية على نمط {pattern} (القاعدة {database}) مكان ما يحمل اسمها؛ والباقي كما هو',
  'change.redis.part.skip':
    'مفاتيح المجموعة الاحتياطية على نمط {pattern} (القاعدة {database}) حيث لا مفتاح بالاسم؛ والباقي كما هو',
  'change.redis.part.fail':
    'مفاتيح المجموعة الاحتياطية على نمط {pattern} (القاعدة {database}) إن لم يوجد أي منها؛ والباقي كما هو',
  'warning.redisTimes':
    'المفاتيح التي لها أجل تستعيد ما كان باقيًا لها عند أخذ النسخة: فتعود إلى الحياة جلسات وأقفال كانت قد انتهت.',
  'warning.otherProfile': 'أُخذت المجموعة من اتصال آخر: {profileId}.',
  'warning.moments': 'المجموعة ليست من لحظة واحدة: تعود كل تجميعة كما كانت حين قُرئت.',
  'warning.dumpOplog':
    'في النسخة التي صُنعت منها المجموعة سجل عملياتها حتى {moment}. وليكون الكل كما كان عندها استعد حتى تلك اللحظة: {until}.',
  'warning.inPlace':
    'بين إعادتي التسمية تغيب التجميعة بضعة أجزاء من الألف من الثانية. وما كُتب بعد أخذ النسخة يبقى في التجميعات المحفوظة لا في المستعادة.',
  'warning.replay':
    'تُعاد على المجموعة {slices:number} من شرائح سجل العمليات حتى {moment}: يلزم لذلك حق تنفيذ applyOps على كل القواعد (root أو دور خاص). والإعادة المنقطعة تتابع من حيث وصلت؛ أما أثناء الكتابة في تجميعات محدودة أو سلاسل زمنية فتبدأ من جديد.',
  'warning.replayDump':
    'يُعاد تطبيق سجل عمليات النسخة على تجميعاتها حتى {moment}: يلزم لذلك حق تشغيل applyOps على كل القواعد (root أو دور خاص). وإعادة التطبيق المقطوعة تتابع من حيث كانت؛ فإن كُتبت تجميعات محدودة أو سلاسل زمنية بدأت من جديد.',
  'warning.replayAccounts':
    'المستخدمون والأدوار لا يُعادون: ما أُنشئ منهم أو غُيّر أو أُزيل بعد المجموعة لا يكون كما كان عند تلك اللحظة. أما من في المجموعة نفسها فيعودون باستعادة في المكان.',
  'warning.replayRedis': 'لا شرائح كهذه لـ Redis: تعود مفاتيحه كما كانت عند أخذ المجموعة.',
  'warning.accounts':
    'يعود المستخدمون والأدوار الذين ليسوا على الخادم بكلمات مرورهم السابقة. ومن أُزيل عمدًا يستطيع الدخول ثانيةً: راجع القائمة بعدها.',
  'warning.redis':
    'الإلغاء في الوسط يترك ما استُعيد من مفاتيح؛ والتشغيل ثانيةً يمر عليها مرة أخرى. المفاتيح المنتهية تُترك.',
  'warning.functions': 'في المجموعة دوال Redis ولن تُحمّل: تفشل النصوص التي تستدعيها.',
  'warning.storedFunctions':
    'تحوي المجموعة دوال MongoDB المخزّنة (system.js)، ولا يمكن وضعها مكانها: تبقى كما هي. استعد بجانبها للحصول عليها.',
  'wayBack.kept':
    'التجميعات الموجودة محفوظة بأسماء خاصة بها: يعيدها backup.cut-back بخطوة واحدة، ويحذفها backup.release.',
  'wayBack.dropped': 'لا تُحذف التجميعات الموجودة إلا بعد مقارنة كل شيء؛ وبعدها لا تعود إلا من مجموعة احتياطية أخرى.',
  'wayBack.beside':
    'لا يتغير شيء في MongoDB: يضع backup.cut-over ما أُنشئ بجانبه في مكانه، ويحذفه backup.release. ومفاتيح Redis المستبدلة لا تعود إلا من نسخة أخرى.',
  'check.set': 'المجموعة كاملة',
  'set.ok': 'الملفات {files:number}، {bytes:bytes}، كلها بطولها',
  'check.mongo': 'MongoDB يقبل الكتابة',
  'mongo.ok': '{host} هو الأساسي',
  'check.redis': 'Redis يقبل الكتابة ولكل فتحة مالك',
  'redis.ok': '{mode}، العقد {nodes:number}',
  'check.redisLargest': 'يقبل Redis أكبر قيمة دفعة واحدة',
  'redisLargest.ok': 'أكبرها {largest:bytes}؛ والعقدة تقبل {limit:bytes}',
  'check.redisAof': 'ما يُستعاد يبقى بعد إعادة التشغيل',
  'redisAof.off': 'لا ملف إلحاق (AOF): تحفظ اللقطة التالية لكل عقدة ما يُستعاد',
  'redisAof.on':
    'ملف الإلحاق (AOF) في {nodes:number} من {all:number} من العقد: يُكتب فيه ما يُستعاد أيضًا، حتى {bytes:bytes} إضافية في الجملة، وقد تبدأ إعادة كتابته، وهي تتفرّع (fork)',
  'check.failed': '{reason}',
  reading: '{file}',
  'act.verify': 'قراءة كل بايت سيُستعاد',
  'verify.done': 'الملفات {files:number}، {bytes:bytes}: كلها كما كُتبت',
  'act.load.inPlace': 'تحميل MongoDB بأسماء جانبية',
  'act.load.beside': 'تحميل MongoDB في قواعد جانبية',
  'cleanUp.load.inPlace':
    'حذف ما حُمّل بأسماء جانبية. أما إن كان تبديل الأسماء قد بدأ فيبقى: قد يكون العملاء كتبوا فيه، ويحذفه backup.release بمعرّفه',
  'load.done': 'المستندات {documents:number} في {collections:number} من التجميعات',
  'act.compare': 'مقارنة الأعداد والمحتوى بالمجموعة الاحتياطية',
  'compare.done': 'المستندات {documents:number} في {collections:number} من التجميعات مطابقة للمجموعة الاحتياطية',
  'act.verifyOplog': 'قراءة كل بايت من الشرائح',
  'verifyOplog.done': 'الشرائح {slices:number}، {bytes:bytes}: كلها كما كُتبت',
  'act.replay': 'إعادة ما كُتب حتى {moment}',
  'replay.done.accounts':
    'أُعيدت العمليات {operations:number}؛ والتجميعات {collections:number} كما كانت عند {moment}. وتُركت التغييرات {accountChanges:number} على المستخدمين والأدوار',
  'replay.goesOn': 'تتابع الإعادة المنقطعة بعد {operations:number} من العمليات',
  'replay.done': 'أُعيدت العمليات {operations:number}؛ والتجميعات {collections:number} كما كانت عند {moment}',
  'act.index': 'بناء الفهارس ومقارنتها',
  'index.done': 'الفهارس {indexes:number} كما في المجموعة الاحتياطية',
  'act.look': 'التأكد من أن المفاتيح غير موجودة',
  'look.done': 'لا يوجد أي منها',
  'act.place': 'وضع التجميعات في مكانها',
  'cleanUp.place':
    'إعادة الأسماء إلى التجميعات القديمة؛ وما استُعيد ينتظر بأسماء جانبية، بكل ما كتبه العملاء فيه، إلى أن يحذفه backup.release',
  'place.done': 'التجميعات {collections:number} في مكانها، ولم يغب اسم أطول من {gapMs:ms}',
  'place.kept':
    'التجميعات {collections:number} في مكانها، ولم يغب اسم أطول من {gapMs:ms}؛ والقديمة {kept:number} محفوظة: يعيدها backup.cut-back restored={restored} ويحذفها backup.release',
  'act.accounts': 'إعادة مستخدمي MongoDB وأدواره',
  'accounts.done': 'المستخدمون والأدوار موجودون: {accounts:number}',
  'act.redis': 'إعادة مفاتيح Redis',
  'redis.again': 'غابت عقدة في الأثناء، وقد يضيع معها ما أخذته؛ فيُمر على كل المفاتيح مرة أخرى',
  'redis.done': 'المفاتيح: استُعيد {restored:number}، وبقي كما هو {skipped:number}، وانتهى وقت {expired:number}',
  'act.redisCompare': 'مقارنة Redis بالمجموعة الاحتياطية',
  'redisCompare.done': 'المفاتيح {compared:number} موجودة بوقتها؛ وقورنت القيم {sampled:number} بايتًا بايتًا',
  'redisCompare.changed':
    'قورنت المفاتيح {compared:number}، و{different:number} منها ليست كما في المجموعة: كتب العملاء بعدها أو تُركت كما هي',
  'act.redisFunctions': 'إعادة دوال Redis',
  'redisFunctions.done': 'المكتبات المحمّلة {loaded:number}؛ وكل ما في المجموعة على {nodes:number} من العقد',
  'redisFunctions.left':
    'المكتبات المحمّلة {loaded:number} على {nodes:number} من العقد؛ وبقي {left:number} كما هي لأن لها هناك نصًا آخر: {names}',
  'act.prove': 'تدوين النتيجة على المجموعة',
  'prove.done': 'استُعيدت ووُجدت مطابقة: المجموعة مثبتة',
  'prove.part': 'ما استُعيد مطابق؛ ولا يثبت المجموعة كلها',
  'prove.differs': 'ليس كل شيء كما في المجموعة: لم تثبت',
  'foresee.mongo.in-place':
    'من تجميعات المجموعة الاحتياطية وعروضها {collections:number}: يحل {replaced:number} محل موجود، و{created:number} جديد؛ وتبقى {kept:number} تجميعات ليست فيها',
  'foresee.mongo.beside':
    'تُنشأ {collections:number} تجميعات وعروض جانبًا؛ ومن أسمائها {replaced:number} مستعمل، وما يحملها يبقى',
  'now.nothing': 'لا شيء بهذا الاسم',
  'now.view': 'عرض',
  'now.collection': 'المستندات {documents:number}، الفهارس {indexes:number}',
  'now.there': 'موجودة، وليست في المجموعة الاحتياطية',
  'now.more': 'و{more:number} غيرها',
  'after.more': 'كما سبق',
  'after.stays': 'تبقى كما هي',
  'after.beside': 'تبقى؛ وبجانبها المستندات {documents:number}، الفهارس {indexes:number}',
  'after.view.beside': 'يبقى؛ وبجانبه عرض المجموعة الاحتياطية',
  'after.view.changed': 'التعريف الذي في المجموعة الاحتياطية',
  'after.view.created': 'عرض المجموعة الاحتياطية',
  'after.created': 'جديدة: المستندات {documents:number}، الفهارس {indexes:number}',
  'after.kept': 'تُستبدل: المستندات {documents:number}، الفهارس {indexes:number}؛ والقديمة تُحفظ',
  'after.kept.differs':
    'تُستبدل: المستندات {documents:number}، الفهارس {indexes:number}، وتختلف عما هي الآن في {differences}؛ والقديمة تُحفظ',
  'after.dropped': 'تُستبدل: المستندات {documents:number}، الفهارس {indexes:number}؛ والقديمة تُحذف',
  'after.dropped.differs':
    'تُستبدل: المستندات {documents:number}، الفهارس {indexes:number}، وتختلف عما هي الآن في {differences}؛ والقديمة تُحذف',
  'foresee.redis.replace':
    'مفاتيح المجموعة الاحتياطية {keys:number}: يُنشأ {created:number}، ويُستبدل {existing:number}، ويُترك {over:number} لأن وقته انتهى. سُئل عن كل مفتاح',
  'foresee.redis.skip':
    'مفاتيح المجموعة الاحتياطية {keys:number}: يُنشأ {created:number}، ويبقى {existing:number} كما هو، ويُترك {over:number} لأن وقته انتهى. سُئل عن كل مفتاح',
  'foresee.redis.fail':
    'مفاتيح المجموعة الاحتياطية {keys:number}: {existing:number} موجود (يكفي واحد لإيقاف الاستعادة قبل أن تكتب)، ويُنشأ {created:number}، ويُترك {over:number} لأن وقته انتهى. سُئل عن كل مفتاح',
  'foresee.redis.replace.about':
    'مفاتيح المجموعة الاحتياطية {keys:number} معدودة. تقدير من واحد في كل {everyNth:number} (سُئل عن {asked:number}): يُنشأ {created:number}، ويُستبدل {existing:number}؛ ويُترك {over:number} لأن وقته انتهى',
  'foresee.redis.skip.about':
    'مفاتيح المجموعة الاحتياطية {keys:number} معدودة. تقدير من واحد في كل {everyNth:number} (سُئل عن {asked:number}): يُنشأ {created:number}، ويبقى {existing:number} كما هو؛ ويُترك {over:number} لأن وقته انتهى',
  'foresee.redis.fail.about':
    'مفاتيح المجموعة الاحتياطية {keys:number} معدودة. تقدير من واحد في كل {everyNth:number} (سُئل عن {asked:number}): {existing:number} موجود (يكفي واحد لإيقاف الاستعادة قبل أن تكتب)، ويُنشأ {created:number}؛ ويُترك {over:number} لأن وقته انتهى',
  'now.keys': 'يوجد {existing:number} من {keys:number}',
  'now.keys.about': 'يوجد نحو {existing:number} من {keys:number}',
  'after.keys.replace': 'يُنشأ {created:number}، يُستبدل {existing:number}، يُترك {over:number}',
  'after.keys.skip': 'يُنشأ {created:number}، يبقى {existing:number}، يُترك {over:number}',
  'after.keys.fail': 'يُنشأ {created:number}، يتعارض {existing:number}، يُترك {over:number}',
  'after.keys.replace.about': 'يُنشأ نحو {created:number}، يُستبدل {existing:number}؛ يُترك {over:number}',
  'after.keys.skip.about': 'يُنشأ نحو {created:number}، يبقى {existing:number}؛ يُترك {over:number}',
  'after.keys.fail.about': 'يُنشأ نحو {created:number}، يتعارض {existing:number}؛ يُترك {over:number}',
  'measure.gap': 'أطول مدة غاب فيها اسم',
  'measure.exchange': 'من أول تغيير اسم إلى آخره',
  'act.dropKept': 'حذف التجميعات التي كانت موجودة',
  'dropKept.done': 'حُذفت التجميعات {collections:number}',
};
