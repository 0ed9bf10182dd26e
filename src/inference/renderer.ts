/** What the name of a WebGL renderer tells of it. */

export interface Renderer {
  /** As the browser gives it, such as "ANGLE (NVIDIA, NVIDIA GeForce RTX 3060 ...)". */
  readonly name: string;
  /** Drawn by the processor: WebGL is then the slowest way to run a network (measured: 60 ms against 3 ms in WASM). */
  readonly software: boolean;
}

/** Chrome's and Mesa's software renderers, Windows's "Microsoft Basic Render Driver", Apple's "Software Renderer". */
const SOFTWARE_RENDERERS = /swiftshader|llvmpipe|softpipe|swrast|basic render|software/i;

/** Tells a graphics card from a processor that draws. @param name as WebGL gives it, for instance 'llvmpipe (LLVM 15.0.7)'. */
export function describeRenderer(name: string): Renderer {
  return { name, software: SOFTWARE_RENDERERS.test(name) };
}
