import { type Probed, type ProbeRequest, placeProbes } from "./probes.ts";

/**
 * Puts probes into a stranger's source: in the reader's process, because a parser may never end.
 *
 * @param request a `ProbeRequest` as JSON
 */
export default function readProbed(request: string): Probed {
  return placeProbes(JSON.parse(request) as ProbeRequest);
}
