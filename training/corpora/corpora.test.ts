/** File names are all that the corpora tell of their labels: each publisher's form, and what must not pass for it. */
import { mkdtempSync, mkdirSync, rmSync, symlinkSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';

import { afterAll, describe, expect, it } from 'vitest';

import { splitOfSpeaker } from '../splits';
import { parseCremaDName, readCremaD } from './cremaD';
import { parseGoEmotionsLine, readGoEmotions } from './goEmotions';
import { parseRavdessName, readRavdess } from './ravdess';
import { readRecordings } from './recordings';
import { parseSaveeName, readSavee } from './savee';

const folders: string[] = [];
afterAll(() => {
  for (const folder of folders) rmSync(folder, { recursive: true });
});

function folderWith(files: Readonly<Record<string, string>>): string {
  const root = mkdtempSync(join(tmpdir(), 'corpora-'));
  folders.push(root);
  for (const [path, content] of Object.entries(files)) {
    mkdirSync(dirname(join(root, path)), { recursive: true });
    writeFileSync(join(root, path), content);
  }
  return root;
}

describe('RAVDESS', () => {
  it('reads emotion, actor and sex off a name', () => {
    expect(parseRavdessName('03-01-06-01-02-01-12')).toEqual({
      corpus: 'ravdess-speech',
      emotion: 'fearful',
      speaker: 'ravdess-12',
      sex: 'female',
      statement: '02',
    });
  });

  it.each(['01-01-06-01-02-01-12', '03-01-09-01-02-01-12', '03-01-06-01-02-01', 'DC_a01'])('refuses %s', (name) => {
    expect(parseRavdessName(name)).toBeNull();
  });

  it("finds takes in the publisher's folders, WAV or FLAC, with their sentence", () => {
    const root = folderWith({
      'Audio_Speech_Actors_01-24/Actor_01/03-01-01-01-01-01-01.wav': '',
      'Audio_Speech_Actors_01-24/Actor_01/notes.txt': '',
    });
    expect(readRavdess(root)).toMatchObject([{ emotion: 'neutral', transcript: 'Kids are talking by the door' }]);
  });

  it('finds takes that are links to files, and no link that leads nowhere', () => {
    const root = folderWith({ 'kept/1': '', 'ravdess/notes.txt': '' });
    const link = (target: string, take: string) => symlinkSync(join(root, 'kept', target), join(root, 'ravdess', take));
    link('1', '03-01-01-01-01-01-01.wav');
    link('2', '03-01-02-01-01-01-01.wav');
    expect(readRavdess(root).map(({ emotion }) => emotion)).toEqual(['neutral']);
  });

  it("finds speech and song where the publisher's archives lie side by side, and each take once", () => {
    const root = folderWith({
      'Audio_Speech_Actors_01-24/Actor_01/03-01-01-01-01-01-01.wav': '',
      'Audio_Speech_Actors_01-24/copy/Actor_01/03-01-01-01-01-01-01.wav': '',
      'Audio_Song_Actors_01-24/Actor_01/03-02-01-01-01-01-01.wav': '',
    });
    expect(readRavdess(root).map(({ id }) => id)).toEqual([
      'ravdess-speech/03-01-01-01-01-01-01',
      'ravdess-song/03-02-01-01-01-01-01',
    ]);
  });

  it('keeps song and speech of one actor in one split', () => {
    const song = parseRavdessName('03-02-06-01-02-01-17');
    const speech = parseRavdessName('03-01-06-01-02-01-17');
    expect(song?.corpus).toBe('ravdess-song');
    expect(splitOfSpeaker(song?.speaker ?? '')).toBe('test');
    expect(splitOfSpeaker(speech?.speaker ?? '')).toBe('test');
  });
});

describe('SAVEE', () => {
  it('tells sadness from surprise from anger', () => {
    const emotionOf = (name: string) => parseSaveeName(name, 'savee')?.emotion;
    expect([emotionOf('DC_sa03'), emotionOf('DC_su03'), emotionOf('DC_a03')]).toEqual(['sad', 'surprised', 'angry']);
    expect(['d01', 'f01', 'h01', 'n01'].map((name) => emotionOf(`JK_${name}`))).toEqual([
      'disgust',
      'fearful',
      'happy',
      'neutral',
    ]);
  });

  it("reads the publisher's layout, a folder a speaker", () => {
    const root = folderWith({ 'AudioData/KL/n30.wav': '', 'AudioData/KL/x30.wav': '' });
    expect(readSavee(root)).toMatchObject([{ id: 'savee/KL_n30', emotion: 'neutral', speaker: 'savee-KL' }]);
  });
});

describe('CREMA-D', () => {
  it('reads actor, sentence and emotion off a name', () => {
    expect(parseCremaDName('1055_TIE_HAP_XX')).toEqual({ actor: 1055, sentence: 'TIE', emotion: 'happy' });
    expect(parseCremaDName('1055_TIE_HUH_XX')).toBeNull();
    const codes = ['NEU', 'SAD', 'ANG', 'FEA', 'DIS'];
    expect(codes.map((code) => parseCremaDName(`1001_IEO_${code}_LO`)?.emotion)).toEqual([
      'neutral',
      'sad',
      'angry',
      'fearful',
      'disgust',
    ]);
  });

  it('is empty where it is missing', () => {
    expect(readCremaD(folderWith({}))).toEqual([]);
  });
});

describe('the recordings of all corpora', () => {
  it('are told of, corpus by corpus, those that are missing with where they were looked for', () => {
    const root = folderWith({ 'savee/DC_a01.wav': '', 'savee/DC_a02.wav': '' });
    const lines: string[] = [];
    expect(readRecordings(root, (line) => lines.push(line)).map(({ id }) => id)).toEqual([
      'savee/DC_a01',
      'savee/DC_a02',
    ]);
    expect(lines).toEqual([
      `RAVDESS: not found under ${root}, skipped.`,
      'SAVEE: 2 clips.',
      `CREMA-D: not found under ${root}, skipped.`,
    ]);
  });
});

describe('GoEmotions', () => {
  const labels = ['admiration', 'anger', 'neutral'];

  it.each([
    ['angry', 'anger annoyance disapproval'],
    ['disgust', 'disgust'],
    ['fearful', 'fear nervousness'],
    ['happy', 'joy amusement approval excitement gratitude love optimism relief pride admiration desire caring'],
    ['sad', 'sadness disappointment embarrassment grief remorse'],
    ['surprised', 'surprise realization confusion curiosity'],
    ['neutral', 'neutral'],
  ])("takes for %s what the paper's grouping does: %s", (emotion, group) => {
    const names = group.split(' ');
    const emotions = names.map((_, index) => parseGoEmotionsLine(`text\t${index}\tid`, names)?.emotions);
    expect(emotions).toEqual(names.map(() => [emotion]));
  });

  it("folds labels to the paper's groups, each once", () => {
    expect(parseGoEmotionsLine('Well done!\t0,2\tabc', labels)).toEqual({
      id: 'abc',
      text: 'Well done!',
      emotions: ['happy', 'neutral'],
    });
  });

  it.each(['only a text', 'a text\t7\tid'])('leaves out a broken line: %s', (line) => {
    expect(parseGoEmotionsLine(line, labels)).toBeNull();
  });

  it.each(['data', 'goemotions', 'goemotions/data'])("reads the publisher's file names in %s", (folder) => {
    const root = folderWith({
      [`${folder}/emotions.txt`]: labels.join('\n'),
      [`${folder}/dev.tsv`]: 'Grr\t1\tx1\nbroken\n',
    });
    const told: string[] = [];
    const read = (part: 'train' | 'dev') => readGoEmotions(root, part, (line) => told.push(line));
    expect(read('dev')).toEqual([{ id: 'x1', text: 'Grr', emotions: ['angry'] }]);
    expect(read('train')).toEqual([]);
    expect(told).toEqual([`GoEmotions: 1 of 2 lines of ${join(root, folder, 'dev.tsv')} cannot be read, left out.`]);
  });
});
