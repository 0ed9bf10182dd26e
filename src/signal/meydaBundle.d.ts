/** Types for Meyda's bundled build: its ESM build needs `tslib` resolved, which a worklet cannot do. */
declare module 'meyda/dist/web/meyda.min.js' {
  const meyda: {
    sampleRate: number;
    bufferSize: number;
    melBands: number;
    numberOfMFCCCoefficients: number;
    windowingFunction: 'hanning';
    melFilterBank?: readonly (readonly number[])[];
    extract(feature: 'mfcc', signal: Float32Array): number[];
  };
  export default meyda;
}
