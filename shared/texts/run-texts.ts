// What the engine itself says of steps and of ways out of a run. Every runbook's catalogue holds these words too.

import type { RunbookInfo } from '../model/run.ts';
import type { Catalogue, Language } from '../text.ts';

export const RUN_TEXTS: Readonly<Record<Language, Catalogue>> = {
  en: {
    'engine.skipped': 'Left out: its condition does not hold',
    'engine.retry': '{message} Try {attempt} of {tries} follows.',
    'engine.dry.not-done': 'Would be done now',
    'engine.dry.done': 'Is done already: nothing would be sent',
    'engine.dry.unknown': 'Would be done now; the servers do not tell whether it is done already',
    'engine.dry.unforeseen': 'Would be done now; what it would change cannot be told beforehand: {reason}',
    'engine.dry.manual': 'Would be asked',
    'engine.dry.verify': 'Not read: nothing was changed',
    'engine.damaged': 'The journal of a run that cannot be read',
    'engine.way.resume': 'Goes on where it stands; what is done is not done again.',
    'engine.way.undo': 'Ends the run. What its steps left behind is cleaned up; what is finished stays.',
    'engine.way.undo.nothing':
      'Ends the run. What was done stays: its steps left nothing to clean up. Going back, to fail back for example, is a run of its own.',
    'engine.way.stop': 'Ends the run and changes nothing: what was done stays as it is.',
    'engine.way.clean': 'What it left behind is cleaned up',
    'engine.way.not-interrupted': 'The run has ended: it cannot go on.',
    'engine.way.no-leftovers': 'Nothing is left to clean up.',
    'engine.way.over': 'The run has ended already.',
    'engine.way.unknown': 'The servers do not tell whether a step happened. Look at them; then undo or stop.',
    'engine.way.dry': 'It was a dry run: nothing was begun. Start it again.',
    'engine.way.cleaning': 'Its clean-up had begun: it cannot go on. Undo finishes the clean-up.',
    'engine.way.unread': 'The servers could not be read: {message}',
    'engine.way.no-runbook': 'The steps of {runbook} are not known to this console any more.',
    'engine.way.damaged': 'Its journal is damaged: nobody can tell all that was done. Look at the servers.',
  },
  ar: {
    'engine.skipped': 'تُركت: شرطها غير متحقق',
    'engine.retry': '{message} تليها المحاولة {attempt} من {tries}.',
    'engine.dry.not-done': 'كانت ستُنفَّذ الآن',
    'engine.dry.done': 'منفَّذة من قبل: لن يُرسَل شيء',
    'engine.dry.unknown': 'كانت ستُنفَّذ الآن؛ لا تُظهر الخوادم هل نُفِّذت من قبل',
    'engine.dry.unforeseen': 'كانت ستُنفَّذ الآن؛ ولا يمكن معرفة ما ستغيّره مسبقًا: {reason}',
    'engine.dry.manual': 'كان سيُسأل عنها',
    'engine.dry.verify': 'لم تُقرأ: لم يتغيّر شيء',
    'engine.damaged': 'سجلّ تنفيذ لا يمكن قراءته',
    'engine.way.resume': 'يتابع من حيث وقف؛ ما نُفِّذ لا يُعاد.',
    'engine.way.undo': 'ينهي التنفيذ. يُنظَّف ما تركته خطواته، ويبقى ما اكتمل.',
    'engine.way.undo.nothing':
      'ينهي التنفيذ. ما نُفِّذ يبقى: لم تترك خطواته ما يُنظَّف. والرجوع، كإعادة الدور إلى العقدة الأولى، تنفيذ آخر قائم بذاته.',
    'engine.way.stop': 'ينهي التنفيذ ولا يغيّر شيئًا: ما نُفِّذ يبقى كما هو.',
    'engine.way.clean': 'يُنظَّف ما تركته',
    'engine.way.not-interrupted': 'انتهى التنفيذ: لا يمكن متابعته.',
    'engine.way.no-leftovers': 'لم يبقَ ما يُنظَّف.',
    'engine.way.over': 'انتهى التنفيذ من قبل.',
    'engine.way.unknown': 'لا تُظهر الخوادم هل نُفِّذت إحدى الخطوات. افحصها، ثم تراجع أو أوقف.',
    'engine.way.dry': 'كان تجربة بلا تغيير: لم يبدأ شيء. ابدأه من جديد.',
    'engine.way.cleaning': 'بدأ تنظيفه: لا يمكن متابعته. التراجع يُكمل التنظيف.',
    'engine.way.unread': 'تعذّرت قراءة الخوادم: {message}',
    'engine.way.no-runbook': 'لم تعد خطوات {runbook} معروفة لهذه الوحدة.',
    'engine.way.damaged': 'سجلّه تالف: لا أحد يعرف كل ما نُفِّذ. افحص الخوادم.',
  },
};

/** A runbook's catalogues with the engine's own words beside its own. */
export function withRunTexts<Texts extends Readonly<Partial<Record<Language, Catalogue>>>>(texts: Texts): Texts {
  const languages = Object.entries(texts) as [Language, Catalogue][];
  return Object.fromEntries(
    languages.map(([language, words]) => [language, { ...RUN_TEXTS[language], ...words }]),
  ) as unknown as Texts;
}

/**
 * The words of a run. Where its runbook was removed, the runbooks it called are still here, and its texts name them: their keys
 * begin with `<called>/`.
 */
export function textsOfRun(
  runbookId: string,
  runbooks: readonly Pick<RunbookInfo, 'id' | 'texts'>[],
): RunbookInfo['texts'] {
  const own = runbooks.find(({ id }) => id === runbookId);
  if (own) return withRunTexts(own.texts);
  const called = (language: Language): Catalogue =>
    Object.fromEntries(
      runbooks.flatMap(({ id, texts }) =>
        Object.entries({ ...texts.en, ...texts[language] }).map(([key, words]) => [`${id}/${key}`, words]),
      ),
    );
  return withRunTexts({ en: called('en'), ar: called('ar') });
}
