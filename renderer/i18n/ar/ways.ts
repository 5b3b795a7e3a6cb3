// Words of the ways out of an interrupted run, in Arabic.

import type { ways as english } from '../en/ways.ts';
import type { Translation } from '../translation.ts';

export const ways: Translation<typeof english> = {
  title: 'كيف ينتهي؟',
  leftTitle: 'خلّف شيئًا وراءه',
  asking: 'تُسأل الخوادم عما هو صحيح الآن.',
  again: 'اسأل ثانية',
  unread: {
    title: 'تعذّرت قراءة الخوادم',
    text: 'لا يُعرف ما فعلته الخطوات، فلا يُعرض إلا ما هو آمن دون معرفته.',
  },
  elsewhere: {
    title: 'هذا التنفيذ على {{name}}',
    text: 'يُقرَّر كيف ينتهي حيث تُعرض خوادمه.',
    show: 'اعرض {{name}}',
  },
  reason: 'السبب',
  reasonHelp: 'يُكتب في التقرير وفي سجل التدقيق.',
  reasonAsked: 'مطلوب على الإنتاج. يُكتب في التقرير وفي سجل التدقيق.',
  readOnly: '{{name}} للقراءة فقط: لا يمكن إلا إيقافه حتى يُسمح بالتغيير.',
  allow: 'السماح بالتغيير…',
  taking: 'جارٍ…',
  impossible: 'غير ممكن الآن',
  resume: {
    title: 'استئناف',
    text: 'ينفّذ ما لم يتم بعد. ولا يُعاد ما تم.',
    button: 'استأنف التنفيذ',
  },
  undo: {
    title: 'تراجع',
    text: 'يزيل ما تم نصفه. ويبقى ما اكتمل.',
    button: 'تراجع وأنهِ التنفيذ',
  },
  end: {
    title: 'إنهاء التنفيذ',
    text: 'لم تترك خطواته ما يُنظَّف. ويبقى ما نُفِّذ.',
    button: 'أنهِ التنفيذ',
  },
  stop: {
    title: 'إيقاف',
    text: 'يترك كل شيء كما هو ولا يمس أي خادم. ويُكتب ما بقي في التقرير.',
    button: 'اتركه وأنهِ التنفيذ',
  },
  does: {
    run: 'ستُنفَّذ',
    'is-done': 'تمت',
    clean: 'يُنظَّف أثرها',
    stays: 'تبقى كما هي',
    unknown: 'لا يعرفها أحد',
  },
};
