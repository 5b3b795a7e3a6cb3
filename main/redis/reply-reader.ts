// Reads the replies of a server (RESP 2) from the bytes of a socket, as they come. Only what commands on single keys answer:
// lines, numbers and bulk strings. Trusts nothing in its input.

import { AppError } from '../../shared/errors.ts';

/** An error the server answered with. No Error: a restore may meet millions of them, and each is an answer like any other. */
export class ErrorReply {
  readonly message: string;

  constructor(message: string) {
    this.message = message;
  }

  /** The first word: `BUSYKEY`, `MOVED`, `ERR`. */
  get word(): string {
    const end = this.message.indexOf(' ');
    return end < 0 ? this.message : this.message.slice(0, end);
  }
}

export type PlainReply = Buffer | number | null | ErrorReply;

const LINE_FEED = 10;
const [STATUS, ERROR, NUMBER, BULK] = [...Buffer.from('+-:$')];
const MAX_LINE_BYTES = 64 * 1024;

export class ReplyReader {
  #rest: Buffer = Buffer.alloc(0);
  /** The bulk string that is awaited may need more than one portion: nothing is looked at before all of it is here. */
  #neededBytes = 0;
  #portions: Buffer[] = [];
  #portionsBytes = 0;

  /** Calls back for every reply that is complete now. Throws `unsupported` for what is no such reply. */
  push(portion: Buffer, onReply: (reply: PlainReply) => void): void {
    this.#portions.push(portion);
    this.#portionsBytes += portion.length;
    if (this.#rest.length + this.#portionsBytes < this.#neededBytes) return;
    const bytes =
      this.#rest.length === 0 && this.#portions.length === 1 ? portion : Buffer.concat([this.#rest, ...this.#portions]);
    this.#portions = [];
    this.#portionsBytes = 0;
    this.#neededBytes = 0;
    let at = 0;
    while (at < bytes.length) {
      const end = bytes.indexOf(LINE_FEED, at);
      if (end < 0) {
        if (bytes.length - at > MAX_LINE_BYTES) throw notRedis();
        break;
      }
      let next = end + 1;
      const kind = bytes[at];
      if (kind === STATUS) onReply(bytes.subarray(at + 1, end - 1));
      else if (kind === NUMBER) onReply(Number(bytes.toString('latin1', at + 1, end - 1)));
      else if (kind === ERROR) onReply(new ErrorReply(bytes.toString('utf8', at + 1, end - 1)));
      else if (kind === BULK) {
        const length = Number(bytes.toString('latin1', at + 1, end - 1));
        if (!Number.isSafeInteger(length) || length < -1) throw notRedis();
        if (length >= 0) {
          next += length + 2;
          if (next > bytes.length) {
            this.#neededBytes = next - at;
            break;
          }
        }
        onReply(length < 0 ? null : bytes.subarray(end + 1, next - 2));
      } else throw notRedis();
      at = next;
    }
    this.#rest = at === bytes.length ? Buffer.alloc(0) : bytes.subarray(at);
  }
}

function notRedis(): AppError {
  return new AppError('unsupported', 'The server answers in another way than Redis does.');
}
