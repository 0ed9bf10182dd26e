/** Is anybody speaking: a state machine over frames, so that silence, a fan and a keyboard are given no mood. */
import { FEATURE_SPEC, HOP_SECONDS } from './featureSpec';
import { FULL_SCALE_LOG_POWER } from './window';

const { coefficients } = FEATURE_SPEC;

/**
 * The mel bands whose power counts as the level of speech: centres from 200 to 4000 Hz. Below lie rumble and mains hum,
 * above it mostly hiss and the clicks of keys.
 */
const SPEECH_BANDS = { first: 3, last: 30 };

/**
 * Level of one frame between 200 and 4000 Hz in dB, where a full-scale sine is near 0.
 *
 * @param bands log mel bands of one frame, from `logMelBands`.
 */
export function speechBandLevel(bands: Float32Array): number {
  if (bands.length !== coefficients) throw new RangeError(`${bands.length} bands where ${coefficients} are expected`);
  let power = 0;
  for (let band = SPEECH_BANDS.first; band <= SPEECH_BANDS.last; band += 1) {
    power += Math.exp((bands[band] ?? 0) - FULL_SCALE_LOG_POWER);
  }
  return 10 * Math.log10(power);
}

/** What is known of one frame. */
export interface FrameActivity {
  /** From {@link speechBandLevel}, dB. */
  readonly levelDecibels: number;
  /** From `periodicity`, 0..1. */
  readonly voicing: number;
}

export interface VoiceActivityOptions {
  /** The noise floor is learnt over this time at first; until then `assumedFloorDecibels` stands in for it. */
  readonly learningSeconds: number;
  readonly assumedFloorDecibels: number;
  /** Nothing quieter is speech, however quiet the room. */
  readonly quietestSpeechDecibels: number;
  /** A frame is voiced when it stands out of the floor by this and is as periodic as this... */
  readonly startMarginDecibels: number;
  readonly startVoicing: number;
  /** ...and by these, lower ones, while somebody speaks: hysteresis. */
  readonly stayMarginDecibels: number;
  readonly stayVoicing: number;
  /** The level of a voice changes from frame to frame by no more than this; that of a struck or plucked thing does. */
  readonly largestStepDecibels: number;
  /** Speech starts when so many of the last `onsetFrames` frames are voiced. */
  readonly onsetVoicedFrames: number;
  readonly onsetFrames: number;
  /** Speech ends when no frame was voiced for so long: hang-over, for consonants and pauses between words. */
  readonly hangOverSeconds: number;
  /** The floor follows a quieter room with this time constant... */
  readonly floorFallSeconds: number;
  /** ...and a louder one at this pace, slower where it may be a voice that is heard. */
  readonly floorRiseDecibelsPerSecond: number;
  readonly voicedFloorRiseDecibelsPerSecond: number;
  /** What seems a voice but keeps its level within this range for so long is a hum: the floor rises at this pace. */
  readonly steadyRangeDecibels: number;
  readonly steadySeconds: number;
  readonly steadyFloorRiseDecibelsPerSecond: number;
}

/**
 * Set by ear and by the measurements of voiceActivity.test.ts. Whispering is not found: without the vibration of the
 * voice it cannot be told from other noises by these means.
 */
export const VOICE_ACTIVITY: VoiceActivityOptions = {
  learningSeconds: 1,
  assumedFloorDecibels: -60,
  quietestSpeechDecibels: -70,
  startMarginDecibels: 9,
  startVoicing: 0.6,
  stayMarginDecibels: 5,
  stayVoicing: 0.5,
  largestStepDecibels: 6,
  onsetVoicedFrames: 6,
  onsetFrames: 9,
  hangOverSeconds: 0.6,
  floorFallSeconds: 0.1,
  floorRiseDecibelsPerSecond: 4,
  voicedFloorRiseDecibelsPerSecond: 1.5,
  steadyRangeDecibels: 3,
  steadySeconds: 1.5,
  steadyFloorRiseDecibelsPerSecond: 30,
};

/** The level below which no microphone in a room goes: 16-bit dither is at -95 dB. */
const SILENT_DECIBELS = -90;
/** The floor is the level under which this share of the learnt frames lies: pauses, not the words between them. */
const FLOOR_PERCENTILE = 0.1;
/** With fewer unvoiced frames than this, all that was heard was a voice or a hum, and its quietest moment is the floor. */
const FEWEST_LEARNT_FRAMES = 8;

/** Takes frame after frame and says whether somebody speaks. */
export class VoiceActivity {
  private readonly options: VoiceActivityOptions;
  private readonly learningFrames: number;
  private learnt: FrameActivity[] = [];
  /** The level of the room without a voice, dB. */
  private floor: number;
  private isLearning = true;
  /** Whether each of the last `onsetFrames` frames was voiced, the newest last. */
  private recent: boolean[] = [];
  private isSpeaking = false;
  /** Levels of the last `steadySeconds`. */
  private lastLevels: number[] = [];
  private secondsSinceVoiced = Infinity;
  private previousLevel = SILENT_DECIBELS;

  /** @throws RangeError when an option makes no sense. */
  constructor(options: Partial<VoiceActivityOptions> = {}) {
    this.options = validated({ ...VOICE_ACTIVITY, ...options });
    this.floor = this.options.assumedFloorDecibels;
    this.learningFrames = Math.max(1, Math.round(this.options.learningSeconds / HOP_SECONDS));
  }

