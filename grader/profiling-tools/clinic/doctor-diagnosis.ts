import { createReadStream } from "node:fs";
import type { Readable, Transform } from "node:stream";
import { loadLibrary } from "../load-library.ts";
import { clinicDataFile } from "./library.ts";

type Decoder<Args extends unknown[] = []> = new (...args: Args) => Transform;
type Analysis = new (system: Readable, traces: Readable, statistics: Readable) => Readable;

/** What Doctor's own analysis says of a run, as its page shows it. */
export async function diagnose(data: string): Promise<unknown> {
  const systemInfo = decoded(data, "systeminfo", new (decoder("system-info"))());
  const traces = decoded(data, "traceevent", new (decoder<[Readable]>("trace-event"))(systemInfo));
  const statistics = decoded(data, "processstat", new (decoder("process-stat"))());
  const DoctorAnalysis = loadLibrary<Analysis>("@clinic/doctor/analysis/index.js");
  const [diagnosis] = await new DoctorAnalysis(systemInfo, traces, statistics).toArray();
  return diagnosis;
}

function decoder<Args extends unknown[] = []>(format: string): Decoder<Args> {
  return loadLibrary<Decoder<Args>>(`@clinic/doctor/format/${format}-decoder.js`);
}

function decoded(data: string, file: string, decoder: Transform): Transform {
  return createReadStream(clinicDataFile(data, "doctor", file)).pipe(decoder);
}
