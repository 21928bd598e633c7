import { type ExportReport, type Plan, RunningExport } from "./export.ts";
import { type Limits, limitsHub } from "./limits.ts";

/**
 * What happens to the server. `start`: a client asks for an export. `ready`: the client has room for
 * the next part. `gone`: the client has closed the connection. `limits`: an operator changes them.
 */
export type ServerEvent =
  | { readonly kind: "start"; readonly id: string; readonly plan: Plan; readonly rows: number }
  | { readonly kind: "ready"; readonly id: string }
  | { readonly kind: "gone"; readonly id: string }
  | { readonly kind: "limits"; readonly limits: Limits };

/**
 * Serves the exports of some minutes and reports on each when it ends.
 *
 * An export sends a part whenever its client is ready, as large as the limits and the client's plan
 * allow at that moment. It ends when all rows are sent, when it would need more parts than it may
 * have, or when its client is gone. An export that starts under the id of a running one takes its
 * place, and the old one is aborted. Those that still run after the last event are aborted in the
 * order in which they started. Events about exports that don't run are passed over. Never throws.
 *
 * @param limits that are published before the first event
 */
export function serveExports(limits: Limits, events: readonly ServerEvent[]): ExportReport[] {
  limitsHub.publish(limits);
  const running = new Map<string, RunningExport>();
  const reports: ExportReport[] = [];
  for (const event of events) {
    if (event.kind === "limits") {
      limitsHub.publish(event.limits);
      continue;
    }
    const current = running.get(event.id);
    const report = event.kind === "ready" ? current?.sendPart() : current?.abort();
    if (report !== undefined) {
      reports.push(report);
      running.delete(event.id);
    }
    if (event.kind === "start") {
      running.set(event.id, new RunningExport(event.id, event.plan, event.rows));
    }
  }
  for (const left of running.values()) reports.push(left.abort());
  return reports;
}
