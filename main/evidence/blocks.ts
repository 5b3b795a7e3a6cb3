// Markdown as the few blocks a document is made of. Reading only: HTML and links are text here, nothing is fetched or run.

import { lexer, type Token, type Tokens } from 'marked';

export interface Span {
  readonly text: string;
  readonly style: 'plain' | 'strong' | 'code';
}

export type Block =
  | { readonly type: 'heading'; readonly depth: number; readonly spans: readonly Span[] }
  | { readonly type: 'paragraph'; readonly spans: readonly Span[] }
  | { readonly type: 'list'; readonly items: readonly ListItem[] }
  | { readonly type: 'code'; readonly text: string }
  | { readonly type: 'quote'; readonly blocks: readonly Block[] }
  | { readonly type: 'table'; readonly header: readonly TableCell[]; readonly rows: readonly (readonly TableCell[])[] }
  | { readonly type: 'rule' };

export interface ListItem {
  /** `•`, `3.`, or the box of a task. */
  readonly mark: string;
  readonly blocks: readonly Block[];
}

export interface TableCell {
  readonly spans: readonly Span[];
  readonly isFigure: boolean;
}

export function blocksOf(markdown: string): readonly Block[] {
  return lexer(markdown).flatMap(blockOf);
}

function blockOf(token: Token): readonly Block[] {
  switch (token.type) {
    case 'heading':
      return [{ type: 'heading', depth: (token as Tokens.Heading).depth, spans: spansOf(token.tokens) }];
    case 'paragraph':
      return [{ type: 'paragraph', spans: spansOf(token.tokens) }];
    case 'text':
      return [{ type: 'paragraph', spans: spansOf(token.tokens ?? [token]) }];
    case 'list':
      return [{ type: 'list', items: itemsOf(token as Tokens.List) }];
    case 'code':
      return [{ type: 'code', text: (token as Tokens.Code).text }];
    case 'blockquote':
      return [{ type: 'quote', blocks: (token.tokens ?? []).flatMap(blockOf) }];
    case 'table':
      return [tableOf(token as Tokens.Table)];
    case 'hr':
      return [{ type: 'rule' }];
    case 'space':
    case 'checkbox':
    case 'def':
      return [];
    default:
      return [{ type: 'paragraph', spans: [{ text: token.raw.trimEnd(), style: 'plain' }] }];
  }
}

function itemsOf({ items, ordered, start }: Tokens.List): ListItem[] {
  const first = typeof start === 'number' ? start : 1;
  return items.map(({ task, checked, tokens }, index) => ({
    mark: task ? (checked === true ? '[✓]' : '[  ]') : ordered ? `${first + index}.` : '•',
    blocks: tokens.flatMap(blockOf),
  }));
}

function tableOf({ header, rows }: Tokens.Table): Block {
  const cell = ({ tokens, align }: Tokens.TableCell): TableCell => ({
    spans: spansOf(tokens),
    isFigure: align === 'right',
  });
  return { type: 'table', header: header.map(cell), rows: rows.map((row) => row.map(cell)) };
}

function spansOf(tokens: readonly Token[] = [], style: Span['style'] = 'plain'): Span[] {
  return tokens.flatMap((token): Span[] => {
    switch (token.type) {
      case 'strong':
        return spansOf(token.tokens, 'strong');
      case 'em':
      case 'del':
        return spansOf(token.tokens, style);
      case 'codespan':
        return [{ text: (token as Tokens.Codespan).text, style: 'code' }];
      case 'br':
        return [{ text: '\n', style }];
      case 'link': {
        const { href, text } = token as Tokens.Link;
        const spans = spansOf(token.tokens, style);
        return href === text ? spans : [...spans, { text: ` (${href})`, style }];
      }
      case 'text':
      case 'escape': {
        const { text, tokens: inner } = token as Tokens.Text;
        return inner ? spansOf(inner, style) : [{ text, style }];
      }
      default:
        return [{ text: token.raw, style }];
    }
  });
}
