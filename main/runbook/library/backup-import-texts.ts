// The words of backup.import.

import type { RunbookInfo } from '../../../shared/model/run.ts';

export const IMPORT_TEXTS: RunbookInfo['texts'] = {
  en: {
    title: 'Import a backup',
    summary:
      'Takes a set that lies elsewhere into a store of this connection: every byte is verified first, then copied. For sets in a bucket, add the bucket as a store: they are listed at once.',
    'plan.title': 'Import the set {set} into {store}',
    'field.folder': 'Folder of the set',
    'field.folder.help': 'On this machine: the folder that holds manifest.json.',
    'field.to': 'To',
    'field.to.help': 'Id of the store it goes to; empty: the first one of the connection.',
    'change.now': 'not there',
    'change.after': 'a verified copy of {folder}, taken {taken}, {bytes:bytes}',
    'warning.otherProfile':
      'The set is of the connection {profileId}: it is listed and can be restored, and no rule of this connection removes it.',
    'warning.bucket': 'The set leaves this machine: whoever can read the bucket can read it.',
    wayBack:
      'The folder stays as it is. What a cut leaves is no set: import again to go on, or remove it on the Backups screen.',
    'check.source': 'The folder holds a set that can be opened here',
    'source.ok': '{files:number} files, {bytes:bytes}',
    'check.copy': 'Store {store} can be written, read and cleaned up',
    'store.ok': '{folder} takes new files',
    'check.failed': '{reason}',
    'act.verify': 'Read every file and compare it with the manifest',
    reading: '{file}',
    'verify.done': '{files:number} files, {bytes:bytes}: all as they were written',
    'act.copy': 'Copy the set to {store}, the manifest last',
    'copy.done': '{files:number} files, {bytes:bytes}',
    'verify.there': 'Every file of the copy is there at full length',
    'there.ok': '{where}',
  },
  ar: {
    title: 'استيراد نسخة احتياطية',
    summary:
      'يأخذ مجموعة موجودة في مكان آخر إلى مخزن لهذا الاتصال: يُفحص كل بايت أولًا ثم تُنسخ. أما المجموعات في حاوية فأضف الحاوية مخزنًا: تظهر في القائمة فورًا.',
    'plan.title': 'استيراد المجموعة {set} إلى {store}',
    'field.folder': 'مجلد المجموعة',
    'field.folder.help': 'على هذا الجهاز: المجلد الذي فيه manifest.json.',
    'field.to': 'إلى',
    'field.to.help': 'معرّف المخزن الذي تذهب إليه؛ الفراغ يعني أول مخزن للاتصال.',
    'change.now': 'غير موجودة',
    'change.after': 'نسخة مفحوصة من {folder}، أُخذت {taken}، {bytes:bytes}',
    'warning.otherProfile':
      'المجموعة للاتصال {profileId}: تظهر في القائمة ويمكن استعادتها، ولا تزيلها أي قاعدة لهذا الاتصال.',
    'warning.bucket': 'تغادر المجموعة هذا الجهاز: من يستطيع قراءة الحاوية يستطيع قراءتها.',
    wayBack:
      'يبقى المجلد كما هو. وما يخلّفه الانقطاع ليس مجموعة: استورد مرة أخرى للمتابعة، أو احذفه في شاشة النسخ الاحتياطية.',
    'check.source': 'في المجلد مجموعة يمكن فتحها هنا',
    'source.ok': 'الملفات {files:number}، {bytes:bytes}',
    'check.copy': 'المخزن {store} قابل للكتابة والقراءة والتنظيف',
    'store.ok': '{folder} يقبل ملفات جديدة',
    'check.failed': '{reason}',
    'act.verify': 'قراءة كل ملف ومقارنته بالبيان',
    reading: '{file}',
    'verify.done': 'الملفات {files:number}، {bytes:bytes}: كلها كما كُتبت',
    'act.copy': 'نسخ المجموعة إلى {store}، والبيان آخرًا',
    'copy.done': 'الملفات {files:number}، {bytes:bytes}',
    'verify.there': 'كل ملفات النسخة موجودة بطولها الكامل',
    'there.ok': '{where}',
  },
};
