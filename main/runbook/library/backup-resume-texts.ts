// The words of backup.resume, beside those of backup.take, whose steps it runs.

import type { RunbookInfo } from '../../../shared/model/run.ts';
import { TAKE_TEXTS } from './backup-take-texts.ts';

export const RESUME_TEXTS: RunbookInfo['texts'] = {
  en: {
    ...TAKE_TEXTS.en,
    title: 'Finish an unfinished backup',
    summary:
      'Goes on with a set that a failed backup left: what is finished is checked by its hashes and kept where that is true to one moment, the rest is read.',
    'field.set': 'Unfinished set',
    'field.set.help': 'It is finished as it was asked for when it was begun.',
    'plan.resume': 'Finish the set {set}',
    'change.unfinished': 'unfinished: no set, and never restored',
    'warning.apart':
      'Redis stays as it was at {at}; what is read now is of a later time. The set says how far apart they are. A new backup would have them close together.',
    'wayBack.resume':
      'Nothing on the servers changes. Cancel at any time: what was finished until then stays, as unfinished as it was.',
    'check.redisRest': 'What there is of Redis',
    'redisRest.kept': '{shards:number} shards, as of {at}: kept when their hashes are right',
    'redisRest.anew': 'no whole copy: all shards are copied anew, together',
    'check.mongoRest': 'What there is of MongoDB',
    'mongoRest.none': 'nothing at one moment: it is read anew',
    'mongoRest.kept':
      '{collections:number} of {of:number} collections as of {moment}; the servers still know that moment: the rest is read at it',
    'mongoRest.anew':
      '{collections:number} of {of:number} collections as of {moment}, but the servers have forgotten that moment by now: all is read anew, at a new one',
  },
  ar: {
    ...TAKE_TEXTS.ar,
    title: 'إكمال نسخة احتياطية ناقصة',
    summary: 'يكمل مجموعة خلّفتها نسخة لم تنجح: ما اكتمل تُفحص بصماته ويُحفظ ما دام صادقًا عند لحظة واحدة، ويُقرأ الباقي.',
    'field.set': 'المجموعة الناقصة',
    'field.set.help': 'تُكمل كما طُلبت حين بدأت.',
    'plan.resume': 'إكمال المجموعة {set}',
    'change.unfinished': 'ناقصة: ليست مجموعة ولا تُستعاد',
    'warning.apart':
      'يبقى Redis كما كان عند {at}؛ وما يُقرأ الآن من وقت لاحق. وتذكر المجموعة ما بينهما من زمن. أما نسخة جديدة فتقرّب بينهما.',
    'wayBack.resume': 'لا يتغير شيء على الخوادم. ألغِ متى شئت: يبقى ما اكتمل حتى حينه ناقصًا كما كان.',
    'check.redisRest': 'الموجود من Redis',
    'redisRest.kept': 'الشظايا {shards:number}، من {at}: تُحفظ إن صحّت بصماتها',
    'redisRest.anew': 'لا نسخة كاملة: تُنسخ كل الشظايا من جديد معًا',
    'check.mongoRest': 'الموجود من MongoDB',
    'mongoRest.none': 'لا شيء من لحظة واحدة: يُقرأ من جديد',
    'mongoRest.kept':
      'التجميعات {collections:number} من {of:number} عند {moment}؛ وما زالت الخوادم تعرف تلك اللحظة: يُقرأ الباقي عندها',
    'mongoRest.anew':
      'التجميعات {collections:number} من {of:number} عند {moment}، لكن الخوادم نسيت تلك اللحظة: يُقرأ الكل من جديد عند لحظة جديدة',
  },
};
