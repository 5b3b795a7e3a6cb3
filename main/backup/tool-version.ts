// The version that stands in every manifest.

import { createRequire } from 'node:module';

export const TOOL_VERSION = (createRequire(import.meta.url)('../../package.json') as { version: string }).version;
