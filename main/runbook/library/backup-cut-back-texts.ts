// The words of backup.cut-back.

import type { RunbookInfo } from '../../../shared/model/run.ts';
import { CUT_OVER_TEXTS } from './backup-cut-over-texts.ts';

export const CUT_BACK_TEXTS: RunbookInfo['texts'] = {
  en: {
    ...CUT_OVER_TEXTS.en,
    title: 'Go back to before a restore',
    summary:
      'Gives the collections that a cut-over or a restore in place has replaced their names back, all in one step. What was restored waits beside.',
    'plan.title': 'Put back what {collections:number} names stood for before',
    'field.restored.help': 'One that is in place, with the old collections kept.',
    'now.collection': 'the restored one',
    'now.view': 'the restored view',
    'after.old': 'the old one: {documents:number} documents, {sizeBytes:bytes}; the restored one waits beside',
    'after.view': 'the view that was there',
    'after.nothing': 'nothing, as before; the restored one waits beside',
    'warning.lost':
      'What clients wrote since the restored collections are in place stays with those: it is not in the old ones.',
    wayBack: 'backup.cut-over restored={restored} puts the restored ones in place again.',
    'check.still': 'What was restored is in place, and what it replaced is kept',
    'still.not': 'somebody has renamed, dropped or replaced these meanwhile: {names}',
    'act.putBack': 'Change the names back, all back to back',
    'cleanUp.putBack': 'Leave the restored ones in place',
    'putBack.done':
      '{collections:number} as before in {tookMs:ms}; no name was away for longer than {gapMs:ms}. What was restored waits beside',
    'putBack.late':
      '{collections:number} as before in {tookMs:ms}; no name was away for longer than {gapMs:ms}. Clients wrote in between: {latecomers:number} collections they made wait beside, too',
    'putBack.resumed':
      '{collections:number} as before, after an interruption: names may have been away as long as that lasted. What was restored waits beside',
  },
  ar: {
    ...CUT_OVER_TEXTS.ar,
    title: 'الرجوع إلى ما قبل الاستعادة',
    summary:
      'يعيد إلى التجميعات التي استبدلها تحويل أو استعادة في المكان أسماءها، كلها بخطوة واحدة. وما استُعيد ينتظر جانبًا.',
    'plan.title': 'إعادة ما كانت تحمله الأسماء {collections:number} من قبل',
    'field.restored.help': 'استعادة في مكانها، وتجميعاتها القديمة محفوظة.',
    'now.collection': 'المستعادة',
    'now.view': 'العرض المستعاد',
    'after.old': 'القديمة: المستندات {documents:number}، {sizeBytes:bytes}؛ والمستعادة تنتظر جانبًا',
    'after.view': 'العرض الذي كان موجودًا',
    'after.nothing': 'لا شيء، كما كان؛ والمستعادة تنتظر جانبًا',
    'warning.lost': 'ما كتبه العملاء منذ وُضعت التجميعات المستعادة في مكانها يبقى معها: ليس في القديمة.',
    wayBack: 'يضع backup.cut-over restored={restored} المستعادة في مكانها من جديد.',
    'check.still': 'ما استُعيد في مكانه، وما استبدله محفوظ',
    'still.not': 'غيّر أحد أسماء هذه أو حذفها أو استبدلها في الأثناء: {names}',
    'act.putBack': 'إعادة الأسماء، واحدًا تلو الآخر بلا توقف',
    'cleanUp.putBack': 'ترك المستعادة في مكانها',
    'putBack.done':
      'عاد {collections:number} كما كان خلال {tookMs:ms}؛ ولم يغب اسم أطول من {gapMs:ms}. وما استُعيد ينتظر جانبًا',
    'putBack.late':
      'عاد {collections:number} كما كان خلال {tookMs:ms}؛ ولم يغب اسم أطول من {gapMs:ms}. وكتب عملاء في الأثناء: التجميعات التي أنشؤوها وعددها {latecomers:number} تنتظر جانبًا أيضًا',
    'putBack.resumed':
      'عاد {collections:number} كما كان بعد انقطاع: قد تكون أسماء غابت مدته كلها. وما استُعيد ينتظر جانبًا',
  },
};
