// Words of the replication lag screen, in Arabic.

import type { lag as english } from '../en/lag.ts';
import type { Translation } from '../translation.ts';

export const lag: Translation<typeof english> = {
  title: 'تأخّر النسخ',
  summaryNone: 'لا نسخة متماثلة لها تأخّر يُعرض.',
  summaryFine: 'أكبر تأخّر {{lag, ms}} عند {{address}}. الكل دون حد التنبيه، وهو ثانية واحدة.',
  summaryBehind: '{{address}} متأخرة {{lag, ms}}: تجاوزت حد التنبيه، وهو ثانية واحدة.',
  redis: 'نسخ Redis المتماثلة',
  mongo: 'أعضاء MongoDB',
  chartRedis: 'تأخّر كل نسخة متماثلة في Redis عبر الزمن',
  chartMongo: 'تأخّر كل عضو في MongoDB عبر الزمن',
  alert: 'تنبيه: ثانية',
  window: 'المدى',
  window5m: '5 دقائق',
  window30m: '30 دقيقة',
  window2h: 'ساعتان',
  server: 'الخادم',
  role: 'الدور',
  follows: 'يتبع',
  lagTime: 'التأخّر',
  lagBytes: 'لم يُطبَّق بعد',
  roles: {
    primary: 'أساسي',
    replica: 'نسخة متماثلة',
    secondary: 'ثانوي',
    arbiter: 'حَكَم',
    other: 'غير ذلك',
  },
  reason: {
    primary: 'لا يتبع أحدًا',
    arbiter: 'لا يحمل بيانات',
    down: 'متوقف',
    late: 'تأخر في الرد',
    gone: 'لم يعد جزءًا منها',
    linkDown: 'وصلة النسخ مقطوعة',
    syncing: 'مزامنة كاملة جارية',
    noPrimary: 'لا أساسي للمقارنة به',
    notReplicating: 'لا ينسخ في هذه الحالة',
    unknown: 'لا قيمة بعد',
  },
  lastSeen: 'آخر ظهور',
  noneRedis: 'ليس في هذا الاتصال نسخ Redis متماثلة لمراقبتها.',
  noneMongo: 'ليس في هذا الاتصال مجموعة نسخ متماثلة في MongoDB لمراقبتها.',
};
