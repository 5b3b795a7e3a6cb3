// A frame that scrolls by itself. While its content is larger than it, the keyboard can reach it, to scroll it; otherwise
// it is no stop on the way.

import { useEffect, useRef, useState, type ReactNode, type RefObject } from 'react';

export interface ScrollableProps {
  /** Said to screen readers on the way through it. */
  readonly label: string;
  /** What the content is; the role and its name then stand whether it scrolls or not. A mere group otherwise. */
  readonly role?: 'log' | 'document';
  /** Who moves it by hand holds it. */
  readonly frame?: RefObject<HTMLDivElement | null>;
  readonly className?: string | undefined;
  readonly dir?: 'ltr' | 'rtl';
  readonly lang?: string;
  readonly 'data-print'?: string;
  readonly children: ReactNode;
}

export function Scrollable({ label, role, frame, children, ...props }: ScrollableProps) {
  const own = useRef<HTMLDivElement>(null);
  const place = frame ?? own;
  const scrolls = useOverflow(place);
  return (
    <div
      {...props}
      ref={place}
      {...(role || scrolls ? { role: role ?? 'group', 'aria-label': label } : {})}
      {...(scrolls ? { tabIndex: 0 } : {})}
    >
      {children}
    </div>
  );
}

/** Whether the content is larger than its frame, along or across. */
function useOverflow(frame: RefObject<HTMLDivElement | null>): boolean {
  const [overflows, setOverflows] = useState(false);
  useEffect(() => {
    const element = frame.current;
    if (!element) return undefined;
    const sizes = new ResizeObserver(look);
    const children = new MutationObserver(watchChildren);
    function look(): void {
      const { scrollWidth, clientWidth, scrollHeight, clientHeight } = element!;
      setOverflows(scrollWidth > clientWidth || scrollHeight > clientHeight);
    }
    function watchChildren(): void {
      sizes.disconnect();
      for (const watched of [element!, ...element!.children]) sizes.observe(watched);
    }
    children.observe(element, { childList: true });
    watchChildren();
    return () => {
      sizes.disconnect();
      children.disconnect();
    };
  }, [frame]);
  return overflows;
}
