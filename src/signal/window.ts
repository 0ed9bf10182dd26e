/** From raw coefficients to exactly what the network sees: one window, without pauses, floored, normalised, padded. */
import { CosineTransform } from './cosineTransform';
import { FEATURE_SPEC } from './featureSpec';
import { pickFrames, type FrameMatrix } from './frameMatrix';

const {
  coefficients,
  windowFrames,
  windowHopFrames,
  trimRangeDecibels,
  longestPauseFrames,
  floorRangeDecibels,
  logMelScale,
} = FEATURE_SPEC;

/** Decibels per unit of the natural logarithm of a power. */
const DECIBELS_PER_LOG_POWER = 10 / Math.LN10;
/** Levels are read off at this percentile, so that one click does not set them. */
export const PEAK_PERCENTILE = 0.95;
/** The floor of noise under the speech: nearly always a pause is as quiet as this. */
const NOISE_PERCENTILE = 0.05;
/**
 * Frames this far under the peak (dB) are no recording of any room but digital silence that somebody put around one:
 * they take no part in the percentiles, or their length would decide what is trimmed. RAVDESS's own range is near 60.
 */
const RECORDED_RANGE_DECIBELS = 70;
/** Frames within this share of the way from noise to peak (in dB) are noise. */
const NOISE_MARGIN_SHARE = 0.25;
/** Sound whose loudest frames lie under this level (dB of a full-scale sine) is taken for silence: 16-bit dither is at -95. */
export const SILENCE_DECIBELS = -80;

const transform = new CosineTransform(coefficients);

/** Mel power (natural log) of a full-scale sine: (scale * sum of the Hann window / 2)^2, at a band's centre. */
export const FULL_SCALE_LOG_POWER = 2 * Math.log((FEATURE_SPEC.sampleScale * FEATURE_SPEC.frameLength) / 4);

/** A window as the network takes it. */
export interface NetworkWindow {
  /** Row-major [windowFrames, coefficients]; rows from `speechFrames` on are zero. */
  readonly mfcc: Float32Array;
  /** Frames that are heard. Zero: silence, and `mfcc` is all zero. */
  readonly speechFrames: number;
}

/** Log mel bands (natural log of power) of raw Meyda coefficients, row by row. */
export function logMelBands(raw: FrameMatrix): Float32Array {
  const bands = new Float32Array(raw.frames * coefficients);
  for (let frame = 0; frame < raw.frames; frame += 1) {
    const start = frame * coefficients;
    transform.invertMeyda(raw.data.subarray(start, start + coefficients), bands.subarray(start, start + coefficients));
  }
  return bands;
}

/** Level of each frame in dB, where a full-scale sine is near 0: the sum of its mel bands' powers. */
export function frameLevels(bands: Float32Array): Float32Array {
  const frames = bands.length / coefficients;
  const levels = new Float32Array(frames);
  for (let frame = 0; frame < frames; frame += 1) {
    let power = 0;
    for (let band = 0; band < coefficients; band += 1) {
      power += Math.exp((bands[frame * coefficients + band] ?? 0) - FULL_SCALE_LOG_POWER);
    }
    levels[frame] = DECIBELS_PER_LOG_POWER * Math.log(power);
  }
  return levels;
}

/** The value below which `share` of the values lie (nearest rank). */
export function percentile(values: Float32Array, share: number): number {
  const sorted = values.slice().sort();
  return sorted[Math.min(sorted.length - 1, Math.floor(share * sorted.length))] ?? -Infinity;
}

/**
 * The numbers of the frames that are heard: those from the first to the last that stands out of silence and noise, less
 * what of each pause is longer than `longestPauseFrames`, so that how long nobody speaks decides nothing. Empty when there
 * is no sound.
 *
 * @param levels of the frames, from `frameLevels`.
 */
export function soundFrames(levels: Float32Array): Uint32Array {
  const threshold = soundThreshold(levels);
  const kept: number[] = [];
  if (threshold === null) return Uint32Array.from(kept);
  let pause: number[] = [];
  levels.forEach((level, frame) => {
    if (level < threshold) {
      pause.push(frame);
      return;
    }
    // A pause is what lies between sounds: what comes before the first is none.
    if (kept.length > 0) kept.push(...shortened(pause));
    kept.push(frame);
    pause = [];
  });
  return Uint32Array.from(kept);
}

/** Both ends of a pause: how a word dies away, and how the next one begins. */
function shortened(pause: readonly number[]): readonly number[] {
  if (pause.length <= longestPauseFrames) return pause;
  const before = Math.ceil(longestPauseFrames / 2);
  return [...pause.slice(0, before), ...pause.slice(pause.length - (longestPauseFrames - before))];
}

/** The level (dB) from which a frame stands out of silence and noise, or null when there is no sound. */
function soundThreshold(levels: Float32Array): number | null {
  const peakWithSilence = percentile(levels, PEAK_PERCENTILE);
  if (levels.length === 0 || peakWithSilence < SILENCE_DECIBELS) return null;
  const recorded = levels.filter((level) => level >= peakWithSilence - RECORDED_RANGE_DECIBELS);
  const peak = percentile(recorded, PEAK_PERCENTILE);
  const noise = percentile(recorded, NOISE_PERCENTILE);
  return Math.max(peak - trimRangeDecibels, noise + NOISE_MARGIN_SHARE * (peak - noise));
}

/**
 * Raw coefficients as the network takes them: the newest `windowFrames` of the frames that are heard; mel bands floored
 * `floorRangeDecibels` under the loudest; each band's mean over the window removed, and with it level and room; back to
 * cepstral coefficients by an orthonormal DCT.
 *
 * @param raw Meyda's coefficients, [any number of frames, coefficients].
 */
export function networkWindow(raw: FrameMatrix): NetworkWindow {
  const mfcc = new Float32Array(windowFrames * coefficients);
  const bands = logMelBands(raw);
  const heard = soundFrames(frameLevels(bands)).slice(-windowFrames);
  if (heard.length === 0) return { mfcc, speechFrames: 0 };

  const speech = pickFrames({ data: bands, frames: raw.frames, width: coefficients }, heard).data;
  floorBands(speech);
  removeBandMeans(speech);
  for (let frame = 0; frame < heard.length; frame += 1) {
    const start = frame * coefficients;
    transform.forwardOrthonormal(
      speech.subarray(start, start + coefficients),
      mfcc.subarray(start, start + coefficients),
    );
  }
  return { mfcc, speechFrames: heard.length };
}

function floorBands(bands: Float32Array): void {
  const floor = percentile(bands, 0.99) - floorRangeDecibels / DECIBELS_PER_LOG_POWER;
  for (let index = 0; index < bands.length; index += 1) {
    bands[index] = Math.max(bands[index] ?? 0, floor);
  }
}

function removeBandMeans(bands: Float32Array): void {
  const frames = bands.length / coefficients;
  for (let band = 0; band < coefficients; band += 1) {
    let sum = 0;
    for (let index = band; index < bands.length; index += coefficients) sum += bands[index] ?? 0;
    const mean = sum / frames;
    for (let index = band; index < bands.length; index += coefficients) {
      bands[index] = ((bands[index] ?? 0) - mean) / logMelScale;
    }
  }
}

/**
 * Where the windows of a long recording start: every `windowHopFrames`, the last one flush with the end; one window
 * for a recording no longer than a window.
 */
export function windowStarts(frames: number): number[] {
  const last = Math.max(0, frames - windowFrames);
  const starts: number[] = [];
  for (let start = 0; start < last; start += windowHopFrames) starts.push(start);
  starts.push(last);
  return starts;
}
