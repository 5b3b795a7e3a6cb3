// A part of a longer form, framed under its own title.

import type { ReactNode } from 'react';
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
export function FormSections({ children }: { readonly children: ReactNode }) {
  return <div className={styles.sections}>{children}</div>;
}
