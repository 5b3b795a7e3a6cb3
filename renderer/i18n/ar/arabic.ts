// The Arabic catalogue: the files and keys of the English one. Figures, units, host:port and commands stay Latin.
//
// Glossary, so that one thing has one name on every screen:
//   primary أساسي               secondary ثانوي            replica نسخة متماثلة      arbiter حَكَم
//   cluster عنقود               node عقدة                  shard شظية               slot فتحة
//   replica set مجموعة النسخ المتماثلة                      member عضو               election انتخاب
//   failover تحويل التشغيل      step down تنحٍّ             quorum النصاب            majority أغلبية
//   replication lag تأخّر النسخ  oplog window نافذة oplog   epoch حقبة               term دورة
//   backup نسخة احتياطية        backup set مجموعة احتياطية  manifest بيان            restore استعادة
//   verified مفحوصة             proven مثبتة               damaged تالفة            store مخزن
//   database قاعدة بيانات       collection تجميعة          document مستند           index فهرس
//   cache الذاكرة المخبأة       hit rate نسبة الإصابة       evicted مُخلى             expired منتهٍ
//   runbook دليل تشغيل          plan خطة                   run تنفيذ                step خطوة
//   check فحص                   act فعل                    verify تحقّق              by hand يدوي
//   lease حجز                   approval موافقة            audit log سجل التدقيق    handover تسليم
//   incident حادثة              rehearsal تمرين            schedule جدولة           read-only قراءة فقط
//   connection, profile اتصال   console وحدة التحكم         engine المحرّك            server خادم
//   key مفتاح                   TTL مدة الحياة              operator المشغّل          warning تنبيه

import type { english } from '../en/english.ts';
import type { Translation } from '../translation.ts';
import { approval } from './approval.ts';
import { audit } from './audit.ts';
import { backups } from './backups.ts';
import { cache } from './cache.ts';
import { common } from './common.ts';
import { editor } from './editor.ts';
import { fleet } from './fleet.ts';
import { guided } from './guided.ts';
import { incidents } from './incidents.ts';
import { lag } from './lag.ts';
import { profiles } from './profiles.ts';
import { rehearsal } from './rehearsal.ts';
import { run } from './run.ts';
import { runbooks } from './runbooks.ts';
import { schedules } from './schedules.ts';
import { shell } from './shell.ts';
import { slots } from './slots.ts';
import { topology } from './topology.ts';
import { ways } from './ways.ts';

export const arabic: Translation<typeof english> = {
  approval,
  audit,
  common,
  shell,
  profiles,
  fleet,
  topology,
  slots,
  lag,
  cache,
  backups,
  runbooks,
  run,
  schedules,
  guided,
  ways,
  incidents,
  rehearsal,
  editor,
};
