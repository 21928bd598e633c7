/** A version's own WebAssembly, written as text: the bytes of the compiled module. */
declare module "*.wat" {
  const bytes: Uint8Array<ArrayBuffer>;
  export default bytes;
}

/** What lib.es2024 lacks of the WebAssembly API: as much as a version needs that brings a module. */
declare namespace WebAssembly {
  class Module {
    constructor(bytes: Uint8Array<ArrayBuffer>);
    /** Keeps other objects from being taken for a module. */
    private readonly module: true;
  }

  class Instance {
    constructor(
      module: Module,
      imports?: Readonly<Record<string, Readonly<Record<string, unknown>>>>,
    );
    /** To be declared by who knows the module. */
    readonly exports: unknown;
  }

  class Memory {
    /** In pages of 64 KiB. */
    constructor(size: { readonly initial: number; readonly maximum?: number });
    /** Another one after the memory has grown. */
    readonly buffer: ArrayBuffer;
    /** @returns how many pages there were before */
    grow(pages: number): number;
  }
}
