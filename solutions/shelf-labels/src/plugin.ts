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

  /**
   * Sends a request, made of parts, to an operation, and returns its reply. What the bytes mean is
   * up to them.
   */
  callOperation(operation: string, ...parts: readonly Uint8Array[]): Uint8Array {
    const { memory, alloc, free } = this.#exports;
    const operate = (this.#exports as unknown as Record<string, Operation>)[operation];
    if (operate === undefined) throw new Error(`The plugin has no operation ${operation}`);
    const length = parts.reduce((sum, part) => sum + part.length, 0);
    const at = alloc(length);
    try {
      const request = new Uint8Array(memory.buffer, at, length);
      let end = 0;
      for (const part of parts) {
        request.set(part, end);
        end += part.length;
      }
      return request.slice(0, operate(at, length));
    } finally {
      free(at);
    }
  }
}
