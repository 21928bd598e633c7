/** Takes the request at an address, leaves its reply there, and returns the reply's length. */
type Operation = (at: number, bytes: number) => number;

/** What every plugin exports besides its operations. */
interface PluginExports {
  readonly memory: WebAssembly.Memory;
  alloc(bytes: number): number;
  /** Gives back what was allocated last. */
  free(at: number): void;
}

/** A WebAssembly module with operations on bytes. */
export class Plugin {
  readonly #exports: PluginExports;

  constructor(module: Uint8Array<ArrayBuffer>) {
    const instance = new WebAssembly.Instance(new WebAssembly.Module(module));
    this.#exports = instance.exports as PluginExports;
  }

  /** Sends a request to an operation, and returns its reply. What the bytes mean is up to them. */
  callOperation(operation: string, request: Uint8Array): Uint8Array {
    const { memory, alloc, free } = this.#exports;
    const operate = (this.#exports as unknown as Record<string, Operation>)[operation];
    if (operate === undefined) throw new Error(`The plugin has no operation ${operation}`);
    const at = alloc(request.length);
    try {
      new Uint8Array(memory.buffer, at, request.length).set(request);
      const length = operate(at, request.length);
      return new Uint8Array(memory.buffer, at, length).slice();
    } finally {
      free(at);
    }
  }
}