  get speaking(): boolean {
    return this.isSpeaking;
  }

  /** Takes the next frame. @returns whether somebody speaks. */
  push(frame: FrameActivity): boolean {
    // Digital silence is no level of a room; what comes after it would stand out endlessly.
    const activity = { ...frame, levelDecibels: Math.max(frame.levelDecibels, SILENT_DECIBELS) };
    this.decide(this.isVoiced(activity));
    this.followFloor(activity);
    this.previousLevel = activity.levelDecibels;
    return this.isSpeaking;
  }

  private isVoiced({ levelDecibels, voicing }: FrameActivity): boolean {
    const { options, isSpeaking } = this;
    const margin = isSpeaking ? options.stayMarginDecibels : options.startMarginDecibels;
    const threshold = Math.max(options.quietestSpeechDecibels, this.floor + margin);
    const isSmooth = Math.abs(levelDecibels - this.previousLevel) <= options.largestStepDecibels;
    return (
      isSmooth && levelDecibels >= threshold && voicing >= (isSpeaking ? options.stayVoicing : options.startVoicing)
    );
  }

  private decide(voiced: boolean): void {
    const { onsetFrames, onsetVoicedFrames, hangOverSeconds } = this.options;
    this.recent.push(voiced);
    if (this.recent.length > onsetFrames) this.recent.shift();
    this.secondsSinceVoiced = voiced ? 0 : this.secondsSinceVoiced + HOP_SECONDS;
    if (this.isSpeaking) {
      if (this.secondsSinceVoiced <= hangOverSeconds) return;
      this.isSpeaking = false;
      this.recent = [];
    } else {
      this.isSpeaking = this.recent.filter(Boolean).length >= onsetVoicedFrames;
    }
  }

  private followFloor(frame: FrameActivity): void {
    this.lastLevels.push(frame.levelDecibels);
    if (this.lastLevels.length > this.options.steadySeconds / HOP_SECONDS) this.lastLevels.shift();
    if (this.isLearning) {
      this.learnt.push(frame);
      if (this.learnt.length < this.learningFrames) return;
      this.floor = learntFloor(this.learnt, this.options.stayVoicing);
      this.isLearning = false;
      this.learnt = [];
      return;
    }
    const difference = frame.levelDecibels - this.floor;
    if (difference < 0) this.floor += difference * (1 - Math.exp(-HOP_SECONDS / this.options.floorFallSeconds));
    else this.floor += Math.min(difference, this.floorRise(frame) * HOP_SECONDS);
  }

  /** Decibels a second. */
  private floorRise({ voicing }: FrameActivity): number {
    const { options, lastLevels } = this;
    if (voicing < options.stayVoicing) return options.floorRiseDecibelsPerSecond;
    const isWhole = (lastLevels.length + 1) * HOP_SECONDS > options.steadySeconds;
    const range = Math.max(...lastLevels) - Math.min(...lastLevels);
    return isWhole && range <= options.steadyRangeDecibels
      ? options.steadyFloorRiseDecibelsPerSecond
      : options.voicedFloorRiseDecibelsPerSecond;
  }
}

function learntFloor(frames: readonly FrameActivity[], voicedFrom: number): number {
  const unvoiced = frames.filter(({ voicing }) => voicing < voicedFrom);
  const counted = unvoiced.length >= FEWEST_LEARNT_FRAMES ? unvoiced : frames;
  const levels = counted.map(({ levelDecibels }) => levelDecibels).sort((a, b) => a - b);
  const rank = counted === unvoiced ? Math.floor(FLOOR_PERCENTILE * levels.length) : 0;
  return levels[rank] ?? SILENT_DECIBELS;
}

function validated(options: VoiceActivityOptions): VoiceActivityOptions {
  const problems: string[] = [];
  const demand = (holds: boolean, sentence: string): void => {
    if (!holds) problems.push(sentence);
  };
  for (const [name, value] of Object.entries(options)) demand(Number.isFinite(value), `${name} must be a number`);
  const { startVoicing, stayVoicing, startMarginDecibels, stayMarginDecibels } = options;
  demand(0 <= stayVoicing && stayVoicing <= startVoicing && startVoicing <= 1, 'stayVoicing <= startVoicing, in 0..1');
  demand(0 <= stayMarginDecibels && stayMarginDecibels <= startMarginDecibels, 'stay margin <= start margin, from 0');
  const { onsetVoicedFrames, onsetFrames } = options;
  demand(
    Number.isInteger(onsetFrames) && onsetVoicedFrames >= 1 && onsetVoicedFrames <= onsetFrames,
    'onsetVoicedFrames must lie in 1..onsetFrames',
  );
  demand(options.learningSeconds > 0 && options.floorFallSeconds > 0, 'times must be positive');
  demand(options.largestStepDecibels > 0, 'largestStepDecibels must be positive');
  demand(options.hangOverSeconds >= 0, 'hangOverSeconds must not be negative');
  demand(
    options.floorRiseDecibelsPerSecond > 0 &&
      options.voicedFloorRiseDecibelsPerSecond > 0 &&
      options.steadyFloorRiseDecibelsPerSecond > 0,
    'the floor must be able to rise',
  );
  demand(options.steadySeconds > 0 && options.steadyRangeDecibels >= 0, 'steady sound must have a time and a range');
  if (problems.length > 0) throw new RangeError(`voice activity: ${problems.join('; ')}`);
  return options;
}
