/** The command line of `predict`, read and checked apart from doing anything. */
import { readOptions, UsageError } from '../options';

export const USAGE = `Reads the mood of a recording, of words, or of both, with the page's own code and model.

  npm run -s predict -- RECORDING [--text "WORDS"]
  npm run -s predict -- --text "WORDS"
  npm run -s predict -- --batch ITEMS.jsonl

RECORDING is a WAV or FLAC file. The answer is one JSON object, or {"error": "..."}:
  {"source": "voice" | "words" | "both", "probabilities": {"neutral": 0.1, ...}, "notice": null | "..."}
"notice" is what one should know though all went on: the end of a recording is missing, no voice was found in it,
or the words are unknown.

  --text WORDS     what is said in the recording
  --batch FILE     one JSON object a line, {"id", "audio"?, "text"?}; - reads standard input. Prints one JSON object a
                   line in the same order: {"id", "probabilities"}, with "notice" if there is one, or {"id", "error"}
  --model DIR      the folder of the model's files (default: public/model)
  --help           this text

Paths are relative to where you are. The exit code is 1 if an item failed, 2 if the command was not understood.
`;

export type Command =
  | { readonly kind: 'one'; readonly audio: string | null; readonly text: string | null; readonly model: string | null }
  | { readonly kind: 'batch'; readonly file: string; readonly model: string | null };

/** @param words the command line without Node and script. @throws UsageError */
export function parseCommand(words: readonly string[]): Command {
  const { values, positionals } = readOptions({
    args: words,
    allowPositionals: true,
    options: { text: { type: 'string' }, batch: { type: 'string' }, model: { type: 'string' } },
  });
  const model = values.model ?? null;
  if (values.batch !== undefined) {
    if (positionals.length > 0 || values.text !== undefined) {
      throw new UsageError('--batch takes its recordings and texts from the file: give no others.');
    }
    return { kind: 'batch', file: values.batch, model };
  }
  const [audio = null, ...others] = positionals;
  if (others.length > 0) throw new UsageError('Give one recording, or many with --batch.');
  const text = values.text ?? null;
  if (audio === null && text === null) throw new UsageError('Give a recording, --text, or --batch.');
  return { kind: 'one', audio, text, model };
}
