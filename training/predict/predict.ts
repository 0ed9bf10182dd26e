/** `npm run -s predict`: the page's reading without a browser, for scripts. */
import { Console } from 'node:console';
import { createReadStream } from 'node:fs';
import { dirname, resolve } from 'node:path';
import { stderr, stdin, stdout } from 'node:process';
import { createInterface } from 'node:readline';
import { fileURLToPath } from 'node:url';

import { predictBatch } from './batch';
import { parseBatchLine, type BatchLine } from './batchLine';
import { USAGE, UsageError, parseCommand, type Command } from './commandLine';
import { loadEngineInNode } from './nodeEngine';
import { predictItems, type PredictItem, type Prediction } from './predictItem';

const REPOSITORY = resolve(dirname(fileURLToPath(import.meta.url)), '../..');
/** npm changes to the repository's folder and leaves the person's own here. */
const START_DIRECTORY = process.env['INIT_CWD'] ?? process.cwd();

/** @returns the exit code. */
async function run(command: Command): Promise<number> {
  if (command.kind === 'help') {
    stdout.write(USAGE);
    return 0;
  }
  const model = command.model === null ? resolve(REPOSITORY, 'public/model') : resolve(START_DIRECTORY, command.model);
  return command.kind === 'one' ? predictOne(model, command) : predictFile(model, command.file);
}

async function predictOne(model: string, { audio, text }: Extract<Command, { kind: 'one' }>): Promise<number> {
  const item = { audio: audio === null ? null : resolve(START_DIRECTORY, audio), text };
  const [prediction] = await predictItems(await loadEngineInNode(model), [item]);
  await print(prediction);
  return prediction && 'error' in prediction ? 1 : 0;
}

async function predictFile(model: string, file: string): Promise<number> {
  const input = file === '-' ? stdin : createReadStream(resolve(START_DIRECTORY, file));
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
      await print('error' in result ? { id, error: result.error } : { id, probabilities: result.probabilities });
    }
  };
  for await (const prediction of predictBatch(model, itemsOf(input, open))) await answerUpTo(prediction);
  await answerUpTo(null);
  return exitCode;
}

/** The items of the lines that can be read; every line goes to `open`. */
async function* itemsOf(input: NodeJS.ReadableStream, open: BatchLine[]): AsyncGenerator<PredictItem> {
  // Errors of the stream itself reach readline's iterator as an early end only.
  const failed = new Promise<never>((_, reject) => input.once('error', reject));
  failed.catch(() => undefined);
  const lines = createInterface({ input, crlfDelay: Infinity })[Symbol.asyncIterator]();
  for (;;) {
    const next = await Promise.race([lines.next(), failed]);
    if (next.done) return;
    if (next.value.trim() === '') continue;
    const line = parseBatchLine(next.value, START_DIRECTORY);
    open.push(line);
    if (!('error' in line.item)) yield line.item;
  }
}

/** Waits when the reader of standard output is slower than we are. */
function print(value: unknown): Promise<void> {
  return new Promise((resolve, reject) => {
    stdout.write(`${JSON.stringify(value)}\n`, (error) => (error ? reject(error) : resolve()));
  });
}

// Standard output belongs to the results; what a library wants to say goes to standard error.
globalThis.console = new Console(stderr, stderr);
try {
  process.exitCode = await run(parseCommand(process.argv.slice(2)));
} catch (error) {
  const usage = error instanceof UsageError;
  stderr.write(`${error instanceof Error ? error.message : String(error)}\n${usage ? `\n${USAGE}` : ''}`);
  process.exitCode = usage ? 2 : 1;
}
