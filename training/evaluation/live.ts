/**
 * `npm run -s live`: what somebody would see who spoke held-out recordings into the microphone, without a microphone. The
 * worklet's and the Worker's own code under a clock that a recording turns: the same figures on any machine.
 */
import { join } from 'node:path';
import { readFileSync } from 'node:fs';

import { EMOTIONS, type Emotion } from '../../src/emotions';
import { LiveReader, type Clock } from '../../src/inference/live';
import type { LiveReading } from '../../src/inference/protocol';
import { VoiceAccumulator } from '../../src/inference/voiceAccumulator';
import { concatenate } from '../../src/signal/concatenate';
import { FEATURE_SPEC } from '../../src/signal/featureSpec';
import { Listening, type FrameBatch } from '../../src/signal/listening';
import { keyboard, whiteNoise } from '../../src/signal/testSignals';
import type { Clip } from '../corpora/corpus';
import { readRavdess } from '../corpora/ravdess';
import { CommandError, DATA_FOLDER, pathOption, readOptions, runCommand } from '../options';
import { loadEngineInNode, type NodeEngine } from '../predict/nodeEngine';
import { readThoseThatCanBe } from '../readRecording';
import { splitOfSpeaker } from '../splits';
import { heldOutSplit, JUDGED_MODELS, modelToJudge, reasonNotToJudge } from './heldOut';
import { likeliest } from './metrics';
import { figureTable, type Figure } from './tables';

const USAGE = `Plays held-out recordings to the live reading, and prints how steady and how prompt it is.

  npm run -s live -- [--data DIR] [--model DIR] [--split test | validation]

  --data DIR     where the corpora lie (default: ${DATA_FOLDER} from the repository)
  --model DIR    the model to judge (default: ${JUDGED_MODELS.test}, or ${JUDGED_MODELS.validation} for validation)
  --split NAME   whose recordings: the test speakers' (the default), or those of the validation, to choose by
  --help         this text

Paths are relative to where you are.
`;

const { sampleRate, hopLength } = FEATURE_SPEC;

/** Clips of one actor and one emotion in a take: about ten seconds. */
const CLIPS_OF_A_TAKE = 3;
/** Joined in both orders. */
const TURNS: readonly (readonly [Emotion, Emotion])[] = [
  ['angry', 'sad'],
  ['sad', 'angry'],
  ['happy', 'calm'],
  ['calm', 'happy'],
  ['fearful', 'neutral'],
  ['neutral', 'fearful'],
  ['surprised', 'disgust'],
  ['disgust', 'surprised'],
];
/** The second must show within this time of its first word. */
const TURN_SECONDS = 1.5;
const DISTURBANCE_SECONDS = 120;

/** What was shown, and when: seconds of sound heard. */
interface Shown {
  readonly seconds: number;
  readonly live: LiveReading;
}

/** Time that stands still until it is turned. */
class TurnedClock implements Clock {
  private time = 0;
  private waiting: { readonly due: number; readonly callback: () => void }[] = [];

  readonly now = (): number => this.time;

  readonly after = (milliseconds: number, callback: () => void): (() => void) => {
    const entry = { due: this.time + milliseconds, callback };
    this.waiting.push(entry);
    return () => {
      this.waiting = this.waiting.filter((other) => other !== entry);
    };
  };

  turn(milliseconds: number): void {
    this.time += milliseconds;
    const due = this.waiting.filter((entry) => entry.due <= this.time);
    this.waiting = this.waiting.filter((entry) => entry.due > this.time);
    for (const { callback } of due) callback();
  }
}

