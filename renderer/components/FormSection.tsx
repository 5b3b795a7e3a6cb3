// A part of a longer form, framed under its own title.

import type { ReactNode, Ref } from 'react';
import styles from './FormSection.module.css';

export interface FormSectionProps {
  readonly title: string;
  readonly children: ReactNode;
}

export function FormSection({ title, children }: FormSectionProps) {
  return (
    <fieldset className={styles.section}>
      <legend className={styles.legend}>{title}</legend>
      {children}
    </fieldset>
  );
}

/** Such parts, one under the other. */
export function FormSections({ children, ref }: { readonly children: ReactNode; readonly ref?: Ref<HTMLDivElement> }) {
  return (
    <div ref={ref} className={styles.sections}>
      {children}
    </div>
  );
}
