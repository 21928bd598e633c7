/** Takes the request at an address, leaves its reply there, and returns the reply's length. */
type Operation = (at: number, bytes: number) => number;

/** What every plugin exports besides its operations. */
interface PluginExports {
  readonly memory: WebAssembly.Memory;
  alloc(bytes: number): number;
  /** Gives back what was allocated last. */
  free(at: number): void;
}

/** A request in the plugin's memory. */
export interface Message {
  readonly bytes: Uint8Array;
  send(): number;
  close(): void;
}

/** A WebAssembly module with operations on bytes. */
export class Plugin {
  readonly #exports: PluginExports;

  constructor(module: Uint8Array<ArrayBuffer>) {
    const instance = new WebAssembly.Instance(new WebAssembly.Module(module));
    this.#exports = instance.exports as PluginExports;
  }

  /** A request that can be filled and sent again and again; its reply takes its place. */
  open(operation: string, length: number): Message {
    const { memory, alloc, free } = this.#exports;
    const operate = (this.#exports as unknown as Record<string, Operation>)[operation];
    if (operate === undefined) throw new Error(`The plugin has no operation ${operation}`);
    const at = alloc(length);
    return {
      bytes: new Uint8Array(memory.buffer, at, length),
      send: () => operate(at, length),
      close: () => free(at),
    };
  }
}
