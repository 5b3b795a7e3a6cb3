// What a catalogue in another language must hold: every key of the English one, with that language's own plural forms.
// Typed, so that a catalogue with a hole does not compile.

type EnglishForm = 'zero' | 'one' | 'other';
export type PluralForm = 'zero' | 'one' | 'two' | 'few' | 'many' | 'other';

/** The same keys in Arabic: what English says in one or two forms, Arabic says in six. */
export type Translation<English> = {
  readonly [
    Key in keyof English as Key extends `${infer Counted}_${EnglishForm}` ? `${Counted}_${PluralForm}` : Key
  ]: English[Key] extends string ? string : Translation<English[Key]>;
};

/** The six forms of one counted text: none, one, two, 3–10, 11–99, hundreds and fractions. */
export function counted<Key extends string>(
  key: Key,
  ...forms: readonly [zero: string, one: string, two: string, few: string, many: string, other: string]
): Readonly<Record<`${Key}_${PluralForm}`, string>> {
  const [zero, one, two, few, many, other] = forms;
  const named: Record<PluralForm, string> = { zero, one, two, few, many, other };
  return Object.fromEntries(Object.entries(named).map(([form, words]) => [`${key}_${form}`, words])) as Record<
    `${Key}_${PluralForm}`,
    string
  >;
}
