export const ENGINE_FLAGS: readonly string[];
export const ENGINE_MEMORY: Readonly<Record<string, string>>;
