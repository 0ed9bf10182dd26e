/** Says, before anything heavy is fetched, whether this browser can run the network at all. */

/** A sentence about the first thing that is missing, or null when everything is there. */
export function missingFeature(scope: { readonly Worker?: unknown; readonly WebAssembly?: unknown }): string | null {
  if (scope.Worker === undefined) {
    return 'This browser has no Web Workers, in which the network runs. Please use a current Firefox, Chrome, Edge or Safari.';
  }
  if (scope.WebAssembly === undefined) {
    return 'WebAssembly is switched off in this browser, and the network needs it. Please allow it for this page, or use another browser.';
  }
  return null;
}
