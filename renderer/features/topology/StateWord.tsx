// A member's state in a word; one the catalogue does not know is shown as the server says it.

import { topology as english } from '../../i18n/en/topology.ts';
import { Code } from '../../components/Code.tsx';
import { useWords } from '../../i18n/i18n.ts';

type KnownState = keyof typeof english.state;

export function StateWord({ state }: { readonly state: string }) {
  const t = useWords('topology');
  return isKnown(state) ? t(`state.${state}`) : <Code>{state}</Code>;
}

function isKnown(state: string): state is KnownState {
  return Object.hasOwn(english.state, state);
}
