// The words of backup.verify.

import type { RunbookInfo } from '../../../shared/model/run.ts';

export const VERIFY_TEXTS: RunbookInfo['texts'] = {
  en: {
    title: 'Verify a backup',
    summary: 'Re-reads every byte of a set: hashes, BSON and RDB structure, counts. What fails is named file by file.',
    'plan.title': 'Verify the set {set}',
    'field.set': 'Backup set',
    'field.set.help': '“newest” stands for whichever is the newest then.',
    'change.now': 'as its manifest says',
    'change.after': 'the same files; the result stands beside the manifest',
    wayBack: 'Nothing is changed. Cancel at any time.',
    'check.present': 'The set is there',
    'present.ok': '{folder}',
    'act.read': 'Read every file and compare it with the manifest',
    reading: '{file}',
    'read.done': '{files:number} files, {bytes:bytes}: all as they were written',
    'measure.faults': 'Faults found',
  },
  ar: {
    title: 'فحص نسخة احتياطية',
    summary: 'يعيد قراءة كل بايت في المجموعة: البصمات وبنية BSON وRDB والأعداد. وما يفشل يُسمّى ملفًا ملفًا.',
    'plan.title': 'فحص المجموعة {set}',
    'field.set': 'المجموعة الاحتياطية',
    'field.set.help': 'الكلمة newest تعني أحدث مجموعة حينها.',
    'change.now': 'كما يقول بيانها',
    'change.after': 'الملفات نفسها؛ والنتيجة بجانب البيان',
    wayBack: 'لا يتغير شيء. ألغِ متى شئت.',
    'check.present': 'المجموعة موجودة',
    'present.ok': '{folder}',
    'act.read': 'قراءة كل ملف ومقارنته بالبيان',
    reading: '{file}',
    'read.done': 'الملفات {files:number}، {bytes:bytes}: كلها كما كُتبت',
    'measure.faults': 'الأعطال الموجودة',
  },
};
