// The one error type of the product. It crosses every wire as plain data, so it must never carry a stack, a URI or a secret.

/** What went wrong, as a closed union: `switch` over it exhaustively. */
export const ERROR_CODES = [
  'bad_request', // the input is wrong; nothing was tried
  'denied', // the server or the profile's mode refused; `hint` names the missing privilege
  'not_found',
  'conflict', // somebody else holds it, or it changed since it was read
  'blocked', // a precondition does not hold; nothing was changed
  'unreachable',
  'timeout',
  'cancelled',
  'unsupported', // this server, version or platform cannot do it
  'limited', // too large, too many, disk full
  'damaged', // stored data fails its own check
  'internal', // a bug of ours; `details.trace` finds it in the log
] as const;

export type ErrorCode = (typeof ERROR_CODES)[number];

/** The shape of an {@link AppError} on the wire. */
export interface ErrorData {
  readonly code: ErrorCode;
  /** What failed, on what. A sentence without blame. */
  readonly message: string;
  /** What to do next. */
  readonly hint?: string;
  readonly retryable: boolean;
  readonly details?: Readonly<Record<string, string | number | boolean>>;
}

export interface ErrorOptions {
  readonly hint?: string;
  readonly retryable?: boolean;
  readonly details?: Readonly<Record<string, string | number | boolean>>;
  readonly cause?: unknown;
}

const RETRYABLE: ReadonlySet<ErrorCode> = new Set(['unreachable', 'timeout', 'conflict']);

export class AppError extends Error {
  readonly code: ErrorCode;
  readonly hint: string | undefined;
  readonly retryable: boolean;
  readonly details: Readonly<Record<string, string | number | boolean>> | undefined;

  /** Where every error has it, and not enumerable: drivers copy an error's fields onto errors of their own. */
  static {
    Object.defineProperty(this.prototype, 'name', { value: 'AppError', writable: true, configurable: true });
  }

  constructor(code: ErrorCode, message: string, options: ErrorOptions = {}) {
    super(message, options.cause === undefined ? undefined : { cause: options.cause });
    this.code = code;
    this.hint = options.hint;
    this.retryable = options.retryable ?? RETRYABLE.has(code);
    this.details = options.details;
  }

  /** The fields that may cross a wire; cause and stack stay behind. */
  toData(): ErrorData {
    return {
      code: this.code,
      message: this.message,
      ...(this.hint === undefined ? {} : { hint: this.hint }),
      retryable: this.retryable,
      ...(this.details === undefined ? {} : { details: this.details }),
    };
  }

  static from(data: ErrorData): AppError {
    return new AppError(data.code, data.message, data);
  }
}

/** True for the error a cancelled call ends with; such errors are never logged as failures. */
export function isCancelled(error: unknown): boolean {
  return (
    (error instanceof AppError && error.code === 'cancelled') || (error instanceof Error && error.name === 'AbortError')
  );
}
