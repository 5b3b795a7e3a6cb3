// A plain, accessible table: a caption for screen readers, figures at the end of their cells, kept in one piece
// whatever direction the page has.

import type { ReactNode } from 'react';
import { Scrollable } from './Scrollable.tsx';
import styles from './DataTable.module.css';

export interface Column<Row> {
  readonly id: string;
  readonly header: ReactNode;
  readonly cell: (row: Row) => ReactNode;
  /** Figures: aligned to the end, in the code face. */
  readonly numeric?: boolean;
  /** Names the row for screen readers. */
  readonly isRowHeader?: boolean;
  readonly width?: string;
}

export interface DataTableProps<Row> {
  readonly caption: string;
  readonly columns: readonly Column<Row>[];
  readonly rows: readonly Row[];
  readonly rowKey: (row: Row) => string;
  /** The row that is looked at elsewhere. */
  readonly selectedKey?: string | undefined;
}

export function DataTable<Row>({ caption, columns, rows, rowKey, selectedKey }: DataTableProps<Row>) {
  return (
    <Scrollable label={caption} className={styles.scroll}>
      <table className={styles.table}>
        <caption className="visually-hidden">{caption}</caption>
        <thead>
          <tr>
            {columns.map(({ id, header, numeric, width }) => (
              <th
                key={id}
                scope="col"
                className={numeric ? styles.numeric : undefined}
                style={width ? { inlineSize: width } : undefined}
              >
                {header}
              </th>
            ))}
          </tr>
        </thead>
        <tbody>
          {rows.map((row) => (
            <tr key={rowKey(row)} data-selected={rowKey(row) === selectedKey || undefined}>
              {columns.map(({ id, cell, numeric, isRowHeader }) =>
                isRowHeader ? (
                  <th key={id} scope="row" className={numeric ? styles.numeric : undefined}>
                    {cell(row)}
                  </th>
                ) : (
                  <td key={id} className={numeric ? styles.numeric : undefined}>
                    {numeric ? <bdi>{cell(row)}</bdi> : cell(row)}
                  </td>
                ),
              )}
            </tr>
          ))}
        </tbody>
      </table>
    </Scrollable>
  );
}
