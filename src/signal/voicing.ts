/** How periodic a frame is: a voice is, and a fan, a keyboard and a microphone's own noise are not. */
import { FEATURE_SPEC } from './featureSpec';

/** Samples averaged into one: 4 kHz holds every harmonic that matters and costs a sixteenth. */
const DECIMATION = 4;
const RATE = FEATURE_SPEC.sampleRate / DECIMATION;
const LENGTH = FEATURE_SPEC.frameLength / DECIMATION;
/**
 * Periods looked at: 80 to 400 Hz. A higher pitch repeats at twice its period, too. Longer ones are left out because a
 * frame holds too few of them.
 */
const SHORTEST_PERIOD = Math.floor(RATE / 400);
const LONGEST_PERIOD = Math.ceil(RATE / 80);
/** A first difference, nearly: flattens the noise of wind and fans, which would else resemble itself at short lags. */
const PRE_EMPHASIS = 0.95;
/** A frame whose mean square is below this is digital silence. */
const SILENT_POWER = 1e-14;

const decimated = new Float64Array(LENGTH);

/**
 * The largest value, over the periods of the human voice, of the normalised square difference function
 * 2 sum(x[n] x[n + k]) / sum(x[n]^2 + x[n + k]^2) (McLeod and Wyvill 2005, "A smarter way to find pitch").
 *
 * @param frame `frameLength` samples at 16 kHz, at any level.
 * @returns 0 to 1: near 1 for a vowel, below 0.4 for nearly all white noise, 0 for digital silence.
 */
export function periodicity(frame: Float32Array): number {
  const power = decimate(frame);
  if (!(power > SILENT_POWER)) return 0;
  let best = 0;
  for (let lag = SHORTEST_PERIOD; lag <= LONGEST_PERIOD; lag += 1) {
    let product = 0;
    let energy = 0;
    for (let index = 0; index + lag < LENGTH; index += 1) {
      const early = decimated[index] ?? 0;
      const late = decimated[index + lag] ?? 0;
      product += early * late;
      energy += early * early + late * late;
    }
    // Not zero: at lags under half a frame every sample is early or late, and together they have power.
    best = Math.max(best, (2 * product) / energy);
  }
  return best;
}

/** Fills `decimated` and returns its mean square. */
function decimate(frame: Float32Array): number {
  let previous = 0;
  let power = 0;
  for (let index = 0; index < LENGTH; index += 1) {
    let sum = 0;
    for (let offset = 0; offset < DECIMATION; offset += 1) sum += frame[index * DECIMATION + offset] ?? 0;
    const mean = sum / DECIMATION;
    // The first value would be a step from zero.
    const value = index === 0 ? 0 : mean - PRE_EMPHASIS * previous;
    decimated[index] = value;
    power += value * value;
    previous = mean;
  }
  return power / LENGTH;
}
