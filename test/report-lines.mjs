// A node:test reporter that writes one JSON line per test: what test/run.mjs counts. It never judges.

export default async function* reportLines(source) {
  for await (const event of source) {
    if (event.type !== 'test:pass' && event.type !== 'test:fail') continue;
    const { name, file, nesting, skip, todo, details } = event.data;
    // A suite (or a whole file) is not a test of its own; a file that failed to load is.
    if (details?.type === 'suite') continue;
    const status = event.type === 'test:fail' ? 'failed' : skip !== undefined ? 'skipped' : 'passed';
    yield `${JSON.stringify({ name, file, nesting, status, reason: typeof skip === 'string' ? skip : (todo ?? null) })}\n`;
  }
}
