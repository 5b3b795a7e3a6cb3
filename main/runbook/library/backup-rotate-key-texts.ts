// The words of backup.rotate-key.

import type { RunbookInfo } from '../../../shared/model/run.ts';

export const ROTATE_KEY_TEXTS: RunbookInfo['texts'] = {
  en: {
    title: 'Give encrypted sets another key',
    summary:
      'Every encrypted set, and every slice of the oplog, opens by what the profile encrypts by now. Their data are not touched, only what opens them.',
    'plan.title': 'Give encrypted sets the key of the profile',
    'change.now': '{copies:number} encrypted sets and slices that open by another key or passphrase',
    'change.key': 'they open by the backup key {key}',
    'change.passphrase': 'they open by the backup passphrase',
    'warning.old':
      'Whoever has a copy of an old manifest and the old key can still open that set: its data key stays the same. Keep the old key until the sets elsewhere are gone, too.',
    'warning.versions': 'A bucket that keeps versions, or locks objects, keeps the old manifests as well.',
    wayBack: 'Choose the old key in the profile again, and run this once more.',
    'check.open': 'All of them can be opened now',
    'open.ok': '{copies:number} to be given the key, all open',
    'check.failed': '{reason}',
    'act.rewrap': 'Replace what opens them, one manifest after another',
    'rewrap.at': '{id} in {store}',
    'rewrap.done': '{copies:number} manifests replaced',
    'verify.rotated': 'All of them open by the key of the profile',
    'rotated.ok': '{copies:number} read again, and opened',
    'rotated.not': '{id} in {store} still opens by another key',
  },
  ar: {
    title: 'إعطاء المجموعات المعمّاة مفتاحًا آخر',
    summary: 'تُفتح كل مجموعة معمّاة، وكل شريحة من oplog، بما يُعمّي به الاتصال الآن. لا تُمسّ بياناتها، بل ما يفتحها فقط.',
    'plan.title': 'إعطاء المجموعات المعمّاة مفتاح الاتصال',
    'change.now': 'المجموعات والشرائح المعمّاة التي تُفتح بمفتاح آخر أو عبارة أخرى: {copies:number}',
    'change.key': 'تُفتح بمفتاح النسخ {key}',
    'change.passphrase': 'تُفتح بعبارة مرور النسخ',
    'warning.old':
      'من معه نسخة من بيان قديم ومعه المفتاح القديم يفتح تلك المجموعة: فمفتاح بياناتها لا يتغير. احتفظ بالمفتاح القديم إلى أن تزول المجموعات في الأماكن الأخرى أيضًا.',
    'warning.versions': 'الحاوية التي تحفظ الإصدارات أو تقفل الكائنات تحتفظ بالبيانات القديمة كذلك.',
    wayBack: 'اختر المفتاح القديم في الاتصال من جديد، ثم شغّل هذا مرة أخرى.',
    'check.open': 'كلها تُفتح الآن',
    'open.ok': 'ما سيُعطى المفتاح: {copies:number}، وكله يُفتح',
    'check.failed': '{reason}',
    'act.rewrap': 'استبدال ما يفتحها، بيانًا بعد بيان',
    'rewrap.at': '{id} في {store}',
    'rewrap.done': 'البيانات المستبدلة: {copies:number}',
    'verify.rotated': 'كلها تُفتح بمفتاح الاتصال',
    'rotated.ok': 'قُرئت من جديد وفُتحت: {copies:number}',
    'rotated.not': 'ما زالت {id} في {store} تُفتح بمفتاح آخر',
  },
};
