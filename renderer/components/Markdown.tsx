// Markdown as React elements, from the tokens of `marked`. Nothing of it is ever HTML: tags are shown as they are typed, a
// link is its words and its address, and neither opens nor loads anything.

import { Fragment, type ReactNode } from 'react';
import { lexer, type MarkedToken, type Token, type Tokens } from 'marked';
import { Code, CodeBlock } from './Code.tsx';
import { CopyButton } from './CopyButton.tsx';
import styles from './Markdown.module.css';

export function Markdown({ children }: { readonly children: string }) {
  return <div className={styles.markdown}>{blocks(lexer(children))}</div>;
}

function blocks(tokens: readonly Token[]): ReactNode {
  return tokens.map((token, index) => <Fragment key={index}>{block(token as MarkedToken)}</Fragment>);
}

function block(token: MarkedToken): ReactNode {
  switch (token.type) {
    case 'space':
    case 'def':
      return null;
    case 'paragraph':
      return <p>{inline(token.tokens)}</p>;
    case 'text':
      return token.tokens === undefined ? token.text : inline(token.tokens);
    case 'heading':
      return <p className={styles.heading}>{inline(token.tokens)}</p>;
    case 'code':
      return (
        <div className={styles.code}>
          <CodeBlock>{token.text}</CodeBlock>
          <CopyButton kind="quiet" iconOnly text={token.text} />
        </div>
      );
    case 'list':
      return <List token={token} />;
    case 'blockquote':
      return <blockquote>{blocks(token.tokens)}</blockquote>;
    case 'hr':
      return <hr />;
    case 'table':
      return <Table token={token} />;
    default:
      return token.raw;
  }
}

function inline(tokens: readonly Token[]): ReactNode {
  return tokens.map((token, index) => <Fragment key={index}>{span(token as MarkedToken)}</Fragment>);
}

function span(token: MarkedToken): ReactNode {
  switch (token.type) {
    case 'text':
    case 'escape':
      return token.text;
    case 'strong':
      return <strong>{inline(token.tokens)}</strong>;
    case 'em':
      return <em>{inline(token.tokens)}</em>;
    case 'del':
      return <del>{inline(token.tokens)}</del>;
    case 'codespan':
      return <Code>{token.text}</Code>;
    case 'br':
      return <br />;
    case 'link':
      return token.text === token.href ? (
        <Code>{token.href}</Code>
      ) : (
        <>
          {inline(token.tokens)} (<Code>{token.href}</Code>)
        </>
      );
    case 'image':
      return token.text;
    default:
      return token.raw;
  }
}

function List({ token }: { readonly token: Tokens.List }) {
  const items = token.items.map((item, index) => (
    <li key={index}>
      {item.task && (item.checked ? '☑ ' : '☐ ')}
      {blocks(item.tokens)}
    </li>
  ));
  return token.ordered ? <ol start={Number(token.start) || 1}>{items}</ol> : <ul>{items}</ul>;
}

function Table({ token }: { readonly token: Tokens.Table }) {
  return (
    <table>
      <thead>
        <tr>
          {token.header.map((cell, index) => (
            <th key={index}>{inline(cell.tokens)}</th>
          ))}
        </tr>
      </thead>
      <tbody>
        {token.rows.map((row, index) => (
          <tr key={index}>
            {row.map((cell, column) => (
              <td key={column}>{inline(cell.tokens)}</td>
            ))}
          </tr>
        ))}
      </tbody>
    </table>
  );
}