/** Plays a sound to the live reader as fast as the network answers: on this clock every answer takes no time. */
async function listen({ reader }: NodeEngine, sound: Float32Array): Promise<Shown[]> {
  const batches: FrameBatch[] = [];
  const listening = new Listening(sampleRate, { onFrames: (batch) => batches.push(batch), onSamples: () => undefined });
  listening.push(sound);
  listening.finish();

  const shown: Shown[] = [];
  const clock = new TurnedClock();
  let underWay: Promise<unknown> = Promise.resolve();
  const failures: unknown[] = [];
  let sequence = 0;
  const live = new LiveReader({
    clock,
    read: (windows) => {
      const readings = reader.readEach(windows, null);
      underWay = readings;
      return readings;
    },
    nextSequence: () => (sequence += 1),
    onLive: (reading) => shown.push({ seconds: clock.now() / 1000, live: reading }),
    onFailure: (error) => failures.push(error),
  });
  for (const batch of batches) {
    live.push({ ...batch, missedSeconds: 0 });
    clock.turn((1000 * batch.voicing.length * hopLength) / sampleRate);
    await underWay;
    // The reader goes on in the promise's own callbacks.
    await new Promise((done) => setImmediate(done));
  }
  live.stop();
  if (failures.length > 0) throw new Error('the live reader gave up', { cause: failures[0] });
  return shown;
}

/** The emotion that the whole sound is read as when it is given as a file. */
async function readAsFile({ reader, network }: NodeEngine, sound: Float32Array): Promise<number> {
  const accumulator = new VoiceAccumulator(network);
  await accumulator.push(sound);
  const { voice } = await accumulator.finish();
  return likeliest((await reader.read(voice, null)).probabilities);
}

/** The likeliest emotion of what is on the screen, or null while it rests. */
function topOf({ live }: Shown): number | null {
  return live.reading === null ? null : likeliest(live.reading.probabilities);
}

/** The emotion shown longest. */
function mostShown(tops: readonly number[]): number {
  return likeliest(EMOTIONS.map((_, label) => tops.filter((top) => top === label).length));
}

interface Take {
  readonly speaker: string;
  readonly emotion: Emotion;
  readonly sound: Float32Array;
}

/** For each speaker and emotion one take of a few clips, of the stronger intensity where the emotion has one. */
async function takesOf(clips: readonly Clip[]): Promise<Take[]> {
  const takes: Take[] = [];
  for (const speaker of [...new Set(clips.map((clip) => clip.speaker))]) {
    for (const emotion of EMOTIONS) {
      const own = clips.filter((clip) => clip.speaker === speaker && clip.emotion === emotion);
      const chosen = own.slice(-CLIPS_OF_A_TAKE);
      if (chosen.length < CLIPS_OF_A_TAKE) continue;
      const sounds = await readThoseThatCanBe(chosen.map(({ path }) => path));
      if (sounds.length < CLIPS_OF_A_TAKE) {
        console.error(`${speaker}, ${emotion}: left out (not all of its recordings can be read)`);
        continue;
      }
      takes.push({ speaker, emotion, sound: concatenate(...sounds) });
    }
  }
  return takes;
}

async function steadyFigures(engine: NodeEngine, takes: readonly Take[]): Promise<Figure[]> {
  let longest = 0;
  let atTheEnd = 0;
  let changes = 0;
  let seconds = 0;
  for (const { sound } of takes) {
    const shown = await listen(engine, sound);
    const tops = shown.map(topOf).filter((top) => top !== null);
    const file = await readAsFile(engine, sound);
    longest += Number(mostShown(tops) === file);
    atTheEnd += Number(tops.at(-1) === file);
    changes += tops.filter((top, index) => index > 0 && top !== tops[index - 1]).length;
    seconds += sound.length / sampleRate;
  }
  return [
    {
      name: 'takes of one emotion: shown longest is what its file is read as',
      value: longest / takes.length,
      items: takes.length,
    },
    {
      name: 'takes of one emotion: shown at the end is what its file is read as',
      value: atTheEnd / takes.length,
      items: takes.length,
    },
    {
      name: 'takes of one emotion: changes of the top emotion in ten seconds',
      value: (10 * changes) / seconds,
      items: takes.length,
    },
  ];
}

/**
 * When after the join the top is no longer what the first half is read as on its own, and when it is what the second half
 * is. Joins of halves that are read the same are no turns; a mood that was not shown at the join cannot be left, nor one that
 * was shown there come.
 */
