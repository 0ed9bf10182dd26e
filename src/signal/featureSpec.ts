/** Every constant of the acoustic features with its reason, so that training and page cannot drift apart. */

export const FEATURE_SPEC = {
  /** Hz. Speech cues of emotion lie below 8 kHz, and half of the training corpora hold nothing above it. */
  sampleRate: 16_000,
  /** Samples per frame: 32 ms, two pitch periods of the lowest male voice; a power of two for Meyda's FFT. */
  frameLength: 512,
  /** Samples between frame starts: 16 ms, half a frame, so that the Hann windows cover every sample evenly. */
  hopLength: 256,
  /** Meyda rebuilds its filter bank on every frame unless it equals the number of coefficients. */
  melBands: 40,
  /** As many as bands: the DCT is then invertible, and nothing of the mel spectrum is lost. */
  coefficients: 40,
  /**
   * Samples in [-1, 1] are multiplied by this before Meyda sees them. Meyda's bands are log(1 + energy); at 2^20
   * the 1 lies 30 dB below the last bit of a 16-bit recording, so the bands are log(energy) for all that is sound.
   */
  sampleScale: 2 ** 20,
  /** Frames the network sees: 3.09 s, a short sentence; a multiple of 16 for the network's strides. */
  windowFrames: 192,
  /** Frames between the windows of one long recording: half a window. */
  windowHopFrames: 96,
  /** Frames quieter than this under the window's peak are trimmed from both ends (dB). */
  trimRangeDecibels: 35,
  /** Of a pause between sounds no more than this is kept: 0.32 s, as between the words of a fluent sentence. */
  longestPauseFrames: 20,
  /** Mel bands are floored at this distance under the window's loudest band (dB), so that rooms do not decide. */
  floorRangeDecibels: 45,
  /** What the mel bands (natural log of power, mean removed) are divided by: near their standard deviation. */
  logMelScale: 3,
} as const;

/** Seconds from the start of a frame to that of the next. */
export const HOP_SECONDS = FEATURE_SPEC.hopLength / FEATURE_SPEC.sampleRate;
