// The words of backup.drill. The restore inside it speaks in those of backup.restore.

import type { RunbookInfo } from '../../../shared/model/run.ts';
import { RESTORE_TEXTS } from './backup-restore-texts.ts';

export const DRILL_TEXTS: RunbookInfo['texts'] = {
  en: {
    ...RESTORE_TEXTS.en,
    title: 'Restore drill',
    summary:
      'Restores a set into empty servers the console starts itself, compares documents, indexes, options and keys with the set, measures how long it takes, and notes the verdict beside the set.',
    'drill.plan': 'Restore drill of the set {set}',
    'drill.field.set.help': '“newest” stands for whichever is the newest then.',
    'drill.change.now': 'no servers of a drill',
    'drill.change.after':
      'empty servers on free ports, with {documents:number} documents and {keys:number} keys of the set; gone again at the end',
    'drill.wayBack': 'Nothing on your servers is read or changed. Cancel at any time: the servers of the drill go.',
    'drill.check.programs': 'Programs that can read the set are on this machine',
    'drill.programs.ok': '{programs}',
    'drill.programs.older':
      'the set is of {kind} {inSet}, and {here} is on this machine: install at least that version',
    'drill.check.room': 'This machine has room for the set',
    'drill.room.ok':
      '{freeDisk:bytes} free on disk for about {diskBytes:bytes}, {freeMemory:bytes} of memory for about {memoryBytes:bytes}',
    'drill.room.disk': '{freeDisk:bytes} free on the disk of the console’s cache, about {diskBytes:bytes} are needed',
    'drill.room.memory': '{freeMemory:bytes} of memory free, about {memoryBytes:bytes} are needed',
    'drill.check.failed': '{reason}',
    'drill.act': 'Restore the set into servers of its own, and compare all of it',
    'drill.starting': 'Starting empty servers',
    'drill.waiting': 'Another drill is going on on this machine: this one waits for it',
    'drill.compare.mongo': 'Comparing documents, indexes and options with the set',
    'drill.compare.redis': 'Comparing every key, family by family',
    'drill.done':
      'restorable in {took:ms}: {documents:number} documents in {collections:number} collections, {indexes:number} indexes, {accounts:number} users and roles, {keys:number} keys in {families:number} families are those of the set; keys whose time was over do not count',
    'drill.measure.restore': 'Time to restore (RTO)',
    'drill.measure.age': 'Age of the data when the drill began (RPO)',
    'drill.measure.differences': 'Differences',
  },
  ar: {
    ...RESTORE_TEXTS.ar,
    title: 'تجربة استعادة',
    summary:
      'تستعيد مجموعة إلى خوادم فارغة تشغّلها وحدة التحكم بنفسها، وتقارن المستندات والفهارس والخيارات والمفاتيح بالمجموعة، وتقيس المدّة، وتدوّن الحكم بجانب المجموعة.',
    'drill.plan': 'تجربة استعادة المجموعة {set}',
    'drill.field.set.help': 'الكلمة newest تعني أحدث مجموعة حينها.',
    'drill.change.now': 'لا خوادم لتجربة',
    'drill.change.after':
      'خوادم فارغة على منافذ حرّة، فيها من المجموعة {documents:number} من المستندات و{keys:number} من المفاتيح؛ وتزول في النهاية',
    'drill.wayBack': 'لا يُقرأ شيء من خوادمك ولا يتغيّر. ألغِ متى شئت: تزول خوادم التجربة.',
    'drill.check.programs': 'على هذا الجهاز برامج تستطيع قراءة المجموعة',
    'drill.programs.ok': '{programs}',
    'drill.programs.older': 'المجموعة من {kind} {inSet}، وعلى هذا الجهاز {here}: ثبّت ذلك الإصدار على الأقل',
    'drill.check.room': 'في هذا الجهاز متّسع للمجموعة',
    'drill.room.ok':
      'المتاح على القرص {freeDisk:bytes} لنحو {diskBytes:bytes}، ومن الذاكرة {freeMemory:bytes} لنحو {memoryBytes:bytes}',
    'drill.room.disk': 'المتاح على قرص الذاكرة المخبّأة {freeDisk:bytes}، والمطلوب نحو {diskBytes:bytes}',
    'drill.room.memory': 'المتاح من الذاكرة {freeMemory:bytes}، والمطلوب نحو {memoryBytes:bytes}',
    'drill.check.failed': '{reason}',
    'drill.act': 'استعادة المجموعة إلى خوادم خاصّة بها ومقارنتها كلها',
    'drill.starting': 'تشغيل خوادم فارغة',
    'drill.waiting': 'تجربة أخرى جارية على هذا الجهاز: هذه تنتظرها',
    'drill.compare.mongo': 'مقارنة المستندات والفهارس والخيارات بالمجموعة',
    'drill.compare.redis': 'مقارنة كل مفتاح، عائلةً عائلة',
    'drill.done':
      'قابلة للاستعادة في {took:ms}: المستندات {documents:number} في {collections:number} من التجميعات، والفهارس {indexes:number}، والمستخدمون والأدوار {accounts:number}، والمفاتيح {keys:number} في {families:number} من العائلات هي ما في المجموعة؛ ولا تُعدّ مفاتيح انقضى وقتها',
    'drill.measure.restore': 'مدّة الاستعادة (RTO)',
    'drill.measure.age': 'عمر البيانات عند بدء التجربة (RPO)',
    'drill.measure.differences': 'الاختلافات',
  },
};
