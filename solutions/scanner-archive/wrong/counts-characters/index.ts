import { ArchiveFile } from "./archive-file.ts";

/** What the gateway reports of an archive. */
export interface ArchiveSummary {
  /** Messages written. */
  readonly messages: number;
  /** Size of the file. */
  readonly bytes: number;
  /** The position of the damaged message at which archiving stopped; null if all are written. */
  readonly stoppedAt: number | null;
}

/**
 * Archives an hour's messages of the parcel scanners: a header, then each message on a line of its
 * own, in the order given. A file that is there already is replaced; without a message to write
 * there is no file afterwards.
 *
 * @param path the file to write
 * @param messages the texts as they came, each a JSON object. At a damaged one, which is cut off or
 *   holds a line break, archiving stops; the messages before it stay.
 */
export function archiveMessages(path: string, messages: readonly string[]): ArchiveSummary {
  const file = new ArchiveFile(path);
  let stoppedAt: number | null = null;
  try {
    for (const [position, message] of messages.entries()) {
      if (!isWhole(message)) {
        stoppedAt = position;
        break;
      }
      file.append(message);
    }
  } finally {
    file.close();
  }
  return { messages: file.messages, bytes: file.bytes, stoppedAt };
}

function isWhole(message: string): boolean {
  return message.startsWith("{") && message.endsWith("}") && !message.includes("\n");
}
