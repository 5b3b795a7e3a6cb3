// What is said of a rehearsal: the lab's shape, and in what it is not like the target.

import { say, type Catalogue, type Language, type Text } from '../text.ts';

const english = {
  'rehearsal.redis.cluster': 'Redis Cluster: {shards} shards, {nodes} nodes',
  'rehearsal.redis.standalone': 'Redis: one server',
  'rehearsal.mongo.set': 'MongoDB: {members} members, {arbiters} of them arbiters',
  'rehearsal.mongo.standalone': 'MongoDB: one server',
  'rehearsal.smaller':
    'Smaller than the target: {lab} instead of {target} servers. What is asked of a server that has no match is asked of another.',
  'rehearsal.version': 'The target runs {kind} {target}, the lab {lab}.',
  'rehearsal.down': '{server} is down on the target. On the lab it is up.',
  'rehearsal.delayed': '{server} is a delayed member. On the lab it is not delayed.',
  'rehearsal.collection': 'The collection {namespace} was made on the lab with the same indexes and a few documents.',
  'rehearsal.noIndexes':
    'The collection {namespace} was made on the lab; its indexes could not be read, or not be made.',
  'rehearsal.backup': 'A backup of the lab was taken first: set {set} stands for {target}.',
  'rehearsal.noBackup': 'No backup of the lab could be taken first: {message}',
  'rehearsal.manual': 'Steps done by hand are answered by themselves.',
  'rehearsal.outside': 'Commands on this machine and HTTP calls are left out.',
  'rehearsal.small': 'The lab holds little data: times that grow with the data are shorter here.',
} as const satisfies Catalogue;

export type RehearsalTextKey = keyof typeof english;

const arabic: Readonly<Record<RehearsalTextKey, string>> = {
  'rehearsal.redis.cluster': 'عنقود Redis: عدد الأقسام {shards} وعدد العقد {nodes}',
  'rehearsal.redis.standalone': 'Redis: خادم واحد',
  'rehearsal.mongo.set': 'MongoDB: عدد الأعضاء {members}، منهم محكّمون {arbiters}',
  'rehearsal.mongo.standalone': 'MongoDB: خادم واحد',
  'rehearsal.smaller': 'أصغر من الهدف: {lab} بدل {target} من الخوادم. ما يُطلب من خادم لا نظير له يُطلب من غيره.',
  'rehearsal.version': 'الهدف يشغّل {kind} {target}، والمختبر {lab}.',
  'rehearsal.down': '{server} متوقف في الهدف، ويعمل في المختبر.',
  'rehearsal.delayed': '{server} عضو متأخر عمدًا، وليس كذلك في المختبر.',
  'rehearsal.collection': 'أُنشئت المجموعة {namespace} في المختبر بالفهارس نفسها وبضع وثائق.',
  'rehearsal.noIndexes': 'أُنشئت المجموعة {namespace} في المختبر؛ تعذّرت قراءة فهارسها أو إنشاؤها.',
  'rehearsal.backup': 'أُخذت نسخة احتياطية من المختبر أولًا: المجموعة {set} تقوم مقام {target}.',
  'rehearsal.noBackup': 'تعذّر أخذ نسخة احتياطية من المختبر أولًا: {message}',
  'rehearsal.manual': 'الخطوات اليدوية يُجاب عنها آليًا.',
  'rehearsal.outside': 'تُترك الأوامر على هذا الجهاز وطلبات HTTP.',
  'rehearsal.small': 'بيانات المختبر قليلة: ما يطول مع البيانات يكون هنا أقصر.',
};

export function sayRehearsal(text: Text, language: Language = 'en', groupMark?: string): string {
  return say(language === 'ar' ? arabic : english, text, language, groupMark);
}

export function rehearsalText(key: RehearsalTextKey, values?: Text['values']): Text {
  return values === undefined ? { key } : { key, values };
}
