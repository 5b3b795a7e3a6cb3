// What is said of a rehearsal, in Arabic: the keys of rehearsal.ts.

import type { RehearsalTextKey } from './rehearsal.ts';

export const REHEARSAL_ARABIC: Readonly<Record<RehearsalTextKey, string>> = {
  'rehearsal.redis.cluster': 'عنقود Redis: عدد الشظايا {shards} وعدد العقد {nodes}',
  'rehearsal.redis.standalone': 'Redis: خادم واحد',
  'rehearsal.mongo.plainSet': 'MongoDB: عدد الأعضاء {members}',
  'rehearsal.mongo.set': 'MongoDB: عدد الأعضاء {members}، عدد الحكّام منهم {arbiters}',
  'rehearsal.mongo.standalone': 'MongoDB: خادم واحد',
  'rehearsal.smaller': 'أصغر من الهدف: {lab} بدل {target} من الخوادم. ما يُطلب من خادم لا نظير له يُطلب من غيره.',
  'rehearsal.version': 'الهدف يشغّل {kind} {target}، والمختبر {lab}.',
  'rehearsal.down': '{server} متوقف في الهدف، ويعمل في المختبر.',
  'rehearsal.delayed': '{server} عضو متأخر عمدًا، وليس كذلك في المختبر.',
  'rehearsal.collection': 'أُنشئت التجميعة {namespace} في المختبر بالفهارس نفسها وبضعة مستندات.',
  'rehearsal.noIndexes': 'أُنشئت التجميعة {namespace} في المختبر؛ تعذّرت قراءة فهارسها أو إنشاؤها.',
  'rehearsal.backup': 'أُخذت نسخة احتياطية من المختبر أولًا: المجموعة الاحتياطية {set} تقوم مقام {target}.',
  'rehearsal.noBackup': 'تعذّر أخذ نسخة احتياطية من المختبر أولًا: {message}',
  'rehearsal.manual': 'الخطوات اليدوية يُجاب عنها آليًا.',
  'rehearsal.outside': 'تُترك الأوامر على هذا الجهاز وطلبات HTTP.',
  'rehearsal.small': 'بيانات المختبر قليلة: ما يطول مع البيانات يكون هنا أقصر.',
};
