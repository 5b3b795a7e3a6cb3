// The words of backup.adopt-dump. Those of steps it has in common with backup.take are that one's.

import type { Catalogue } from '../../../shared/text.ts';
import type { RunbookInfo } from '../../../shared/model/run.ts';
import { TAKE_TEXTS } from './backup-take-texts.ts';

const IN_COMMON =
  /^(check\.(store|copy|others|key|space|failed)|(store|others|key|space|copy|finish|listed)\..*|act\.(finish|copy)|choice\.compression\..*|field\.(store|compression)(\.help)?|verify\.listed|measure\.size|warning\.encrypted|change\.now)$/;

function inCommon(catalogue: Catalogue = {}): Catalogue {
  return Object.fromEntries(Object.entries(catalogue).filter(([key]) => IN_COMMON.test(key)));
}

export const ADOPT_TEXTS: RunbookInfo['texts'] = {
  en: {
    ...inCommon(TAKE_TEXTS.en),
    title: 'Take over a mongodump',
    summary:
      'Makes a set of what mongodump wrote, a folder or an archive, packed or not: every byte is read and checked, and from then on it is verified, restored, drilled and kept like any other set.',
    'plan.title': 'Take over the dump {path}',
    'field.path': 'Folder or archive',
    'field.path.help': 'On this machine: what --out or --archive of mongodump named.',
    'field.taken': 'Dumped at',
    'field.taken.help':
      'A date and time. Empty: what the times of its files tell; a dump that was copied without them looks newer than it is.',
    'change.after':
      'one set more: {collections:number} collections of {databases:number} databases, {bytes:bytes} in the dump',
    'warning.dated':
      'The set counts as taken at {taken}: what came later is not in it, and rules of retention go by that.',
    'warning.moments':
      'mongodump reads one collection after the other while clients write: each is of a moment of its own, and nobody can tell which.',
    'warning.oplog':
      'The dump holds the oplog of its time. It is kept in the set: a restore up to the moment the dump ended replays it, and gives all collections as they were then. Without a moment each comes back as it was read.',
    'warning.folder':
      'A folder of mongodump has no checksums: documents that were lost from it before, without leaving half of one, cannot be missed. An archive has them.',
    'warning.leftOut': 'Not taken over, as no set holds it: {names} ({count:number}).',
    wayBack: 'The dump stays as it is. Cancel at any time: what was written so far is removed.',
    'check.source': 'The dump is the one that was looked at',
    'source.ok': '{collections:number} collections, {bytes:bytes}',
    'act.adopt': 'Read all of the dump, check it, and write it as a set',
    reading: '{namespace}',
    'adopt.done': '{documents:number} documents in {collections:number} collections, {bytes:bytes} packed',
    'adopt.done.oplog':
      '{documents:number} documents in {collections:number} collections, {bytes:bytes} packed, and {entries:number} entries of the oplog up to {moment}',
  },
  ar: {
    ...inCommon(TAKE_TEXTS.ar),
    title: 'تبنّي نسخة mongodump',
    summary:
      'يصنع مجموعة مما كتبه mongodump، مجلدًا كان أو أرشيفًا، مضغوطًا أو لا: يُقرأ كل بايت ويُفحص، ثم تُفحص المجموعة وتُستعاد وتُجرَّب وتُحفظ كأي مجموعة أخرى.',
    'plan.title': 'تبنّي النسخة {path}',
    'field.path': 'المجلد أو الأرشيف',
    'field.path.help': 'على هذا الجهاز: ما سمّاه ‎--out‎ أو ‎--archive‎ في mongodump.',
    'field.taken': 'وقت أخذها',
    'field.taken.help': 'تاريخ ووقت. والفراغ يعني ما تقوله أوقات ملفاتها؛ والنسخة التي نُقلت من دونها تبدو أحدث مما هي.',
    'change.after':
      'مجموعة إضافية: التجميعات {collections:number} في {databases:number} من القواعد، {bytes:bytes} في النسخة',
    'warning.dated': 'تُعدّ المجموعة مأخوذة في {taken}: ما جاء بعده ليس فيها، وبه تعمل قواعد الاحتفاظ.',
    'warning.moments': 'يقرأ mongodump التجميعات واحدة بعد أخرى أثناء الكتابة: لكل منها لحظة خاصة بها، ولا يعرفها أحد.',
    'warning.oplog':
      'في النسخة سجل العمليات (oplog) لوقتها. يُحفظ في المجموعة: والاستعادة حتى لحظة انتهاء النسخة تعيد تطبيقه وتعطي التجميعات كلها كما كانت عندها. وبلا لحظة تعود كل تجميعة كما قُرئت.',
    'warning.folder':
      'مجلد mongodump بلا مجاميع تحقق: ما ضاع منه من مستندات كاملة قبل الآن لا يُكتشف. أما الأرشيف ففيه مجاميع.',
    'warning.leftOut': 'لا يُتبنّى لأن المجموعات لا تحويه: {names} ({count:number}).',
    wayBack: 'تبقى النسخة كما هي. ألغِ متى شئت: يُزال ما كُتب حتى الآن.',
    'check.source': 'النسخة هي التي نُظر فيها',
    'source.ok': 'التجميعات {collections:number}، {bytes:bytes}',
    'act.adopt': 'قراءة النسخة كلها وفحصها وكتابتها مجموعةً',
    reading: '{namespace}',
    'adopt.done': 'المستندات {documents:number} في {collections:number} من التجميعات، {bytes:bytes} مضغوطة',
    'adopt.done.oplog':
      'المستندات {documents:number} في {collections:number} من التجميعات، {bytes:bytes} مضغوطة، ومعها {entries:number} من مدخلات سجل العمليات حتى {moment}',
  },
};
