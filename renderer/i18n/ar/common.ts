// كلمات تشترك فيها كل الشاشات: words that every screen shares, in Arabic.

import type { common as english } from '../en/common.ts';
import type { Translation } from '../translation.ts';

export const common: Translation<typeof english> = {
  retry: 'أعد المحاولة',
  close: 'إغلاق',
  cancel: 'إلغاء',
  save: 'حفظ',
  copy: 'انسخ',
  copied: 'نُسخ',
  copyFailed: 'الحافظة غير متاحة هنا',
  loading: 'جارٍ التحميل',
  noFigure: 'لا قيمة',
  notWatchedYet: 'لم يُراقَب بعد',
  health: {
    healthy: 'سليم',
    attention: 'يحتاج انتباهًا',
    critical: 'حرج',
    unknown: 'غير معروف',
  },
  age: 'قبل {{age, ms}}',
  ageLasting: 'منذ {{age, ms}}',
  ageNow: 'الآن',
  ageStale: 'كما كان قبل {{age, ms}}',
  progress: {
    of: '{{done}} من {{total}}',
    perSecond: '{{rate}}/ث',
    left: 'بقي {{left, ms}}',
    percent: '\u2066{{percent}} %\u2069',
  },
  error: {
    title: 'تعذّر عرض هذا',
    trace: 'رقم التتبّع {{trace}}',
  },
  dismiss: 'إخفاء',
  required: 'مطلوب',
};
