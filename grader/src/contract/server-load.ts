/** A request to a server. */
export interface ServerRequest {
  readonly method: "GET" | "POST" | "PUT" | "DELETE";
  /** Path and query, such as "/ping?quick=1". */
  readonly path: string;
  readonly body?: string;
}

/** What a server answered. */
export interface ServerAnswer {
  readonly status: number;
  /** Text where it is UTF-8, its bytes where it is not. */
  readonly body: string | Uint8Array;
}

/**
 * The entry of an exercise whose entry kind is "server", as its inputs see it: `input.make` gives
 * the request of one call. The module exports a function that starts an HTTP server on a free
 * port of 127.0.0.1 and returns it, or a promise of it, once it listens.
 */
export type ServerEntry = (request: ServerRequest) => ServerAnswer;

/** Requests that keep a server busy, and probes among them whose latency counts. */
export interface Load {
  /** Sent at a fixed rate, whether or not the ones before have been answered. */
  readonly probe: { readonly request: ServerRequest; readonly everyMs: number };
  /**
   * Each connection sends the next request when the last one is answered. A function makes each of
   * them from a number that hardly ever comes twice, so that a kept answer is of no use; all must
   * be the same work. Both sides get the same ones, and some answers are compared: they must not
   * depend on the requests before.
   */
  readonly background?: {
    readonly request: ServerRequest | ((number: number) => ServerRequest);
    readonly connections: number;
  };
  /** How long one side is driven at a time. */
  readonly windowMs: number;
}
