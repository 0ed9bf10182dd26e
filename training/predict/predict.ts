/** `npm run -s predict`: the page's reading without a browser, for scripts. */
import { Console } from 'node:console';
import { createReadStream } from 'node:fs';
import { stderr, stdin, stdout } from 'node:process';
import type { Readable } from 'node:stream';

import { stringify } from 'lossless-json';

import { fromStart, pathOption, runCommand } from '../options';
import { predictBatch } from './batch';
import { parseBatchLine, type BatchLine } from './batchLine';
import { USAGE, parseCommand, type Command } from './commandLine';
import { linesOf } from './lines';
import { loadEngineInNode } from './nodeEngine';
import { predictItems, type PredictItem, type Prediction } from './predictItem';

/** @returns the exit code. */
async function run(command: Command): Promise<number> {
  const model = pathOption(command.model ?? undefined, 'public/model');
  return command.kind === 'one' ? predictOne(model, command) : predictFile(model, command.file);
}

async function predictOne(model: string, { audio, text }: Extract<Command, { kind: 'one' }>): Promise<number> {
  const item = { audio: audio === null ? null : fromStart(audio), text };
  const [prediction] = await predictItems(await loadEngineInNode(model), [item]);
  await print(prediction);
  return prediction && 'error' in prediction ? 1 : 0;
}

async function predictFile(model: string, file: string): Promise<number> {
  const input = file === '-' ? stdin : createReadStream(fromStart(file));
  /** Lines read and not answered yet. Broken ones wait for their turn with the others. */
  const open: BatchLine[] = [];
  let exitCode = 0;
  const answerUpTo = async (prediction: Prediction | null): Promise<void> => {
    while (open[0]) {
      const { id, item } = open[0];
      const result = 'error' in item ? item : prediction;
      if (result === null) return;
      open.shift();
      if (!('error' in item)) prediction = null;
      if ('error' in result) exitCode = 1;
      await print({ id, ...batchAnswer(result) });
    }
  };
  const items = itemsOf(input, open, () => answerUpTo(null));
  for await (const prediction of predictBatch(model, items)) await answerUpTo(prediction);
  await answerUpTo(null);
  return exitCode;
}

/** Of many answers, only what is asked for, and what one should know. */
function batchAnswer(result: Prediction): Partial<Prediction> {
  if ('error' in result) return result;
  const { probabilities, notice } = result;
  return notice === null ? { probabilities } : { probabilities, notice };
}

/** The items of the lines that can be read; every line goes to `open`, and of one that cannot be read `onBroken` is told. */
async function* itemsOf(
  input: Readable,
  open: BatchLine[],
  onBroken: () => Promise<void>,
): AsyncGenerator<PredictItem> {
  for await (const text of linesOf(input)) {
    if (text.trim() === '') continue;
    const line = parseBatchLine(text);
    open.push(line);
    if ('error' in line.item) await onBroken();
    else yield line.item;
  }
}

/** Waits when the reader of standard output is slower than we are. */
function print(value: unknown): Promise<void> {
  return new Promise((resolve, reject) => {
    stdout.write(`${stringify(value) ?? ''}\n`, (error) => (error ? reject(error) : resolve()));
  });
}

/** Whether nobody reads standard output any more, as after `| head -1`: they have what they wanted. */
function isClosedPipe(error: unknown): boolean {
  return error instanceof Error && 'code' in error && error.code === 'EPIPE';
}

// Standard output belongs to the results; what a library wants to say goes to standard error.
globalThis.console = new Console(stderr, stderr);
// `print` tells of it; without a listener Node would, with a stack.
stdout.on('error', () => undefined);
await runCommand(USAGE, async () => {
  const command = parseCommand(process.argv.slice(2));
  try {
    process.exitCode = await run(command);
  } catch (error) {
    if (!isClosedPipe(error)) throw error;
  }
});
