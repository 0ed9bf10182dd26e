/** The lines of a stream of text, one at a time: a list of items may be longer than memory. */
import type { Readable } from 'node:stream';

import { CommandError, reasonOf } from '../options';

/**
 * Lines end with a line feed and nothing else: JSON may hold all other line ends within a string as they are.
 *
 * @yields each line without its end; an empty one last when the text ends with a line feed.
 * @throws CommandError when the stream cannot be read.
 */
export async function* linesOf(input: Readable): AsyncGenerator<string> {
  input.setEncoding('utf8');
  let begun = '';
  try {
    for await (const chunk of input) {
      // Only what is new is searched: a long line comes in many chunks.
      const [end = '', ...others] = String(chunk).split('\n');
      begun += end;
      for (const line of others) {
        yield begun;
        begun = line;
      }
    }
  } catch (cause) {
    throw new CommandError(`The items could not be read (${reasonOf(cause)}). Is the path right?`, { cause });
  }
  yield begun;
}
