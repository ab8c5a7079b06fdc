/*
 * As much of PostgreSQL's wire protocol (version 3, "Message Formats" of its manual) as a proxy needs: a message is a letter,
 * a length that counts itself but not the letter, and that many bytes; the first one of a connection has no letter.
 */

const sslRequest = 80_877_103;

interface Message {
  readonly type: string;
  /** Letter and length included. */
  readonly bytes: Buffer;
}

/** Splits what came so far into whole messages and what is left. */
export function parseMessages(buffer: Buffer): { messages: Message[]; rest: Buffer } {
  const messages: Message[] = [];
  let at = 0;
  while (buffer.length - at >= 5) {
    const end = at + 1 + buffer.readUInt32BE(at + 1);
    if (end > buffer.length) break;
    messages.push({ type: String.fromCharCode(buffer[at]!), bytes: buffer.subarray(at, end) });
    at = end;
  }
  return { messages, rest: buffer.subarray(at) };
}

/** The first message of a connection; NULL while it is not whole. */
export function parseStartup(
  buffer: Buffer,
): { message: Buffer; rest: Buffer; asksForEncryption: boolean } | null {
  if (buffer.length < 8 || buffer.length < buffer.readUInt32BE(0)) return null;
  const end = buffer.readUInt32BE(0);
  return {
    message: buffer.subarray(0, end),
    rest: buffer.subarray(end),
    asksForEncryption: buffer.readUInt32BE(4) === sslRequest,
  };
}

/** The process id in BackendKeyData. */
export function readProcessId(bytes: Buffer): number {
  return bytes.readUInt32BE(5);
}

/** Asks the server to send what it has to say so far. */
export function writeFlush(): Buffer {
  return Buffer.from([0x48, 0, 0, 0, 4]);
}
