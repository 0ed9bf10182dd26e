/** The command as a script calls it: real processes, real files, a small model. */
import { once } from 'node:events';
import { mkdir, mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';

import { hum, wavFile } from '../../src/capture/testing';
import { EMOTIONS } from '../../src/emotions';
import { startNodeBackend } from '../../src/inference/nodeBackend';
import { tinyModelFiles } from '../../src/inference/testing';
import { outcomeOf, startCommand, type Outcome } from '../testing';

let folder: string;

beforeAll(async () => {
  folder = await mkdtemp(join(tmpdir(), 'stsam-predict-'));
  await startNodeBackend();
  for (const [name, bytes] of await tinyModelFiles()) await writeFile(join(folder, name), bytes);
  await writeFile(join(folder, 'voice.wav'), wavFile([hum(1.5, 44_100), hum(1.5, 44_100)], { sampleRate: 44_100 }));
  await writeFile(join(folder, 'silent.wav'), wavFile([new Float32Array(32_000)]));
  await writeFile(join(folder, 'items.jsonl'), '\uFEFF{"id":1,"text":"love"}\n{"id":2,"audio":"voice.wav"}');
  await mkdir(join(folder, 'damaged'));
  await writeFile(join(folder, 'damaged', 'manifest.json'), '{}');
  const whole = wavFile([hum(4, 16_000)]);
  await writeFile(join(folder, 'cut.wav'), whole.subarray(0, whole.length / 2));
});
afterAll(() => rm(folder, { recursive: true }));

const start = (words: readonly string[]) => startCommand('training/predict/predict.ts', words, folder);

function run(words: readonly string[], input = ''): Promise<Outcome> {
  const child = start(words);
  child.stdin.end(input);
  return outcomeOf(child);
}

/** Runs the command and reads what it prints, of which every line must be JSON. */
async function predict(words: readonly string[], input = '') {
  const outcome = await run(words, input);
  const lines = outcome.output.split('\n').filter((line) => line !== '');
  return { ...outcome, lines: lines.map((line) => JSON.parse(line) as Record<string, unknown>) };
}

function expectProbabilities(value: unknown): void {
  const probabilities = value as Record<string, number>;
  expect(Object.keys(probabilities)).toEqual([...EMOTIONS]);
  expect(Object.values(probabilities).reduce((sum, one) => sum + one, 0)).toBeCloseTo(1, 9);
}

describe('predict', () => {
  it('reads a recording with its words, from the folder the person is in', async () => {
    const { exitCode, lines } = await predict(['voice.wav', '--text', 'leave me alone', '--model', '.']);
    expect(exitCode).toBe(0);
    expect(lines).toMatchObject([{ source: 'both', notice: null }]);
    expectProbabilities(lines[0]?.['probabilities']);
  });

  it('says why a recording cannot be read', async () => {
    const { exitCode, lines } = await predict(['silent.wav', '--model', folder]);
    expect(exitCode).toBe(1);
    expect(lines).toEqual([{ error: expect.stringContaining('no sound') as string }]);
  });

  it('answers a batch in its order, errors in their places', async () => {
    const texts = Array.from({ length: 40 }, (_, index) => ({
      id: `t${index}`,
      text: index % 2 === 0 ? 'love' : 'leave me alone',
    }));
    const items = [
      { id: 'both', audio: 'voice.wav', text: 'leave me alone', label: 'ignored' },
      { id: 'voice', audio: join(folder, 'voice.wav') },
      { id: 'silent', audio: 'silent.wav' },
      { id: 'gone', audio: 'gone.wav', text: 'love' },
      { id: 'nothing' },
      { id: 'wrong', text: 3 },
      ...texts,
    ];
    const input = `${items.map((item) => JSON.stringify(item)).join('\n')}\n\nno json\n`;
    const { exitCode, lines } = await predict(['--batch', '-', '--model', folder], input);
    expect(exitCode).toBe(1);
    expect(lines.map(({ id }) => id)).toEqual([...items.map(({ id }) => id), null]);
    const failed = lines.filter((line) => 'error' in line).map(({ id }) => id);
    expect(failed).toEqual(['silent', 'gone', 'nothing', 'wrong', null]);
    for (const line of lines) {
      if (!('error' in line)) expectProbabilities(line['probabilities']);
    }
    expect(lines[7]?.['probabilities']).not.toEqual(lines[6]?.['probabilities']);

    const [single] = (await predict(['voice.wav', '--text', 'leave me alone', '--model', folder])).lines;
    expect(single?.['probabilities']).toEqual(lines[0]?.['probabilities']);
  });

  it('reads a batch file, and succeeds when every item does', async () => {
    const { exitCode, lines } = await predict(['--batch', 'items.jsonl', '--model', folder]);
    expect(exitCode).toBe(0);
    expect(lines.map(({ id }) => id)).toEqual([1, 2]);
  });

  it('takes a line for one, whatever line ends of other systems its text holds', async () => {
    const input = '{"id":1,"text":"I am so happy\u2028today"}\r\n{"id":2,"text":"love\u0085"}\r\n';
    const { exitCode, lines } = await predict(['--batch', '-', '--model', folder], input);
    expect(exitCode).toBe(0);
    expect(lines.map(({ id }) => id)).toEqual([1, 2]);
  });

  it('answers lines that it cannot read as they come, though nothing that it can read ever does', async () => {
    const child = start(['--batch', '-', '--model', folder]);
    child.stdin.on('error', () => undefined);
    child.stdin.write('no json\n');
    const [answer] = (await once(child.stdout, 'data')) as [Buffer];
    expect(answer.toString()).toContain('not JSON');
    child.stdin.end();
    expect((await outcomeOf(child)).exitCode).toBe(1);
  });

  it('tells what is wrong with a recording that it can read, one or many', async () => {
    const one = await predict(['cut.wav', '--model', folder]);
    expect(one.lines).toMatchObject([{ source: 'voice', notice: expect.stringContaining('2') as string }]);
    const many = await predict(['--batch', '-', '--model', folder], '{"id":"cut","audio":"cut.wav"}');
    const { probabilities, notice } = one.lines[0] ?? {};
    expect(many.lines).toEqual([{ id: 'cut', probabilities, notice }]);
  });

  it('tells that the words are unknown, which it reads as next to nothing', async () => {
    const one = await predict(['cut.wav', '--text', 'zut alors', '--model', folder]);
    expect(one.lines).toMatchObject([{ notice: expect.stringMatching(/2.* English\.$/) as string }]);
    const items = '{"id":1,"text":"zut alors"}\n{"id":2,"text":"love"}';
    const { lines } = await predict(['--batch', '-', '--model', folder], items);
    expect(lines.map(({ notice }) => notice)).toEqual([expect.stringContaining('English'), undefined]);
  });

  it('gives ids back as they were written', async () => {
    const ids = ['12345678901234567890', '-0.10', '1e400', '"a"', '{"take":9007199254740993}', 'null'];
    const input = ids.map((id) => `{"id":${id},"text":"love"}`).join('\n');
    const { output } = await predict(['--batch', '-', '--model', folder], `${input}\n${ids[0] ?? ''}`);
    const answers = output.trim().split('\n');
    for (const [index, id] of ids.entries()) expect(answers[index]).toContain(`{"id":${id},"probabilities"`);
    expect(answers.at(-1)).toContain('not a JSON object');
  });

  it('ends quietly when nobody reads its answers any more, though items go on coming', async () => {
    const child = start(['--batch', '-', '--model', folder]);
    const items = '{"text":"love"}\n'.repeat(1000);
    // It goes away while it is written to.
    child.stdin.on('error', () => undefined);
    child.stdin.write(items);
    child.stdout.once('data', () => {
      child.stdout.destroy();
      child.stdin.write(items);
    });
    const { exitCode, complaint } = await outcomeOf(child);
    expect(complaint).toBe('');
    expect(exitCode).toBe(0);
  });

  it('shows how it is called', async () => {
    const { exitCode, output } = await run(['--help']);
    expect(output).toContain('npm run -s predict');
    expect(exitCode).toBe(0);
  });

  it.each<[string, string[], number, string]>([
    ['nothing to do', [], 2, 'Give a recording'],
    ['two recordings', ['a.wav', 'b.wav'], 2, '--batch'],
    ['an unknown option', ['--loud'], 2, '--loud'],
    ['a batch with a recording', ['--batch', 'x', 'a.wav'], 2, 'give no others'],
    ['a folder without a model', ['--text', 'love', '--model', 'nowhere'], 1, 'manifest.json'],
    ['a batch without a model', ['--batch', 'items.jsonl', '--model', 'nowhere'], 1, 'manifest.json'],
    ['a damaged model', ['--text', 'love', '--model', 'damaged'], 1, 'damaged cannot be used. Name the folder'],
    ['a batch that is not there', ['--batch', 'nowhere.jsonl'], 1, 'nowhere.jsonl'],
  ])('%s', async (_, words, exitCode, complaint) => {
    const outcome = await predict(words);
    expect(outcome.complaint).toContain(complaint);
    expect(outcome.complaint).not.toMatch(/^ +at /mu);
    expect(outcome.exitCode).toBe(exitCode);
  });
});
