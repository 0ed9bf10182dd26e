/** Whom the voice activity takes for a speaker: voices, soon; silence, noise, a fan and a keyboard, never for long. */
import { readFileSync } from 'node:fs';

import { describe, expect, it } from 'vitest';

import { concatenate } from './concatenate';
import { FEATURE_SPEC } from './featureSpec';
import { Listening } from './listening';
import { resample } from './resample';
import { keyboard, noise, syllables, tone, whiteNoise } from './testSignals';
import { VOICE_ACTIVITY, VoiceActivity, speechBandLevel } from './voiceActivity';
import { logMelBands } from './window';

const { sampleRate, coefficients, hopLength, frameLength } = FEATURE_SPEC;

/** Whether somebody speaks, frame by frame, heard as the live path hears. */
function activityOf(samples: Float32Array): boolean[] {
  const activity = new VoiceActivity();
  const speaking: boolean[] = [];
  const listening = new Listening(sampleRate, {
    onSamples: () => undefined,
    onFrames: ({ coefficients: rows, voicing }) => {
      voicing.forEach((value, index) => {
        const data = rows.subarray(index * coefficients, (index + 1) * coefficients);
        const levelDecibels = speechBandLevel(logMelBands({ data, frames: 1, width: coefficients }));
        speaking.push(activity.push({ levelDecibels, voicing: value }));
      });
    },
  });
  listening.push(samples);
  listening.finish();
  return speaking;
}

/** When the sound heard by frame `index` is complete, in seconds. */
const timeOf = (index: number) => (index * hopLength + frameLength) / sampleRate;
const shareOf = (speaking: readonly boolean[]) => speaking.filter(Boolean).length / speaking.length;

/** Noise through a low-pass filter, with the hum of its motor. */
function fan(seconds: number): Float32Array {
  let state = 0;
  const hum = tone(117, 0.003, seconds * sampleRate);
  return noise(11, 1, seconds * sampleRate).map((sample, index) => {
    state = 0.9 * state + 0.1 * sample;
    return 0.05 * state + (hum[index] ?? 0);
  });
}

function sample(name: string): Float32Array {
  const file = readFileSync(new URL(`../../public/samples/${name}.wav`, import.meta.url));
  const data = file.subarray(file.indexOf('data') + 8);
  const samples = Float32Array.from(
    { length: Math.floor(data.length / 2) },
    (_, index) => data.readInt16LE(2 * index) / 0x8000,
  );
  return resample(samples, file.readUInt32LE(24), sampleRate);
}

const SAMPLES = ['leave-me-alone', 'so-quiet-now', 'we-really-won'];

describe('VoiceActivity in two minutes without a voice', () => {
  it.each([
    ['digital silence', () => new Float32Array(120 * sampleRate)],
    ['white noise at -50 dBFS', () => whiteNoise(-50, 120)],
    ['keys', () => keyboard(120)],
    ['a fan', () => fan(120)],
  ])('hears nobody speak in %s', (_, sound) => {
    expect(shareOf(activityOf(sound()))).toBeLessThan(0.02);
  });
});

describe('VoiceActivity with a voice', () => {
  const rooms: readonly (readonly [string, (seconds: number) => Float32Array])[] = [
    ['digital silence', (seconds) => new Float32Array(seconds * sampleRate)],
    ['white noise at -60 dBFS', (seconds) => whiteNoise(-60, seconds)],
  ];
  it.each(SAMPLES.flatMap((name) => rooms.map(([room, make]) => ({ name, room, make }))))(
    'finds $name within 0.3 s after $room, and its end',
    ({ name, make }) => {
      const voice = sample(name);
      const before = make(4);
      const speaking = activityOf(concatenate(before, voice, make(3)));
      const lead = voice.findIndex((value) => Math.abs(value) > 0.02) / sampleRate;
      const found = timeOf(speaking.indexOf(true));
      expect(found).toBeGreaterThan(4);
      expect(found - 4 - lead).toBeLessThan(0.3);
      expect(timeOf(speaking.lastIndexOf(true))).toBeLessThan(4 + voice.length / sampleRate + 0.7);
      // Spoken without a longer pause, it is heard without one.
      const during = speaking.slice(speaking.indexOf(true), Math.floor((4 + voice.length / sampleRate - 0.3) / 0.016));
      expect(during).not.toContain(false);
    },
  );

  it.each(SAMPLES)('finds %s though it begins with the listening', (name) => {
    const voice = sample(name);
    const lead = voice.findIndex((value) => Math.abs(value) > 0.02) / sampleRate;
    expect(timeOf(activityOf(voice).indexOf(true)) - lead).toBeLessThan(0.3);
  });

  it('finds a quiet voice as a loud one', () => {
    const voice = sample('leave-me-alone').map((value) => value / 100);
    expect(shareOf(activityOf(concatenate(whiteNoise(-80, 2), voice)))).toBeGreaterThan(0.3);
  });

  it('finds a voice in a fan’s noise, and forgives a fan that is switched on', () => {
    const switchedOn = activityOf(concatenate(whiteNoise(-70, 3), fan(30)));
    expect(shareOf(switchedOn)).toBeLessThan(0.02);
    const room = fan(10);
    const voice = syllables(4 * sampleRate);
    const mixed = room.map((value, index) => value + (voice[index - 3 * sampleRate] ?? 0));
    const speaking = activityOf(mixed);
    expect(speaking.slice(0, 180)).not.toContain(true);
    expect(shareOf(speaking.slice(250, 400))).toBeGreaterThan(0.8);
  });
});

