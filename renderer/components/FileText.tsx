// A small text file: its name, its content as it is, and a button that copies it.

import { CodeBlock } from './Code.tsx';
import { CopyButton } from './CopyButton.tsx';
import styles from './FileText.module.css';

export function FileText({ name, content }: { readonly name: string; readonly content: string }) {
  return (
    <section>
      <header className={styles.head}>
        <h3>
          <bdi>{name}</bdi>
        </h3>
        <CopyButton text={content} kind="quiet" />
      </header>
      <CodeBlock>{content.trimEnd()}</CodeBlock>
    </section>
  );
}
