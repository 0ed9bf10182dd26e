/** Says, before anything heavy is fetched, whether this browser can run the network at all. */

/** A sentence about what is missing, or null when everything is there. */
export function missingFeature(scope: { readonly Worker?: unknown }): string | null {
  if (scope.Worker === undefined) {
    return 'This browser has no Web Workers, in which the neural network runs. Please use a current Firefox, Chrome, Edge or Safari.';
  }
  return null;
}