describe('VoiceActivity and steady sounds', () => {
  it('takes a hum that is switched on for a voice no longer than three seconds', () => {
    const buzz = Float32Array.from({ length: 20 * sampleRate }, (_, index) => {
      const phase = (2 * Math.PI * 100 * index) / sampleRate;
      return 0.03 * (Math.sin(phase) + Math.sin(2 * phase) / 2 + Math.sin(3 * phase) / 3 + Math.sin(5 * phase) / 5);
    });
    const speaking = activityOf(concatenate(whiteNoise(-70, 3), buzz));
    expect(timeOf(speaking.lastIndexOf(true))).toBeLessThan(6.5);
  });
});

describe('VoiceActivity, frame by frame', () => {
  const voiced = { levelDecibels: -30, voicing: 0.9 };
  const quiet = { levelDecibels: -70, voicing: 0.2 };
  const pushed = (activity: VoiceActivity, frame: { levelDecibels: number; voicing: number }, times: number) =>
    Array.from({ length: times }, () => activity.push(frame));

  it('hears a voice after digital silence, and a hum no longer than it would otherwise', () => {
    const activity = new VoiceActivity();
    pushed(activity, { levelDecibels: -Infinity, voicing: 0 }, 200);
    const speaking = pushed(activity, { levelDecibels: -50, voicing: 0.9 }, 400);
    expect(speaking).toContain(true);
    expect(speaking.at(-1)).toBe(false);
  });

  it('learns the floor in the first second and follows it slowly afterwards', () => {
    /** Levels of a second of noise. */
    const second = (...levels: readonly number[]) =>
      Array.from({ length: 63 }, (_, n) => levels[n % levels.length] ?? 0);
    /** The floor, to 1 dB, by the quietest voice that stands out of it after some noise. */
    const floorAfter = (noise: readonly number[]): number => {
      const isHeard = (levelDecibels: number): boolean => {
        const activity = new VoiceActivity();
        noise.forEach((level) => activity.push({ levelDecibels: level, voicing: 0.2 }));
        return pushed(activity, { ...voiced, levelDecibels }, VOICE_ACTIVITY.onsetVoicedFrames + 1).includes(true);
      };
      let level = -80;
      while (!isHeard(level)) level += 0.5;
      return level - VOICE_ACTIVITY.startMarginDecibels;
    };
    const learnt = second(-62);
    expect(Math.abs(floorAfter(learnt) + 62)).toBeLessThan(1);
    const louder = [...learnt, ...second(-40, -44)];
    const risen = -62 + VOICE_ACTIVITY.floorRiseDecibelsPerSecond;
    expect(Math.abs(floorAfter(louder) - risen)).toBeLessThan(1);
    expect(Math.abs(floorAfter([...louder, ...second(-75)]) + 75)).toBeLessThan(1);
  });

  it('needs a lasting voice to start and a lasting pause to end', () => {
    const activity = new VoiceActivity();
    pushed(activity, quiet, 100);
    // The first voiced frame is a step of 40 dB and does not count.
    expect(pushed(activity, voiced, VOICE_ACTIVITY.onsetVoicedFrames + 1).indexOf(true)).toBe(
      VOICE_ACTIVITY.onsetVoicedFrames,
    );
    const pause = pushed(activity, quiet, 60);
    expect(pause.indexOf(false)).toBe(Math.floor((VOICE_ACTIVITY.hangOverSeconds * sampleRate) / hopLength));
  });

  it.each([
    { stayVoicing: 0.9, startVoicing: 0.5 },
    { stayMarginDecibels: 12 },
    { onsetVoicedFrames: 10 },
    { onsetFrames: 2.5 },
    { learningSeconds: 0 },
    { hangOverSeconds: -1 },
    { largestStepDecibels: 0 },
    { floorRiseDecibelsPerSecond: 0 },
    { steadySeconds: 0 },
    { assumedFloorDecibels: NaN },
  ])('refuses %j', (options) => {
    expect(() => new VoiceActivity(options)).toThrow(RangeError);
  });
});

describe('speechBandLevel', () => {
  const levelOf = (samples: Float32Array) => {
    let level = -Infinity;
    const listening = new Listening(sampleRate, {
      onSamples: () => undefined,
      onFrames: ({ coefficients: rows }) => {
        level = speechBandLevel(logMelBands({ data: rows.subarray(0, coefficients), frames: 1, width: coefficients }));
      },
    });
    listening.push(samples);
    listening.finish();
    return level;
  };

  it('is near 0 for a full-scale sine of speech, and far lower for rumble and hiss', () => {
    expect(Math.abs(levelOf(tone(1_000, 0.999, frameLength)))).toBeLessThan(3);
    expect(levelOf(tone(40, 0.999, frameLength))).toBeLessThan(-20);
    expect(levelOf(tone(6_000, 0.999, frameLength))).toBeLessThan(-20);
  });

  it('refuses anything but the bands of one frame', () => {
    expect(() => speechBandLevel(new Float32Array(80))).toThrow(RangeError);
  });
});
