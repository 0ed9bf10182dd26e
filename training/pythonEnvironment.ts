/** The Python that fits: an environment of our own with what the fit needs, or the one that a person names. */
import { spawnSync } from 'node:child_process';
import { createHash } from 'node:crypto';
import { existsSync, readFileSync, writeFileSync } from 'node:fs';
import { join, resolve } from 'node:path';

import { CommandError, fromStart } from './options';
import { runProgram } from './runProgram';

const REQUIREMENTS = 'training/requirements.txt';
/** Installed without what they ask for, of which nothing is used. */
const TEACHERS_REQUIREMENTS = ['training/requirements-teachers.txt', 'training/requirements-encoders.txt'] as const;

const FOLDER = resolve('training/.cache/python');
const OWN_PYTHON = join(FOLDER, process.platform === 'win32' ? 'Scripts/python.exe' : 'bin/python');

/** Those for which the pinned TensorFlow is built. */
const OLDEST_MINOR = 11;
const NEWEST_MINOR = 13;
const WANTED_PYTHON = `Python 3.${OLDEST_MINOR} to 3.${NEWEST_MINOR}`;

/** The version of the Python on the PATH, for example '3.11.2'. @throws CommandError when it is missing or does not do. */
function pythonVersion(): string {
  const { error, stdout } = spawnSync('python3', ['-c', 'import platform; print(platform.python_version())'], {
    encoding: 'utf8',
  });
  const advice = `Install ${WANTED_PYTHON}, or name one with --python.`;
  if (error) throw new CommandError(`There is no python3 (${error.message}). ${advice}`);
  const version = stdout.trim();
  const [major, minor] = version.split('.').map(Number);
  if (major !== 3 || minor === undefined || minor < OLDEST_MINOR || minor > NEWEST_MINOR) {
    throw new CommandError(`python3 is ${version}, for which what the fit needs is not built. ${advice}`);
  }
  return version;
}

/**
 * A virtual environment with what the fit needs, made on first use and anew when that or Python changes.
 *
 * @returns its Python.
 * @throws CommandError
 */
export async function preparePython(): Promise<string> {
  // Written last, so that what was left half made does not pass for ready.
  const stamp = join(FOLDER, 'complete');
  const wanted = createHash('sha256');
  for (const file of [REQUIREMENTS, ...TEACHERS_REQUIREMENTS]) wanted.update(readFileSync(file));
  const version = pythonVersion();
  wanted.update(version);
  const checksum = wanted.digest('hex');
  if (!existsSync(stamp) || readFileSync(stamp, 'utf8') !== checksum) {
    const advice = `Install ${WANTED_PYTHON} with its venv, or name a Python with --python.`;
    // What another Python or an earlier list has left in it would stay.
    await runProgram('python3', ['-m', 'venv', '--clear', FOLDER], { what: 'Making a Python environment', advice });
    const pip = ['-m', 'pip', 'install'];
    const retry = { what: 'Installing what the fit needs', advice: 'Check the connection and run the command again.' };
    await runProgram(OWN_PYTHON, [...pip, '--requirement', REQUIREMENTS], retry);
    // One by one: a digest in a list asks for digests of all that is installed with it.
    for (const file of TEACHERS_REQUIREMENTS) {
      await runProgram(OWN_PYTHON, [...pip, '--no-deps', '--requirement', file], retry);
    }
    writeFileSync(stamp, checksum);
  }
  return OWN_PYTHON;
}

/** Looks for the fit, for what its parts import only where they use it, and for the teachers, whose files are but read. */
const LOOK_FOR_ALL = `
import stsam_training.fit, sklearn, soundfile, soxr, safetensors, tokenizers
from stsam_training import packages, sentence_encoder, speech_encoder
for name in (*sentence_encoder.PACKAGES, *speech_encoder.PACKAGES):
    packages.package_folder(name)
`;

/**
 * The Python that a person names: a program on the PATH, or a path from where they are.
 *
 * @throws CommandError when it does not start or lacks what the fit needs.
 */
export function namedPython(name: string): string {
  const program = /[/\\]/u.test(name) ? fromStart(name) : name;
  const { error, status } = spawnSync(program, ['-c', LOOK_FOR_ALL], {
    stdio: ['ignore', 'ignore', 'inherit'],
    env: { ...process.env, PYTHONPATH: 'training' },
  });
  if (error) throw new CommandError(`--python ${name} does not start (${error.message}): correct it or leave it out.`);
  if (status !== 0) {
    throw new CommandError(
      `--python ${name} lacks something that the fit needs (its own words are above): install ${REQUIREMENTS} and, with ` +
        `--no-deps, ${TEACHERS_REQUIREMENTS.join(' and ')} there, or leave --python out.`,
    );
  }
  return program;
}
