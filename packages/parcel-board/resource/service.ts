/**
 * What the carrier knows, and how long it takes to say it. What it says of a parcel depends on the
 * parcel's number and on the edition. In a grading this runs in a process of its own.
 */
import { setTimeout as delay } from "node:timers/promises";

/** How many requests the carrier works on at a time; it turns away any further one. */
const mostAtOnce = 24;

let received = 0;
let active = 0;
let edition = 0;

/** How many requests there were so far. */
export function operations(): number {
  return received;
}

/** Parcels move: from now on the carrier says other things. */
export function change(next: number): void {
  edition = next;
}

/** The carrier's answer to a request for a path: a status, and the body. */
export async function answerTo(path: string): Promise<[status: number, body: object]> {
  received++;
  if (active >= mostAtOnce) return [429, { error: "too many requests at a time" }];
  active++;
  const number = numberIn(path);
  const hash = hashOf(number);
  await delay(8 + (hash % 3));
  active--;
  return trackingOf(number, hash);
}

function numberIn(path: string): string {
  try {
    return decodeURIComponent(/^\/parcels\/(.+)$/.exec(path)?.[1] ?? "");
  } catch {
    return "";
  }
}

const depots = ["Bremen", "Graz", "Lyon", "Poznań", "Utrecht"];
const stages = ["announced", "in transit", "in transit", "out for delivery", "delivered"];

function trackingOf(number: string, hash: number): [status: number, body: object] {
  if (number === "" || (hash >>> 8) % 11 === 0) return [404, { error: "no such parcel" }];
  if ((hash >>> 8) % 17 === 0) return [410, { error: "tracking has ended" }];
  const stage = stages[(hash >>> 12) % stages.length];
  const depot = depots[(hash >>> 16) % depots.length];
  const grams = 100 + ((hash >>> 4) % 30_000);
  return [200, { number, stage, depot, grams, late: (hash >>> 20) % 6 === 0 }];
}

/** FNV-1a over UTF-16 code units, its bits mixed once more; another one in each edition. */
function hashOf(text: string): number {
  let hash = 0x811c9dc5 ^ edition;
  for (let at = 0; at < text.length; at++) {
    hash = Math.imul(hash ^ text.charCodeAt(at), 0x01000193);
  }
  hash = Math.imul(hash ^ (hash >>> 16), 0x45d9f3b);
  return (hash ^ (hash >>> 15)) >>> 0;
}