async function turningFigures(engine: NodeEngine, takes: readonly Take[]): Promise<Figure[]> {
  const left: number[] = [];
  const arrived: number[] = [];
  for (const [first, second] of TURNS) {
    for (const before of takes.filter(({ emotion }) => emotion === first)) {
      const after = takes.find(({ speaker, emotion }) => speaker === before.speaker && emotion === second);
      if (!after) continue;
      const from = await readAsFile(engine, before.sound);
      const to = await readAsFile(engine, after.sound);
      if (from === to) continue;
      const shown = await listen(engine, concatenate(before.sound, after.sound));
      const joined = before.sound.length / sampleRate + silenceAtStart(after.sound);
      const shownAtJoin = shown
        .filter(({ seconds }) => seconds <= joined)
        .map(topOf)
        .findLast((top) => top !== null);
      const delayOf = (hasTurned: (top: number) => boolean): number => {
        const turned = shown.find((each) => {
          const top = topOf(each);
          return each.seconds > joined && top !== null && hasTurned(top);
        });
        return (turned?.seconds ?? Infinity) - joined;
      };
      if (shownAtJoin === from) left.push(delayOf((top) => top !== from));
      if (shownAtJoin !== to) arrived.push(delayOf((top) => top === to));
    }
  }
  const promptShare = (delays: readonly number[]) =>
    delays.filter((delay) => delay <= TURN_SECONDS).length / delays.length;
  const within = `within ${TURN_SECONDS} s of the second mood's first word`;
  return [
    { name: `two-mood takes: the first mood left ${within}`, value: promptShare(left), items: left.length },
    { name: `two-mood takes: the second mood shown ${within}`, value: promptShare(arrived), items: arrived.length },
  ];
}

/** Seconds before the voice begins: RAVDESS's clips start with half a second and more of nothing. */
function silenceAtStart(sound: Float32Array): number {
  const loudest = sound.reduce((peak, sample) => Math.max(peak, Math.abs(sample)), 0);
  return (
    Math.max(
      0,
      sound.findIndex((sample) => Math.abs(sample) > loudest / 30),
    ) / sampleRate
  );
}

async function disturbanceFigures(engine: NodeEngine): Promise<Figure[]> {
  const sounds: readonly (readonly [string, Float32Array])[] = [
    ['silence', new Float32Array(DISTURBANCE_SECONDS * sampleRate)],
    ['white noise at -50 dBFS', whiteNoise(-50, DISTURBANCE_SECONDS)],
    ['keyboard clicks', keyboard(DISTURBANCE_SECONDS)],
  ];
  const figures: Figure[] = [];
  for (const [what, sound] of sounds) {
    const shown = await listen(engine, sound);
    const moods = shown.filter((each) => topOf(each) !== null).length;
    figures.push({
      name: `two minutes of ${what}: share of the time with a mood`,
      value: moods / shown.length,
      items: shown.length,
    });
  }
  return figures;
}

async function main(): Promise<void> {
  const { values } = readOptions({
    options: {
      data: { type: 'string' },
      model: { type: 'string' },
      split: { type: 'string', default: 'test' },
    },
  });
  const root = pathOption(values.data, DATA_FOLDER);
  const split = heldOutSplit(values.split);
  const model = modelToJudge(values.model, split);
  const clips = readRavdess(root).filter(
    ({ speaker, corpus }) => corpus === 'ravdess-speech' && splitOfSpeaker(speaker) === split,
  );
  const manifest = JSON.parse(readFileSync(join(model, 'manifest.json'), 'utf8')) as {
    readonly version: string;
    readonly splits: { readonly trainedOn: readonly string[] };
  };
  const reason = reasonNotToJudge(manifest.splits.trainedOn, clips, split);
  if (reason !== null) throw new CommandError(reason);

  const engine = await loadEngineInNode(model);
  const figures = await disturbanceFigures(engine);
  if (clips.length === 0) {
    console.error(`No held-out RAVDESS recordings under ${root}: only the disturbances are measured.`);
  } else {
    const takes = await takesOf(clips);
    figures.unshift(...(await steadyFigures(engine, takes)), ...(await turningFigures(engine, takes)));
  }
  const measured = figures.filter(({ items }) => items > 0);
  console.log(`Model ${manifest.version}, ${split} speakers.\n\n${figureTable(measured)}`);
}

await runCommand(USAGE, main);
