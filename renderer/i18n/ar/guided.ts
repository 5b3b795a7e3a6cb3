// Words of guided execution, in Arabic.

import type { guided as english } from '../en/guided.ts';
import type { Translation } from '../translation.ts';

export const guided: Translation<typeof english> = {
  guide: {
    title: 'لماذا وكيف وماذا إن لم ينجح',
    why: 'لماذا',
    how: 'ما الذي تفعله',
    worked: 'كيف تعرف أنه نجح',
    otherwise: 'إن لم ينجح',
  },
  view: {
    label: 'العرض',
    one: 'خطوة واحدة',
    all: 'كل الخطوات',
  },
  steps: 'الخطوات',
  doneOf: 'تم {{done}} من {{total}}',
  position: 'الخطوة {{position}} من {{total}}',
  stepTime: 'هذه الخطوة',
  runTime: 'التنفيذ كله',
  limit: '{{limit, ms}} على الأكثر',
  attempt: 'المحاولة {{attempt}} من {{tries}}',
  elsewhere: 'التنفيذ عند الخطوة {{position}}: {{step}}',
  toCurrent: 'اذهب إليها',
  reading: 'تقول الآن',
  readingThen: 'كانت تقول',
  answered: 'أجاب {{by}}',
  commands: 'الأوامر',
  copyCommand: 'انسخ الأمر',
  offers: 'أدلة تشغيل تقوم بذلك',
  answer: {
    title: 'جوابك',
    note: 'ملاحظة',
    noteHelp: 'تُكتب في التقرير مع جوابك. وتعطي Ctrl+Enter الجواب الأول.',
    keepNote: 'دوّن الملاحظة فقط',
    endTitle: 'إنهاء التنفيذ هنا؟',
    endText: 'ينتهي التنفيذ فاشلًا. يبقى ما تم، ويمكن التنفيذ ثانية من هذه الخطوة.',
    endNot: 'تابع التنفيذ',
  },
  notes: {
    title: 'الملاحظات',
    write: 'دوّن شيئًا',
    writeHelp: 'تُكتب في التقرير مع اسمك والوقت.',
    keep: 'دوّنها',
    handedOver: 'سُلّم',
  },
  paper: {
    title: 'قائمة تحقّق',
    planned: 'خُطّط {{when}}',
    wayBack: 'إن حدث خطأ:',
    answers: 'الجواب:',
    hand: 'الوقت: ____________   بواسطة: ________________________   ملاحظة: ______________________________________',
  },
  handOver: {
    title: 'تسليم هذا التنفيذ',
    text: 'هو الآن بيد {{operator}}.',
    to: 'إلى من',
    note: 'ما يجب أن يعرفه',
    noteHelp: 'أين وصل، وما جُرّب، وما يقلقك.',
    button: 'سلّم',
    done: 'صار التنفيذ بيد {{to}}',
  },
};
