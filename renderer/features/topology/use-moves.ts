// Makes changes of the picture visible: a card that got another place glides there, and the tag of a role that moved travels
// from the node that had it to the node that has it now. Transforms only; nothing with reduced motion.

import { useLayoutEffect, useRef, type RefObject } from 'react';

interface Place {
  readonly x: number;
  readonly y: number;
}

const MOVE_MS = 250;
const EASING = 'cubic-bezier(0.3, 0, 0.2, 1)';

/**
 * Inside `container`, elements with `data-card="<id>"` are cards and elements with `data-tag="<role of what>"` are tags: each
 * name once. A tag lies in its card.
 */
export function useMoves(container: RefObject<HTMLElement | null>): void {
  const before = useRef<{
    readonly width: number;
    readonly cards: Map<string, Place>;
    readonly tags: Map<string, Place>;
  }>(undefined);

  useLayoutEffect(() => {
    const root = container.current;
    if (!root) return;
    const origin = root.getBoundingClientRect();
    const cards = placesOf(root, 'card', origin);
    const tags = placesOf(root, 'tag', origin);
    const last = before.current;
    before.current = { width: origin.width, cards, tags };
    const isResize = last !== undefined && Math.abs(last.width - origin.width) > 1;
    if (!last || isResize || window.matchMedia('(prefers-reduced-motion: reduce)').matches) return;

    for (const card of root.querySelectorAll<HTMLElement>('[data-card]')) {
      glide(card, difference(last.cards.get(card.dataset['card'] ?? ''), cards.get(card.dataset['card'] ?? '')));
    }
    for (const tag of root.querySelectorAll<HTMLElement>('[data-tag]')) {
      const name = tag.dataset['tag'] ?? '';
      const card = tag.closest<HTMLElement>('[data-card]')?.dataset['card'] ?? '';
      const own = difference(last.tags.get(name), tags.get(name));
      const carried = difference(last.cards.get(card), cards.get(card));
      if (isMove(own) || isMove(carried)) glide(tag, { x: own.x - carried.x, y: own.y - carried.y });
    }
  });
}

function placesOf(root: HTMLElement, kind: 'card' | 'tag', origin: DOMRect): Map<string, Place> {
  const places = new Map<string, Place>();
  for (const element of root.querySelectorAll<HTMLElement>(`[data-${kind}]`)) {
    const box = offsetIn(element, root) ?? boxIn(element, origin);
    places.set(element.dataset[kind] ?? '', box);
  }
  return places;
}

/** Where the layout puts an element, without a movement that is under way. */
function offsetIn(element: HTMLElement, root: HTMLElement): Place | undefined {
  let x = 0;
  let y = 0;
  for (let each: HTMLElement | null = element; each !== root; each = each.offsetParent as HTMLElement | null) {
    if (each === null) return undefined;
    x += each.offsetLeft;
    y += each.offsetTop;
  }
  return { x, y };
}

function boxIn(element: HTMLElement, origin: DOMRect): Place {
  const box = element.getBoundingClientRect();
  return { x: box.left - origin.left, y: box.top - origin.top };
}

function difference(from: Place | undefined, to: Place | undefined): Place {
  return from && to ? { x: from.x - to.x, y: from.y - to.y } : { x: 0, y: 0 };
}

function isMove({ x, y }: Place): boolean {
  return Math.abs(x) > 1 || Math.abs(y) > 1;
}

function glide(element: HTMLElement, from: Place): void {
  if (!isMove(from)) return;
  element.animate(
    [
      { transform: `translate(${from.x}px, ${from.y}px)`, zIndex: 2 },
      { transform: 'none', zIndex: 2 },
    ],
    {
      duration: MOVE_MS,
      easing: EASING,
    },
  );
}
