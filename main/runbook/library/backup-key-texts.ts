// The words of the check that what sets are encrypted by is at hand; runbooks that write sets have it in common.

export const KEY_CHECK_TEXTS = {
  en: {
    'check.key': 'What the sets are encrypted by is at hand, and opens what it seals',
    'key.first': 'it does; the store holds no set of it yet',
    'key.opens': 'it does, and it opens its newest set in the store, {set}',
    'key.first.named': 'the backup key {key} does; the store holds no set of it yet',
    'key.opens.named': 'the backup key {key} does, and it opens its newest set in the store, {set}',
  },
  ar: {
    'check.key': 'ما تُعمّى به المجموعات في المتناول، ويفتح ما يختمه',
    'key.first': 'يفتحه؛ ولا مجموعة معمّاة به في المخزن بعد',
    'key.opens': 'يفتحه، ويفتح أحدث مجموعة معمّاة به في المخزن: {set}',
    'key.first.named': 'مفتاح النسخ {key} يفتحه؛ ولا مجموعة معمّاة به في المخزن بعد',
    'key.opens.named': 'مفتاح النسخ {key} يفتحه، ويفتح أحدث مجموعة معمّاة به في المخزن: {set}',
  },
} as const;
