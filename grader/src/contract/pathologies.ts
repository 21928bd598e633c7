/** A kind of bottleneck, as exercises and diagnoses name it. */
export interface Pathology {
  readonly name: string;
  /** What it is, in one line. */
  readonly meaning: string;
  /** How it shows in a profile or in the code, as a sentence. */
  readonly sign: string;
}

/** Every kind that a bottleneck of the course may be of. A diagnosis may give its number, from 1. */
export const pathologies = [
  {
    name: "quadratic algorithm",
    meaning: "work that grows with the square of the input, or faster than the task asks for",
    sign: "In a quadratic algorithm a search, a copy or a loop runs again for every element, and twice the input takes four times as long.",
  },
  {
    name: "repeated work",
    meaning: "the same answer worked out again instead of being kept",
    sign: "Repeated work shows as a function that is called many times with the same arguments and gives the same result each time.",
  },
  {
    name: "needless allocation",
    meaning: "objects made, often as copies, only to be thrown away",
    sign: "Needless allocation shows as many bytes per call and a garbage collector that takes a good part of the time.",
  },
  {
    name: "string building",
    meaning: "text that is copied again with every piece that is added, cut off or looked at",
    sign: "String building shows as time on lines that join, slice or index a text which grows all the while.",
  },
  {
    name: "regular expression backtracking",
    meaning: "a pattern that tries the same text in many ways before it gives up",
    sign: "Regular expression backtracking shows as time inside of a pattern, and one long text without a match takes far more of it than many short ones.",
  },
  {
    name: "poor memory layout",
    meaning: "data in many small objects, or visited in an order that misses the CPU's caches",
    sign: "A poor memory layout shows as plain reads that take long: rows of small objects, or jumps through memory from one element to the next.",
  },
  {
    name: "unvectorized loop",
    meaning: "numbers handled one boxed value at a time",
    sign: "An unvectorized loop does simple arithmetic on many numbers, one callback or one boxed number for each of them.",
  },
  {
    name: "megamorphic access",
    meaning: "a property read from objects of too many shapes for V8 to remember",
    sign: "Megamorphic access shows as time on a plain property access that meets objects with differing sets or orders of properties.",
  },
  {
    name: "slow data pipeline",
    meaning: "reading, parsing or adding up more than the answer needs",
    sign: "A slow data pipeline reads and parses everything first, and most of what it made is never used for the answer.",
  },
  {
    name: "chatty boundary",
    meaning: "a crossing into a file, a database, a network or WebAssembly paid for every item",
    sign: "A chatty boundary shows as many small calls out of JavaScript, each with its own fixed price.",
  },
  {
    name: "sequential waiting",
    meaning: "waiting for one answer before the next question is asked",
    sign: "Sequential waiting shows as a process that does nothing for most of the time while one await follows another.",
  },
  {
    name: "blocked event loop",
    meaning: "long work on the thread that everything else waits for",
    sign: "A blocked event loop shows as one long stretch of work during which timers and other requests are late.",
  },
  {
    name: "missing backpressure",
    meaning: "more work taken on at once than can be finished, kept in memory meanwhile",
    sign: "Missing backpressure shows as memory that rises while a slow consumer lags behind, and falls once it is done.",
  },
  {
    name: "memory leak",
    meaning: "memory that is kept although nobody needs it any more",
    sign: "A memory leak shows as memory that rises with every call and stays, because a list, a cache or a listener still refers to it.",
  },
  {
    name: "slow start-up",
    meaning: "code loaded and work done before the first answer, which that answer does not need",
    sign: "A slow start-up shows as time that is spent once, on imports and at the top level of modules, before anything is asked.",
  },
] as const satisfies readonly Pathology[];

export type PathologyName = (typeof pathologies)[number]["name"];

export const pathologyNames: readonly PathologyName[] = pathologies.map(({ name }) => name);

/** What is known of a pathology by its name. */
export function pathologyOf(name: PathologyName): Pathology {
  return pathologies.find((pathology) => pathology.name === name) as Pathology;
}
