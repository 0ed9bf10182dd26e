/** Numbers of sound as they are shown. */

/** What the meter shows as nothing, in dB of full scale. */
const QUIETEST_DECIBELS = -60;

/** The largest magnitude of some samples. */
export function peakOf(samples: Float32Array): number {
  let peak = 0;
  for (const sample of samples) peak = Math.max(peak, Math.abs(sample));
  return peak;
}

/** Where a peak (1 is full scale) stands on the meter, 0..1: by decibels, as ears hear. */
export function levelOf(peak: number): number {
  if (peak <= 0) return 0;
  return Math.min(1, Math.max(0, 1 - (20 * Math.log10(peak)) / QUIETEST_DECIBELS));
}

/** For example '0:07', '12:05'. */
export function clockTime(seconds: number): string {
  const whole = Math.floor(seconds);
  return `${Math.floor(whole / 60)}:${String(whole % 60).padStart(2, '0')}`;
}
