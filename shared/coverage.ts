// Sets and slices → spans that can be restored, with the gaps between them. Pure: the same answer for the screen, the command
// line, the plan of a restore, and whoever wants to know which slice needs which.

import { compareMoments, later } from './moment.ts';
import type { Moment } from './moment.ts';
import type { BaseSet, Coverage, Gap, RestoreAnswer, Slice, Span } from './model/coverage.ts';

/** `slices` in any order, each once. A slice whose chain does not reach back to a set helps nobody. */
export function coverageOf(sets: readonly BaseSet[], slices: readonly Slice[]): Coverage {
  const bases = [...sets].sort((a, b) => compareMoments(a.moment, b.moment));
  const chains = chainsOf(slices);
  const ofChains = chains.flatMap((chain) => spanOf(chain, bases));
  const alone = bases
    .filter(({ moment }) => !ofChains.some((span) => isWithin(moment, span)))
    .map((set): Span => ({ from: set.moment, to: set.moment, sets: [set], slices: [] }));
  const spans = withoutCovered([...ofChains, ...alone]).sort((a, b) => compareMoments(a.from, b.from));
  return { spans, gaps: gapsBetween(spans, slices) };
}

/** Whether and how `moment` can be restored: from the last set before it, so that least is replayed. */
export function answerFor({ spans }: Coverage, moment: Moment): RestoreAnswer {
  const span = [...spans].reverse().find((each) => isWithin(moment, each));
  const set = span && [...span.sets].reverse().find((each) => compareMoments(each.moment, moment) <= 0);
  if (span === undefined || set === undefined) {
    const before = spans.filter(({ to }) => compareMoments(to, moment) < 0).map(({ to }) => to);
    const after = spans.find(({ from }) => compareMoments(from, moment) > 0)?.from ?? null;
    return { possible: false, before: before.length === 0 ? null : before.reduce(later), after };
  }
  return { possible: true, point: { moment, set, slices: slicesBetween(span.slices, set.moment, moment) } };
}

/**
 * Those that hold a write after `from` and up to `to`; also the one that ends exactly at `from`, since a transaction that is
 * committed after it may have begun in it.
 */
export function slicesBetween(slices: readonly Slice[], from: Moment, to: Moment): readonly Slice[] {
  if (compareMoments(from, to) >= 0) return [];
  return slices.filter(({ after, upTo }) => compareMoments(upTo, from) >= 0 && compareMoments(after, to) < 0);
}

/** From the first slice of a chain to its last one. Where two go on from the same, the one that leads further is taken. */
function chainsOf(slices: readonly Slice[]): readonly (readonly Slice[])[] {
  const inOrder = [...slices].sort((a, b) => compareMoments(a.upTo, b.upTo));
  const byId = new Map(inOrder.map((slice) => [slice.id, slice]));
  const previousOf = (slice: Slice): Slice | undefined => {
    const before = slice.previous === null ? undefined : byId.get(slice.previous.id);
    const fits = before?.link === slice.previous?.link && before?.upTo === slice.after;
    return fits ? before : undefined;
  };
  const taken = new Set<Slice>();
  const chains: Slice[][] = [];
  for (const last of [...inOrder].reverse()) {
    if (taken.has(last)) continue;
    const chain: Slice[] = [];
    // What is in another chain already is walked again: this one branched off from it.
    for (let at: Slice | undefined = last; at; at = previousOf(at)) chain.unshift(at);
    for (const slice of chain) taken.add(slice);
    chains.push(chain);
  }
  return chains;
}

/** Empty where no set lies within the chain. */
function spanOf(slices: readonly Slice[], bases: readonly BaseSet[]): readonly Span[] {
  const [after, to] = [slices[0]!.after, slices[slices.length - 1]!.upTo];
  const sets = bases.filter(({ moment }) => isWithin(moment, { from: after, to }));
  return sets.length === 0 ? [] : [{ from: sets[0]!.moment, to, sets, slices }];
}

function isWithin(moment: Moment, { from, to }: Pick<Span, 'from' | 'to'>): boolean {
  return compareMoments(from, moment) <= 0 && compareMoments(moment, to) <= 0;
}

/** A chain that lies within a longer one (two consoles, each with its own) adds nothing. */
function withoutCovered(spans: readonly Span[]): Span[] {
  return spans.filter(
    (span, index) =>
      !spans.some((other, place) => {
        const covers = isWithin(span.from, other) && isWithin(span.to, other);
        const isSame = other.from === span.from && other.to === span.to;
        return place !== index && covers && (!isSame || place < index);
      }),
  );
}

function gapsBetween(spans: readonly Span[], slices: readonly Slice[]): readonly Gap[] {
  return spans.slice(1).flatMap((span, index): Gap[] => {
    const before = spans.slice(0, index + 1).map(({ to }) => to);
    const from = before.reduce(later);
    if (compareMoments(from, span.from) >= 0) return [];
    return [{ from, to: span.from, reason: reasonOf(span, from, slices) }];
  });
}

function reasonOf({ from: to, slices: [first] }: Span, from: Moment, all: readonly Slice[]): Gap['reason'] {
  if (first?.gap) return first.gap;
  const inGap = all.some((slice) => compareMoments(slice.upTo, from) > 0 && compareMoments(slice.upTo, to) <= 0);
  return inGap || (first !== undefined && first.previous !== null) ? 'missing' : 'not-saved';
}

/** What is replayed on that very set to come to `moment`. Null where nothing leads there from it. */
export function slicesFrom({ spans }: Coverage, setId: string, moment: Moment): readonly Slice[] | null {
  for (const span of spans) {
    const set = span.sets.find(({ id }) => id === setId);
    if (set && isWithin(moment, { from: set.moment, to: span.to }))
      return slicesBetween(span.slices, set.moment, moment);
  }
  return null;
}
